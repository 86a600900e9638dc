"""What the matrix says to one person about one plan, and the two refusals: ask first, and not here."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, JSONObject
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from learnplan.people.models import Institution, User
from learnplan.rules import RuleBroken
from plans.targets.asking.acts import Act, Setting, columns_of
from plans.targets.asking.models import AskedFor, Freed, Matrix
from plans.targets.asking.presets import DEFAULT, PRESETS, Cells, setting
from plans.targets.models import Plan, name_of
from plans.targets.permissions import Standing

MOST_WAITING = 50


class AskFirst(RuleBroken):
    """The act is possible once somebody has said yes: `act` is what to ask for."""

    def __init__(self, message: str, act: str) -> None:
        super().__init__(message)
        self.act = act


@dataclass(frozen=True)
class Rules:
    """The matrix that holds for one plan, and the acts its learner has been freed of asking for.

    `waiting` are the requests that wait about it, as {id, act, who, reason, words, target}, for its pages.
    """

    institution: str
    cells: Cells
    version: int = 0
    set_by: str = ""
    set_on: dt.date | None = None
    freed: frozenset[str] = field(default_factory=frozenset)
    waiting: tuple[dict, ...] = ()

    def says(self, act: str, stands: Standing) -> Setting | None:
        """Return what holds for someone who stands so; None where the matrix does not speak of them."""
        return setting(self.cells, act, columns_of(stands), self.freed)

    @property
    def name(self) -> str:
        """Which rule it is, for a refusal: "version 3, set by Rosa Byrne on 3 November 2026"."""
        if not self.version or self.set_on is None:
            return _("the rule that holds until %(place)s sets its own") % {"place": self.institution}
        return _("version %(version)s, set by %(who)s on %(day)s") % {
            "version": self.version,
            "who": self.set_by,
            "day": date_format(self.set_on),
        }


def rules_of(plan: Plan) -> Rules:
    """Return the rules that hold for the plan today: one query."""
    freed = Freed.objects.current().filter(learner=plan.learner_id).order_by("pk")
    rows = with_matrix(Institution.objects.filter(pk=plan.institution_id))
    row = rows.annotate(freed=ArraySubquery(freed.values("act"))).get()
    return read(row.name, row.matrix, freed=row.freed)


def rules_with_waiting(plan: Plan) -> Rules:
    """Return the rules as `rules_of`, with the requests that wait about the plan: one query all the same."""
    freed = Freed.objects.current().filter(learner=plan.learner_id).order_by("pk")
    waiting = AskedFor.objects.filter(plan=plan, state=AskedFor.State.WAITING).order_by("asked_at", "pk")
    shown = JSONObject(
        id="pk",
        act="act",
        who=name_of("asker"),
        reason="reason",
        words=Coalesce(KeyTextTransform("words", "facts"), "target__words"),
        target="target_id",
    )
    rows = with_matrix(Institution.objects.filter(pk=plan.institution_id))
    row = rows.annotate(
        freed=ArraySubquery(freed.values("act")), waiting=ArraySubquery(waiting.values(one=shown)[:MOST_WAITING])
    ).get()
    return replace(read(row.name, row.matrix, freed=row.freed), waiting=tuple(row.waiting))


def with_matrix(institutions):
    """Add to institutions (a queryset) `matrix`: the one that holds, as `read` takes it, or None."""
    return institutions.annotate(matrix=matrix_at("pk"))


def matrix_at(institution: str) -> Subquery:
    """Return the matrix that holds at the `institution` (a field of the outer query), as `read` takes it, or None."""
    latest = Matrix.objects.published().filter(institution=OuterRef(institution)).order_by("-version")
    names = {name: f"set_by__{name}" for name in ("given_name", "preferred_name", "family_name")}
    found = latest.values(one=JSONObject(version="version", cells="cells", at="published_at", **names))
    return Subquery(found[:1])


def read(institution: str, matrix: dict | None, freed: Iterable[str] = ()) -> Rules:
    """Return the rules from what `with_matrix` read; nothing set means the default."""
    if matrix is None:
        return Rules(institution, PRESETS[DEFAULT], freed=frozenset(freed))
    names = {name: matrix[name] for name in ("given_name", "preferred_name", "family_name")}
    return Rules(
        institution=institution,
        cells=matrix["cells"],
        version=matrix["version"],
        set_by=User(**names).get_full_name(),
        set_on=dt.datetime.fromisoformat(matrix["at"]).date(),
        freed=frozenset(freed),
    )


def check(act: str, *, plan: Plan, actor: User, stands: Standing, asked: AskedFor | None = None) -> None:
    """Raise AskFirst or RuleBroken unless the matrix lets `actor`, who stands so to `plan`, do `act` now.

    `asked` is a request for this very act that was answered with yes, while that answer does it. Whether the act is
    the actor's at all is for the action to say, before this.
    """
    if asked is not None and is_pass(asked, act, plan, actor):
        return
    columns = columns_of(stands)
    if not columns:
        return
    rules = rules_of(plan)
    says = rules.says(act, stands)
    if says == Setting.REQUEST:
        raise AskFirst(ask_words(rules, act, plan, stands), act)
    if says == Setting.DENY:
        raise RuleBroken(deny_words(rules, act, plan, stands))


def is_pass(asked: AskedFor, act: str, plan: Plan, actor: User) -> bool:
    """Say whether the request was answered with yes, and is for this act, plan and person."""
    return asked.state == AskedFor.State.ALLOWED and (asked.act, asked.plan_id, asked.asker_id) == (
        act,
        plan.pk,
        actor.pk,
    )


def ask_words(rules: Rules, act: str, plan: Plan, stands: Standing) -> str:
    """Return the refusal that can be asked about: which rule, and whom to ask."""
    words = _words(rules, act, stands)
    if stands.is_learner:
        return _("At %(place)s you ask first to %(act)s (%(rule)s). Ask, and your tutor or advocate answers.") % words
    words["learner"] = plan.learner.get_short_name()
    return _("At %(place)s %(who)s asks the learner first to %(act)s (%(rule)s). Ask, and %(learner)s answers.") % words


def deny_words(rules: Rules, act: str, plan: Plan, stands: Standing) -> str:
    """Return the refusal of an act that cannot be asked for: which rule, who can change it, and what to do instead."""
    words = _words(rules, act, stands)
    if stands.is_learner:
        said = _("At %(place)s learners may not %(act)s (%(rule)s). An administrator there can change that rule.")
        return f"{said % words} {_('You can talk to your tutor about it.')}"
    words["learner"] = plan.learner.get_short_name()
    said = _("At %(place)s %(who)s may not %(act)s (%(rule)s). An administrator there can change that rule.")
    return f"{said % words} {_('You can suggest it to %(learner)s in a talk.') % words}"


def _words(rules: Rules, act: str, stands: Standing) -> dict[str, str]:
    columns = columns_of(stands)
    return {
        "place": rules.institution,
        "rule": rules.name,
        "act": str(Act(act).label),
        "who": str(columns[0].label) if columns else "",
    }
