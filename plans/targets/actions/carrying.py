"""Carrying a target on into the plan of a later year: a new target there, tied to the one it goes on from."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from learnplan.years import year_bounds
from plans.matrix.acts import Act
from plans.matrix.models import AskedFor
from plans.matrix.permissions import check
from plans.targets import rules
from plans.targets.actions.steps import put_steps, steps_of
from plans.targets.locking import check_not_there, check_open, lock_plan, lock_target, lock_targets, record_act
from plans.targets.models import Plan, Target
from plans.targets.permissions import standing_to
from plans.targets.telling import tell_learner


@act
def carry_forward(
    *, target: Target, plan: Plan, actor: User, due_on: dt.date | None = None, asked: AskedFor | None = None
) -> Target:
    """Go on with an open target in the learner's plan of a later year; returns the new target.

    Words, test, confidence and the steps that are not done go along; check-ins and answers stay with the old target,
    which is closed as "carried on". `due_on` is the same day a year or more later if it is not said.
    """
    plan = lock_plan(plan)  # before the target, as everybody who locks both does
    target, stands = lock_target(target, actor)
    if not stands.may_write:
        raise RuleBroken(_("Only the learner, or their tutor or advocate for them, can carry this target on."))
    if target.state == Target.State.CHANGED:
        raise RuleBroken(_("This target has been carried on already."))
    check_open(target)
    if plan.learner_id != target.plan.learner_id or plan.year <= target.plan.year:
        raise RuleBroken(_("A target goes on in a later plan of the same learner."))
    if not standing_to(actor, plan).may_write:
        raise RuleBroken(_("Only the learner, or their tutor or advocate for them, can write a target here."))
    check(Act.CARRY, plan=target.plan, actor=actor, stands=stands, asked=asked)
    check_not_there(plan, target.words)
    if target.carried_to.filter(plan=plan).exists():
        raise RuleBroken(_("There is a draft of it in that plan already. Put the draft in the plan instead."))
    due_on = due_on or same_day_in(plan.year, target.due_on)
    rules.check_due_on(due_on, plan.year, timezone.localdate())
    return _carry(target, plan, actor, due_on)


@act
def roll_on(*, target: Target, plan: Plan, actor: User, as_draft: bool) -> Target | None:
    """Take an open target into next year's plan when an institution rolls over; None if it is there already.

    As a draft it is only offered to the learner, and the old one stays as it is; so it does where its year is closed.
    """
    plan = lock_plan(plan)
    target = lock_targets([target.pk], actor).targets[target.pk]
    if plan.learner_id != target.plan.learner_id or plan.year <= target.plan.year:
        raise RuleBroken(_("A target goes on in a later plan of the same learner."))
    stands = standing_to(actor, plan)
    if not (stands.may_write or stands.is_administrator):
        raise RuleBroken(_("Only an administrator can roll targets over, or the learner with their tutor or advocate."))
    if target.carried_to.filter(plan=plan).exists() or plan.targets.filter(words__iexact=target.words).exists():
        return None
    check_open(target)
    due_on = same_day_in(plan.year, target.due_on)
    return _carry(target, plan, actor, due_on, as_draft=as_draft, closes=not (as_draft or target.plan.closed_at))


def close_as_carried(target: Target) -> None:
    """Close a locked target that goes on in another: for the actions of targets only."""
    target.state, target.moved_at = Target.State.CHANGED, timezone.now()
    target.closed_at = target.moved_at
    target.save(update_fields=["state", "moved_at", "closed_at"])


def same_day_in(year: int, day: dt.date | None) -> dt.date:
    """Return the day in academic year `year` that falls where `day` does in its own, but not one that has passed."""
    first, last = year_bounds(year)
    wanted = last
    if day is not None:
        calendar_year = first.year if day.month >= first.month else last.year
        wanted = day.replace(year=calendar_year, day=28 if (day.month, day.day) == (2, 29) else day.day)
    return max(wanted, timezone.localdate())


def _carry(
    target: Target, plan: Plan, actor: User, due_on: dt.date, *, as_draft: bool = False, closes: bool = True
) -> Target:
    state = Target.State.DRAFT if as_draft else Target.State.ACTIVE
    wording = {"words": target.words, "success_test": target.success_test, "confidence": target.confidence}
    new = plan.targets.create(**wording, due_on=due_on, state=state, author=target.author, carried_from=target)
    put_steps(new, [(None, step.words) for step in steps_of(target) if step.done_at is None])
    if closes:
        close_as_carried(target)
    years = {"from_year": target.plan.year_name, "year": plan.year_name}
    if as_draft:
        record_act("draft.kept", plan, actor, thing=plan)
        return new
    event = record_act("target.carried", plan, actor, thing=new, words=new.words, from_target=target.pk, **years)
    tell_learner(new, event, _("%(actor)s carried “%(words)s” over to %(year)s for you."), year=plan.year_name)
    return new
