"""Whether an act may be done now: reads the matrix that holds for a plan, and checks an act against it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, JSONObject

from learnplan.people.models import Institution, User, name_of
from learnplan.rules import RuleBroken
from learnplan.web.prepared import prepared
from plans.matrix.acts import Setting
from plans.matrix.models import AskedFor, Freed, Matrix
from plans.matrix.presets import DEFAULT, PRESETS
from plans.matrix.rules import AskFirst, OfPlan, Rules, Stands, ask_words, columns_of, deny_words, is_pass

MOST_WAITING = 50


def rules_of(plan: OfPlan) -> Rules:
    """Return the rules that hold for the plan today: one query."""
    [row] = _rows_of(institution_id=plan.institution_id, learner_id=plan.learner_id)
    return read(row.name, row.matrix, freed=row.freed)


def rules_with_waiting(plan: OfPlan) -> Rules:
    """Return the rules as `rules_of`, with the requests that wait about the plan: one query all the same."""
    [row] = _rows_with_waiting(institution_id=plan.institution_id, learner_id=plan.learner_id, plan_id=plan.pk)
    return replace(read(row.name, row.matrix, freed=row.freed), waiting=tuple(row.waiting))


@prepared
def _rows_with_waiting(*, institution_id: int, learner_id: int, plan_id: int):
    waiting = AskedFor.objects.filter(plan=plan_id, state=AskedFor.State.WAITING).order_by("asked_at", "pk")
    shown = JSONObject(
        id="pk",
        act="act",
        who=name_of("asker"),
        reason="reason",
        words=Coalesce(KeyTextTransform("words", "facts"), "target__words"),
        target="target_id",
    )
    rows = _rows_of.make(institution_id=institution_id, learner_id=learner_id)
    return rows.annotate(waiting=ArraySubquery(waiting.values(one=shown)[:MOST_WAITING]))


@prepared
def _rows_of(*, institution_id: int, learner_id: int):
    """The institution with the `matrix` that holds, and what the learner is `freed` of."""
    freed = Freed.objects.current().filter(learner=learner_id).order_by("pk")
    rows = Institution.objects.filter(pk=institution_id)
    return rows.annotate(matrix=matrix_at("pk"), freed=ArraySubquery(freed.values("act")))


def matrix_at(institution: str) -> Subquery:
    """Return the matrix that holds at the `institution` (a field of the outer query), as `read` takes it, or None."""
    latest = Matrix.objects.published().filter(institution=OuterRef(institution)).order_by("-version")
    found = latest.values(one=JSONObject(version="version", cells="cells", at="published_at", set_by=name_of("set_by")))
    return Subquery(found[:1])


def read(institution: str, matrix: dict | None, freed: Iterable[str] = ()) -> Rules:
    """Return the rules from what `matrix_at` read; nothing set means the default."""
    if matrix is None:
        return Rules(institution, PRESETS[DEFAULT], freed=frozenset(freed))
    return Rules(
        institution=institution,
        cells=matrix["cells"],
        version=matrix["version"],
        set_by=matrix["set_by"],
        set_on=dt.datetime.fromisoformat(matrix["at"]).date(),
        freed=frozenset(freed),
    )


def check(act: str, *, plan: OfPlan, actor: User, stands: Stands, asked: AskedFor | None = None) -> None:
    """Raise AskFirst or RuleBroken unless the matrix lets `actor`, who stands so to `plan`, do `act` now.

    `asked` is a request for this very act that was answered with yes, while that answer does it. Whether the act is
    the actor's at all is for the action to say, before this.
    """
    if asked is not None and is_pass(asked, act, plan, actor):
        return
    if not columns_of(stands):
        return
    rules = rules_of(plan)
    says = rules.says(act, stands)
    if says == Setting.REQUEST:
        raise AskFirst(ask_words(rules, act, plan, stands), act)
    if says == Setting.DENY:
        raise RuleBroken(deny_words(rules, act, plan, stands))
