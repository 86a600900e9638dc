"""Adopting a common script: which items of a framework a cohort starts from, in which order, and for how many."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.events.actions import record
from learnplan.people.models import Institution, Membership, Role, User
from learnplan.rules import RuleBroken
from learnplan.years import current_year, year_group_in, year_name
from scripts.frameworks.models import CommonItem, CommonScript, Framework, FrameworkAssociation, FrameworkItem
from scripts.frameworks.order import in_order

MOST_ITEMS = 300
FIRST_YEAR, LAST_YEAR = 2000, 2100


@act
def adopt_common_script(
    *,
    institution: Institution,
    framework: Framework,
    name: str,
    year: int,
    year_group: str,
    items: Sequence[tuple[FrameworkItem, bool]],
    most_minutes_a_week: int | None = None,
    actor: User | None,
) -> CommonScript:
    """Adopt `items` (with True for those that are required) as what the cohort's scripts start from.

    They keep the order given, except that what `precedes` in the framework comes first. RuleBroken when nothing is
    chosen, an item is not of this framework or has ended, or the cohort already has a common script.
    """
    name, year_group = name.strip(), year_group.strip()
    check_size(len(items))
    _check_words(name, year, year_group)
    # An import holds the framework until all of it is written: what it ends must not be adopted meanwhile.
    Framework.objects.select_for_update().defer("kept_aside").get(pk=framework.pk)
    _check_items(framework, items)
    Institution.objects.select_for_update().get(pk=institution.pk)
    cohort: dict[str, Any] = {"institution": institution, "year": year, "year_group": year_group}
    check_cohort_is_free(**cohort)
    required = {item.pk: is_required for item, is_required in items}
    ordered, _tangled = in_order(list(required), preceding(framework, list(required)))
    script = CommonScript.objects.create(
        framework=framework, name=name, most_minutes_a_week=most_minutes_a_week, **cohort
    )
    CommonItem.objects.bulk_create(
        CommonItem(common_script=script, item_id=pk, is_required=required[pk], position=position)
        for position, pk in enumerate(ordered, start=1)
    )
    facts = {"name": name, "framework": framework.title, "items": len(ordered), "required": sum(required.values())}
    record("common_script.adopted", actor=actor, thing=script, **facts, **cohort | {"year": year_name(year)})
    return script


def check_size(count: int) -> None:
    """RuleBroken when nothing is chosen, or more than a script can hold."""
    if not count:
        raise RuleBroken(_("Nothing is chosen. Choose at least one item, or a whole part of the framework."))
    if count > MOST_ITEMS:
        words = _(
            "%(count)s items are chosen, and each becomes a stop on every learner's script: at most %(most)s. "
            "Choose the headings instead of everything under them."
        )
        raise RuleBroken(words % {"count": count, "most": MOST_ITEMS})


def check_cohort_is_free(*, institution: Institution, year: int, year_group: str) -> None:
    """RuleBroken when the cohort already has a common script."""
    group = year_group.strip()
    existing = CommonScript.objects.filter(institution=institution, year=year, year_group__iexact=group).first()
    if existing is not None:
        words = _("Year group %(group)s of %(year)s already starts from “%(name)s”. Choose another year or year group.")
        raise RuleBroken(words % {"group": group, "year": year_name(year), "name": existing.name})


def _check_words(name: str, year: int, year_group: str) -> None:
    if not name or not year_group:
        raise RuleBroken(_("Give the common script a name and the year group it is for."))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        words = _("The year a cohort starts is a year such as 2026, from %(first)s to %(last)s.")
        raise RuleBroken(words % {"first": FIRST_YEAR, "last": LAST_YEAR})


def _check_items(framework: Framework, items: Sequence[tuple[FrameworkItem, bool]]) -> None:
    ids = {item.pk for item, _is_required in items}
    gone = set(FrameworkItem.objects.filter(pk__in=ids, ended_at__isnull=False).values_list("pk", flat=True))
    for item, _is_required in items:
        if item.framework_id != framework.pk:
            raise RuleBroken(_("“%(item)s” is not part of %(framework)s.") % {"item": item, "framework": framework})
        if item.pk in gone:
            words = _("“%(item)s” has ended: it is no longer part of the framework. Leave it out.")
            raise RuleBroken(words % {"item": item})
    if len(ids) < len(items):
        raise RuleBroken(_("An item is chosen twice. Choose each once."))


def preceding(framework: Framework, chosen: list[int]) -> list[tuple[int, int]]:
    """Return the pairs (id before, id after) that the framework's `precedes` ties say of the chosen items."""
    ties = FrameworkAssociation.objects.filter(
        framework=framework, kind="precedes", ended_at=None, origin__in=chosen, destination__in=chosen
    )
    return list(ties.order_by("pk").values_list("origin_id", "destination_id"))


def starting_from(institution: Institution, year: int, year_group: str):
    """Return the learners of the cohort as it is today who have no script yet; none before its year.

    The cohort that started in year group 12 last year is in 13 now (`common_script_for` reads it the same way).
    """
    years = current_year() - year
    if years < 0:
        return User.objects.none()
    members = Membership.objects.current().filter(
        institution=institution, role=Role.LEARNER, year_group=year_group_in(year_group.strip(), years)
    )
    return User.objects.filter(pk__in=members.values("user"), script=None)
