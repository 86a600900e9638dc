"""What the actions of targets share: locking a target as it is now, and recording what was done to it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.events.actions import new_event, record_all
from learnplan.events.models import Event
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from plans.targets.models import CheckIn, Plan, Rating, Target
from plans.targets.permissions import Standing, standings, ties_of
from plans.targets.rules import check_year_open

NOT_THERE = gettext_lazy("It is not there, or it is not yours to see.")
# Acts of the learner's that a tutor or an advocate may do for them; the record then names both.
WRITTEN_FOR = {
    "target.written",
    "target.said_together",
    "target.reworded",
    "target.changed",
    "target.steps_changed",
    "target.step_done",
    "target.step_reopened",
    "target.help_asked",
    "target.talk_wanted",
    "target.resumed",
    "target.reached",
    "target.let_go",
    "target.reopened",
    "target.carried",
    "draft.kept",
    "draft.thrown_away",
    "purpose.written",
    "plan.carry_chosen",
}


def lock_plan(plan: Plan) -> Plan:
    """Return the plan as it is now, locked: what goes into it is checked against what is there.

    Raises RuleBroken when its year is closed.
    """
    rows = Plan.objects.select_for_update(of=("self",), no_key=True).select_related("learner", "institution")
    plan = rows.get(pk=plan.pk)
    check_year_open(plan)
    return plan


def lock_target(target: Target, actor: User) -> tuple[Target, Standing]:
    """Return the target as it is now, locked, and how the actor stands to its plan.

    Raises RuleBroken when its year is closed.
    """
    held = lock_targets([target.pk], actor)
    if target.pk not in held.targets:
        raise RuleBroken(_("This draft has been thrown away. You can write it again as a new target."))
    target = held.targets[target.pk]
    check_year_open(target.plan)
    return target, held.stands[target.pk]


@dataclass(frozen=True)
class Held:
    """Targets that are locked, by their keys, with how the actor stands to each and what else was read of it."""

    targets: dict[int, Target]
    stands: dict[int, Standing]
    facts: dict[int, dict]


def lock_targets(keys: Iterable[int], actor: User, facts: QuerySet | None = None) -> Held:
    """Lock the targets, ids ascending, then read what they are judged by: a few statements, however many targets.

    `facts` is a queryset of `values()` with "pk", read under the lock; a key that is not there is left out. Whether
    its year is closed is read then too: a row joined to a locked one is as it was before the wait for the lock.
    """
    rows = Target.objects.select_for_update(of=("self",)).select_related("plan__learner", "plan__institution")
    targets = {target.pk: target for target in rows.filter(pk__in=list(keys)).order_by("pk")}
    learners = {target.plan.learner_id for target in targets.values()} - {actor.pk}
    closed = Plan.objects.filter(pk__in={t.plan_id for t in targets.values()}, closed_at__isnull=False).order_by()
    closed_at = dict(closed.values_list("pk", "closed_at"))
    for target in targets.values():
        target.plan.closed_at = closed_at.get(target.plan_id)
    stands = standings(actor, [target.plan for target in targets.values()], ties_of(actor, learners))
    return Held(
        targets=targets,
        stands={target.pk: stands[target.plan_id] for target in targets.values()},
        facts={} if facts is None else {row["pk"]: row for row in facts},
    )


def check_open(target: Target) -> None:
    """Raise RuleBroken unless the target is open."""
    if target.is_draft:
        raise RuleBroken(_("This is still a draft. Put it in the plan first."))
    if not target.is_open:
        raise RuleBroken(
            _("This target is closed (%(state)s). Open it again to go on with it.")
            % {"state": target.get_state_display()}
        )


def open_words(plan: Plan) -> set[str]:
    """Return the words of the plan's open targets, whatever their case: for `check_not_there`."""
    return {words.casefold() for words in plan.targets.open().order_by().values_list("words", flat=True)}


def check_not_there(plan: Plan, words: str, there: set[str] | None = None) -> None:
    """Raise RuleBroken if the plan has an open target of these words, in whatever case; `there` is `open_words`."""
    if words.casefold() in (open_words(plan) if there is None else there):
        raise RuleBroken(_("There is already a target with these words in this plan."))


def record_act(verb: str, plan: Plan, actor: User, *, thing: models.Model, **facts) -> Event:
    """Record one event about the plan's learner, on their behalf when someone else does what is theirs to do."""
    [event] = record_all([act_event(verb, plan, actor, thing=thing, **facts)])
    return event


def act_event(verb: str, plan: Plan, actor: User, *, thing: models.Model, **facts) -> Event:
    """Return the event of `record_act` unrecorded, for an act on many."""
    for_them = verb in WRITTEN_FOR and actor.pk != plan.learner_id
    return new_event(
        verb,
        actor=actor,
        learner=plan.learner,
        institution=plan.institution,
        on_behalf_of=plan.learner if for_them else None,
        thing=thing,
        **facts,
    )


def before_and_after(old: dict, new: dict) -> dict:
    """Return the facts of a change: the new values, and the old beside them as `old_...`; days as text."""

    def plain(value):
        return value if value is None or isinstance(value, (int, list)) else str(value)

    return {k: plain(v) for k, v in new.items()} | {f"old_{k}": plain(v) for k, v in old.items()}


def levels_said(target, learner, adult) -> tuple[QuerySet, QuerySet]:
    """Return the levels (querysets of `level`, the latest first) of what the learner and the adult said of a target.

    All three are keys, or expressions of an outer query. What an adult wrote down for the learner in a review
    together is not the learner's own, and never lets that adult close the target.
    """
    own = CheckIn.objects.filter(target=target, author=learner).order_by("-at", "-pk")
    other = Rating.objects.filter(target=target, rater=adult).order_by("-at", "-pk")
    return own.values_list("level", flat=True), other.values_list("level", flat=True)
