"""Everything that changes a plan or a target: the one way for pages, tasks, imports and tests."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.events.actions import record
from learnplan.people.models import Institution, Membership, Role, User
from learnplan.rules import RuleBroken
from learnplan.years import year_bounds, year_name
from plans.targets import rules
from plans.targets.models import CheckIn, Level, Plan, Rating, Target
from plans.targets.permissions import Standing, standing, standing_to
from plans.targets.telling import tell_helpers, tell_learner

VERB_OF_STATE: dict[str, str] = {
    Target.State.NEED_HELP: "target.help_asked",
    Target.State.DISCUSS: "target.talk_wanted",
    Target.State.ACTIVE: "target.resumed",
    Target.State.REACHED: "target.reached",
    Target.State.DROPPED: "target.let_go",
}
SAID_OF_STATE: dict[str, Promise] = {
    Target.State.NEED_HELP: gettext_lazy("%(actor)s asked for help with “%(words)s”."),
    Target.State.DISCUSS: gettext_lazy("%(actor)s wants to talk about “%(words)s”."),
    Target.State.ACTIVE: gettext_lazy("%(actor)s went back to work on “%(words)s” with you."),
    Target.State.REACHED: gettext_lazy("%(actor)s agrees with you: you have reached “%(words)s”."),
    Target.State.DROPPED: gettext_lazy("%(actor)s let go of “%(words)s”."),
}
# Acts of the learner's that a tutor or an advocate may do for them; the record then names both.
WRITTEN_FOR = {"target.written", "target.reworded", "target.changed", "target.reopened", *VERB_OF_STATE.values()}


@transaction.atomic
def start_plan(*, learner: User, institution: Institution, year: int, actor: User) -> Plan:
    """Return the learner's plan for `year` (the year it starts in), starting it if there is none yet."""
    found = Plan.objects.filter(learner=learner, year=year).first()
    if found:
        return found
    if not standing(actor, learner, institution.pk).may_start:
        raise RuleBroken(_("Only the learner, their tutor or advocate, or their school can start this plan."))
    first, last = year_bounds(year)
    there = Membership.objects.filter(user=learner, institution=institution, role=Role.LEARNER, from_on__lte=last)
    if not there.exclude(until_on__lt=first).exists():
        raise RuleBroken(
            _("%(learner)s is not a learner at %(institution)s in %(year)s, so there is no plan to start.")
            % {"learner": learner, "institution": institution, "year": year_name(year)}
        )
    plan, is_new = Plan.objects.get_or_create(learner=learner, year=year, defaults={"institution": institution})
    if is_new:
        _record("plan.started", plan, actor, thing=plan, year=plan.year_name)
    return plan


@transaction.atomic
def write_target(*, plan: Plan, words: str, success_test: str, due_on: dt.date, actor: User) -> Target:
    """Write a target into the plan. A tutor or advocate writes on the learner's behalf, and it is recorded so."""
    words, success_test = _clean(words, success_test)
    rules.check_due_on(due_on, plan.year, timezone.localdate())
    if not standing_to(actor, plan).may_write:
        raise RuleBroken(_("Only the learner, or their tutor or advocate for them, can write a target here."))
    plan = _lock(Plan, plan.pk)
    _check_not_there(plan, words)
    target = plan.targets.create(words=words, success_test=success_test, due_on=due_on, author=actor)
    facts = {"words": words, "success_test": success_test, "due_on": str(due_on)}
    event = _record("target.written", plan, actor, thing=target, **facts)
    tell_learner(target, event, _("%(actor)s wrote a target down for you: “%(words)s”."))
    return target


@transaction.atomic
def change_target(*, target: Target, words: str, success_test: str, due_on: dt.date, actor: User) -> Target:
    """Put new words, test or date on an open target; the old ones stay in its history."""
    words, success_test = _clean(words, success_test)
    target, stands = _lock_target(target, actor)
    if not stands.may_write:
        raise RuleBroken(_("This target is not yours to change. You can say what you think by rating it."))
    _check_open(target)
    new = {"words": words, "success_test": success_test, "due_on": due_on}
    old = {name: getattr(target, name) for name in new}
    if new == old:
        raise RuleBroken(_("Nothing is different yet. Change the words, the test or the date, then save."))
    if due_on != target.due_on:
        rules.check_due_on(due_on, target.plan.year, timezone.localdate())
    if words.casefold() != target.words.casefold():
        _check_not_there(target.plan, words)
    for name, value in new.items():
        setattr(target, name, value)
    target.save(update_fields=list(new))
    verb = "target.changed" if words == old["words"] else "target.reworded"
    event = _record(verb, target.plan, actor, thing=target, **_before_and_after(old, new))
    tell_learner(target, event, _("%(actor)s changed your target for you: “%(words)s”"))
    return target


@transaction.atomic
def check_in(*, target: Target, level: int, reflection: str, actor: User) -> CheckIn:
    """Keep how far along the learner says they are, 1 to 5, with what happened; tells the tutors."""
    rules.check_level(level)
    target, stands = _lock_target(target, actor)
    if not stands.may_check_in:
        raise RuleBroken(_("Only the learner can check in on this target. You can rate it on the same scale."))
    _check_open(target)
    made = target.check_ins.create(level=level, reflection=(reflection or "").strip(), author=actor)
    event = _record("target.checked_in", target.plan, actor, thing=target, words=target.words, level=level)
    tell_helpers(target, event, _("%(actor)s checked in on “%(words)s”: %(said)s."), said=Level(level).label)
    return made


@transaction.atomic
def rate(*, target: Target, level: int, comment: str, actor: User, check_in: CheckIn | None = None) -> Rating:
    """Keep another person's answer on the same scale, with a comment, and tell the learner. Alone it closes nothing.

    `check_in` is the check-in it answers, if it answers one.
    """
    rules.check_level(level)
    comment = (comment or "").strip()
    if not comment:
        raise RuleBroken(_("Say why, in a sentence or two. A number alone helps nobody."))
    target, stands = _lock_target(target, actor)
    if not stands.may_rate:
        raise RuleBroken(_("Only the learner's tutor, advocate or teachers can rate this target."))
    _check_open(target)
    if check_in is not None and check_in.target_id != target.pk:
        raise RuleBroken(_("That check-in is about another target."))
    made = target.ratings.create(level=level, comment=comment, rater=actor, check_in=check_in)
    event = _record("target.rated", target.plan, actor, thing=target, words=target.words, level=level)
    tell_learner(target, event, _("%(actor)s answered you on “%(words)s”."))
    return made


@transaction.atomic
def set_target_state(*, target: Target, state: str, actor: User) -> Target:
    """Move a target: ask for help, want to talk, go back to it, reached, let go, or open it again.

    Raises RuleBroken when the move is not the actor's to make (see `rules.check_move`).
    """
    target, stands = _lock_target(target, actor)
    if not stands.may_write:
        raise RuleBroken(_("This target is not yours to move. The learner, their tutor or their advocate can."))
    own = target.check_ins.values_list("level", flat=True).first()
    other = target.ratings.filter(rater=actor).values_list("level", flat=True).first()
    rules.check_move(target, state, is_learner=stands.is_learner, own=own, other=other)
    verb = VERB_OF_STATE[state] if target.is_open else "target.reopened"
    old, target.state, target.moved_at = target.state, state, timezone.now()
    target.closed_at = target.moved_at if state in rules.CLOSED else None
    target.save(update_fields=["state", "moved_at", "closed_at"])
    event = _record(verb, target.plan, actor, thing=target, words=target.words, old_state=old, state=state)
    if state in Target.CALLS:
        tell_helpers(target, event, SAID_OF_STATE[state], with_advocates=True)
    tell_learner(target, event, SAID_OF_STATE[state])
    return target


def _clean(words: str, success_test: str) -> tuple[str, str]:
    return (
        rules.clean_words(words, _("Write what you are aiming for, in your own words.")),
        rules.clean_words(success_test, _("Write how you will know that you got there.")),
    )


def _lock(model, pk: int):
    return model.objects.select_for_update(of=("self",)).get(pk=pk)


def _lock_target(target: Target, actor: User) -> tuple[Target, Standing]:
    """Return the target as it is now, locked, and how the actor stands to its plan."""
    rows = Target.objects.select_for_update(of=("self",)).select_related("plan__learner", "plan__institution")
    target = rows.get(pk=target.pk)
    return target, standing_to(actor, target.plan)


def _check_open(target: Target) -> None:
    if not target.is_open:
        raise RuleBroken(
            _("This target is closed (%(state)s). Open it again to go on with it.")
            % {"state": target.get_state_display()}
        )


def _check_not_there(plan: Plan, words: str) -> None:
    if plan.targets.open().filter(words__iexact=words).exists():
        raise RuleBroken(_("There is already a target with these words in this plan."))


def _before_and_after(old: dict, new: dict) -> dict:
    """Return the facts of a change: the new wording, and the old beside it as `old_...`; days as text."""
    return {k: str(v) for k, v in new.items()} | {f"old_{k}": str(v) for k, v in old.items()}


def _record(verb: str, plan: Plan, actor: User, **facts):
    """Record one event about the plan's learner, on their behalf when the actor is someone else who writes for them."""
    for_them = verb in WRITTEN_FOR and actor.pk != plan.learner_id
    return record(
        verb,
        actor=actor,
        learner=plan.learner,
        institution=plan.institution,
        on_behalf_of=plan.learner if for_them else None,
        **facts,
    )
