"""Everything that changes a plan or a target: the one way for pages, tasks, imports and tests."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.people.models import Institution, Membership, Role, User
from learnplan.rules import RuleBroken
from learnplan.years import year_bounds, year_name
from plans.targets import rules
from plans.targets.acting import before_and_after, check_not_there, check_open, lock_plan, lock_target, record_act
from plans.targets.asking.acts import Act, act_of
from plans.targets.asking.models import AskedFor
from plans.targets.asking.rules import check
from plans.targets.carry_actions import close_as_carried
from plans.targets.draft_actions import lock_draft
from plans.targets.models import CheckIn, Level, Plan, Rating, Target, TargetStep
from plans.targets.permissions import Standing, standing, standing_to
from plans.targets.rate_actions import Answer, rate_all
from plans.targets.step_actions import match_steps, put_steps, steps_of
from plans.targets.telling import tell_helpers, tell_learner
from plans.targets.wording import StaleTarget, Wording, base_of, changes_of, wording_of

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
        record_act("plan.started", plan, actor, thing=plan, year=plan.year_name)
    return plan


@transaction.atomic
def write_target(
    *,
    plan: Plan,
    words: str,
    success_test: str,
    due_on: dt.date,
    actor: User,
    confidence: int | None = None,
    steps: Sequence[str] = (),
    draft: Target | None = None,
    seen: str = "",
    asked: AskedFor | None = None,
) -> Target:
    """Write a target into the plan. A tutor or advocate writes on the learner's behalf, and it is recorded so.

    Raises AskFirst where the matrix says to ask; `asked` is then the request that was answered with yes.
    `steps` are the words of up to five; `confidence`, 1 to 5, is only the learner's to say. A `draft` becomes the
    target; StaleTarget if it is no longer what `seen` says.
    """
    words, success_test = _clean(words, success_test)
    steps = rules.clean_steps(steps)
    rules.check_year_open(plan)
    rules.check_due_on(due_on, plan.year, timezone.localdate())
    stands = standing_to(actor, plan)
    if not stands.may_write:
        raise RuleBroken(_("Only the learner, or their tutor or advocate for them, can write a target here."))
    _check_confidence(confidence, stands)
    plan = lock_plan(plan)
    check(Act.WRITE, plan=plan, actor=actor, stands=stands, asked=asked)
    check_not_there(plan, words)
    if draft is not None:
        draft = lock_draft(draft, actor, seen, Wording(words, success_test, due_on))
    target = _put_in(plan, draft or Target(plan=plan, author=actor), words, success_test, due_on, confidence, steps)
    facts = {"success_test": success_test, "due_on": str(due_on), "confidence": target.confidence, "steps": steps}
    event = record_act("target.written", plan, actor, thing=target, words=words, **facts)
    if asked is None:
        tell_learner(target, event, _("%(actor)s wrote a target down for you: “%(words)s”."))
    return target


def _put_in(plan: Plan, target: Target, words, success_test, due_on, confidence, steps) -> Target:
    """Save the target, new or a draft until now, as one of the plan that is being worked on."""
    target.plan, target.state, target.moved_at = plan, Target.State.ACTIVE, timezone.now()
    target.words, target.success_test, target.due_on = words, success_test, due_on
    if confidence is not None:
        target.confidence = confidence
    target.save()
    put_steps(target, match_steps(steps_of(target), steps))
    if target.carried_from_id:  # the draft of a target of an earlier year, which goes on here from now on
        old = Target.objects.select_for_update(of=("self",)).select_related("plan").get(pk=target.carried_from_id)
        if old.is_open and old.plan.closed_at is None:
            close_as_carried(old)
    return target


@transaction.atomic
def change_target(
    *,
    target: Target,
    words: str,
    success_test: str,
    due_on: dt.date,
    actor: User,
    confidence: int | None = None,
    steps: Sequence[str] | None = None,
    seen: str = "",
    asked: AskedFor | None = None,
) -> Target:
    """Put new words, test, day, confidence or steps on an open target; the old ones stay in its history.

    `seen` is the token of the wording the writer had before them (`wording.Wording.seen`): when someone else has
    changed it since, StaleTarget brings both versions and nothing is changed. None leaves confidence or steps alone.
    """
    words, success_test = _clean(words, success_test)
    target, stands = lock_target(target, actor)
    if not stands.may_write:
        raise RuleBroken(_("This target is not yours to change. You can say what you think by rating it."))
    check_open(target)
    check(Act.CHANGE, plan=target.plan, actor=actor, stands=stands, asked=asked)
    _check_confidence(confidence, stands)
    _check_seen(target, seen, Wording(words, success_test, due_on))
    had = steps_of(target) if steps is not None else []
    new: dict[str, Any] = {"words": words, "success_test": success_test, "due_on": due_on}
    if confidence is not None:
        new["confidence"] = confidence
    old: dict[str, Any] = {name: getattr(target, name) for name in new}
    if steps is not None:
        new["steps"], old["steps"] = rules.clean_steps(steps), [step.words for step in had]
    if new == old:
        if seen and seen != wording_of(target).seen:
            return target  # someone else, or a second tap, has put the very same there meanwhile
        raise RuleBroken(_("Nothing is different yet. Change the words, the test or the date, then save."))
    _put_change(target, new, had)
    verb = "target.changed" if words == old["words"] else "target.reworded"
    event = record_act(verb, target.plan, actor, thing=target, **before_and_after(old, new))
    if asked is None:
        tell_learner(target, event, _("%(actor)s changed your target for you: “%(words)s”"))
    return target


def _put_change(target: Target, new: dict[str, Any], had: Sequence[TargetStep]) -> None:
    """Check and save the `new` values of a locked target; `had` are its steps, if `new` has steps."""
    if new["due_on"] != target.due_on:
        rules.check_due_on(new["due_on"], target.plan.year, timezone.localdate())
    if new["words"].casefold() != target.words.casefold():
        check_not_there(target.plan, new["words"])
    fields = [name for name in new if name != "steps"]
    for name in fields:
        setattr(target, name, new[name])
    target.save(update_fields=fields)
    if "steps" in new:
        put_steps(target, match_steps(had, new["steps"]))


def _check_seen(target: Target, seen: str, mine: Wording) -> None:
    """Raise StaleTarget if the wording is no longer the one seen, unless both wrote the same."""
    theirs = wording_of(target)
    if not seen or theirs.seen == seen or theirs == mine:
        return
    changes = list(changes_of(target))
    last = changes[0] if changes else None
    by, at = (last.actor, last.at) if last else (None, None)
    raise StaleTarget(mine=mine, theirs=theirs, base=base_of(seen, changes), by=by, at=at)


@transaction.atomic
def check_in(*, target: Target, level: int, reflection: str, actor: User, confidence: int | None = None) -> CheckIn:
    """Keep how far along the learner says they are, 1 to 5, with what happened; tells the tutors.

    `confidence`, 1 to 5, is how sure they are now that they will get there; None leaves what they said before.
    """
    rules.check_level(level)
    target, stands = lock_target(target, actor)
    if not stands.may_check_in:
        raise RuleBroken(_("Only the learner can check in on this target. You can rate it on the same scale."))
    check_open(target)
    _check_confidence(confidence, stands)
    said = {"level": level, "confidence": confidence}
    made = target.check_ins.create(**said, reflection=(reflection or "").strip(), author=actor)
    if confidence is not None:
        target.confidence = confidence
        target.save(update_fields=["confidence"])
    event = record_act("target.checked_in", target.plan, actor, thing=target, words=target.words, **said)
    tell_helpers(target, event, _("%(actor)s checked in on “%(words)s”: %(said)s."), said=Level(level).label)
    return made


@transaction.atomic
def rate(*, target: Target, level: int, comment: str, actor: User, check_in: CheckIn | None = None) -> Rating:
    """Keep another person's answer on the same scale, with a comment, and tell the learner. Alone it closes nothing.

    `check_in` is the check-in it answers, if it answers one.
    """
    [outcome] = rate_all(answers=[Answer(target.pk, level, comment, check_in)], actor=actor)
    return outcome.result()


@transaction.atomic
def set_target_state(
    *, target: Target, state: str, actor: User, reason: str = "", asked: AskedFor | None = None
) -> Target:
    """Move a target: ask for help, want to talk, go back to it, reached, let go, or open it again.

    `reason` is why, if they want to say. Raises RuleBroken when the move is not the actor's to make (see
    `rules.check_move`).
    """
    target, stands = lock_target(target, actor)
    if not stands.may_write:
        raise RuleBroken(_("This target is not yours to move. The learner, their tutor or their advocate can."))
    # What an adult wrote down for the learner in a review together never lets that adult close the target.
    said = target.check_ins.filter(author=target.plan.learner_id)
    own = said.values_list("level", flat=True).first()
    other = target.ratings.filter(rater=actor).values_list("level", flat=True).first()
    rules.check_move(target, state, is_learner=stands.is_learner, own=own, other=other)
    reason = (reason or "").strip()
    if len(reason) > rules.MOST_WORDS:
        raise RuleBroken(_("Say why in 300 letters or fewer."))
    why = {"reason": reason} if reason else {}
    if act := act_of(target, state):
        check(act, plan=target.plan, actor=actor, stands=stands, asked=asked)
    verb = VERB_OF_STATE[state] if target.is_open else "target.reopened"
    old, target.state, target.moved_at = target.state, state, timezone.now()
    target.closed_at = target.moved_at if state in rules.CLOSED else None
    target.save(update_fields=["state", "moved_at", "closed_at"])
    event = record_act(verb, target.plan, actor, thing=target, words=target.words, old_state=old, state=state, **why)
    if state in Target.CALLS:
        tell_helpers(target, event, SAID_OF_STATE[state], with_advocates=True)
    if asked is None:
        tell_learner(target, event, SAID_OF_STATE[state])
    return target


def _clean(words: str, success_test: str) -> tuple[str, str]:
    return (
        rules.clean_words(words, _("Write what you are aiming for, in your own words.")),
        rules.clean_words(success_test, _("Write how you will know that you got there.")),
    )


def _check_confidence(confidence: int | None, stands: Standing) -> None:
    if confidence is None:
        return
    rules.check_confidence(confidence)
    if not stands.is_learner:
        raise RuleBroken(_("Only the learner can say how sure they are. Ask them, and let them say it themselves."))
