"""Reading a matrix for pages: rows in plain words, and whom a new version would touch."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from learnplan.people.models import Bond, Institution, Membership, Role, User
from learnplan.years import current_year
from plans.matrix.acts import Act, Column, Setting
from plans.matrix.models import AskedFor, Matrix
from plans.matrix.presets import COLUMNS, DEFAULT, MEANS, PRESETS, Cells, Preset, differences, setting

# In whose column someone stands with learners of an institution, by the role they hold there.
COLUMN_OF = {
    Role.LEARNER: Column.LEARNER,
    Role.TEACHER: Column.TUTOR,
    Role.ADVOCATE: Column.ADVOCATE,
    Role.CARER: Column.CARER,
}


def table_of(cells: Cells) -> list[tuple[Act, list[dict]]]:
    """Return a matrix row by row, each with {"column", "setting", "word"} for every column.

    `setting` is "" where the act is never theirs, and `word` then says why.
    """
    return [(act, [_cell(cells, act, column) for column in Column]) for act in Act]


def _cell(cells: Cells, act: Act, column: Column) -> dict:
    says = setting(cells, act, [column])
    return {"column": column, "setting": says or "", "word": says.label if says else _never(act, column)}


def _never(act: Act, column: Column) -> str | Promise:
    if column == Column.CARER:
        return _("carers read along")
    return _("the learner’s alone") if COLUMNS[act] == (Column.LEARNER,) else _("not theirs")


def lists_of(cells: Cells, column: Column, freed=()) -> dict[str, list[Act]]:
    """Return the acts that stand in one column, by what holds: {"allow": [...], "request": [...], "deny": [...]}."""
    found: dict[str, list[Act]] = {str(one): [] for one in Setting}
    for act in Act:
        if column in COLUMNS[act] and (says := setting(cells, act, [column], freed)):
            found[says].append(act)
    return found


def changes_of(matrix: Matrix, before: Cells | None) -> list[dict]:
    """Return the cells that a version changes, as rows of a table."""
    rows = differences(before or PRESETS[DEFAULT], matrix.cells)
    return [{"act": act, "column": column, "old": old, "new": new} for act, column, old, new in rows]


def learners_touched(institution: Institution, changes: list[dict]):
    """Return the learners (queryset) with a live plan here of whom one of the `changes` speaks: all of them, or those
    who have a tutor, an advocate or a carer in whose column it is."""
    here = Membership.objects.current().filter(role=Role.LEARNER, institution=institution)
    plans = institution.plans.filter(year__gte=current_year(), learner__in=here.values("user"))
    found = User.objects.filter(pk__in=plans.values("learner"))
    columns = {change["column"] for change in changes}
    if Column.LEARNER in columns:
        return found
    bonds = Bond.objects.in_force().filter(kind__in=columns)
    return found.filter(pk__in=bonds.values("learner"))


def requests_touched(institution: Institution, changes: list[dict]):
    """Return the requests (queryset) waiting here whose act is one of the `changes`: they would lapse."""
    about = models.Q(pk__in=[])
    for change in changes:
        about |= models.Q(act=change["act"], column=change["column"])
    waiting = AskedFor.objects.filter(about, plan__institution=institution, state=AskedFor.State.WAITING)
    return waiting.order_by("pk")


def means(cells: Cells, preset: Preset) -> str | Promise:
    """Return what a matrix means in a sentence; of an own mix, which preset it is closest to."""
    if preset != Preset.OWN:
        return MEANS[preset]
    closest = min(PRESETS, key=lambda name: len(differences(PRESETS[name], cells)))
    count = len(differences(PRESETS[closest], cells))
    said = ngettext(
        "Most like “%(preset)s”: %(count)s setting differs.",
        "Most like “%(preset)s”: %(count)s settings differ.",
        count,
    )
    return f"{said % {'preset': Preset(closest).label, 'count': count}} {MEANS[closest]}"
