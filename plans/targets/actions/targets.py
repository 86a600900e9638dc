"""Everything that changes a plan or a target: the one way for pages, tasks, imports and tests."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.acts import act
from learnplan.events.actions import record_all
from learnplan.people.models import Institution, Membership, Role, User
from learnplan.rules import RuleBroken
from learnplan.years import year_bounds, year_name
from plans.matrix.models import AskedFor
from plans.targets import rules
from plans.targets.actions.carrying import close_as_carried
from plans.targets.actions.desk import Desk, Doer, Wished
from plans.targets.actions.drafts import lock_draft
from plans.targets.actions.rating import Answer, rate_all
from plans.targets.locking import check_open, levels_said, lock_plan, lock_target, lock_targets, record_act
from plans.targets.models import CheckIn, Level, Plan, Rating, Target
from plans.targets.permissions import standing_to
from plans.targets.telling import tell_helpers, tell_learner
from plans.targets.versions import Wording

SAID_OF_STATE: dict[str, Promise] = {
    Target.State.NEED_HELP: gettext_lazy("%(actor)s asked for help with “%(words)s”."),
    Target.State.DISCUSS: gettext_lazy("%(actor)s wants to talk about “%(words)s”."),
    Target.State.ACTIVE: gettext_lazy("%(actor)s went back to work on “%(words)s” with you."),
    Target.State.REACHED: gettext_lazy("%(actor)s agrees with you: you have reached “%(words)s”."),
    Target.State.DROPPED: gettext_lazy("%(actor)s let go of “%(words)s”."),
}


@act
def start_plan(*, learner: User, institution: Institution, year: int, actor: User) -> Plan:
    """Return the learner's plan for `year` (the year it starts in), starting it if there is none yet."""
    found = Plan.objects.filter(learner=learner, year=year).first()
    if found:
        return found
    if not standing_to(actor, Plan(learner=learner, institution=institution)).may_start:
        raise RuleBroken(_("Only the learner, their tutor or advocate, or their school can start this plan."))
    there = Membership.objects.within(*year_bounds(year)).filter(institution=institution, role=Role.LEARNER)
    if not there.filter(user=learner).exists():
        raise RuleBroken(
            _("%(learner)s is not a learner at %(institution)s in %(year)s, so there is no plan to start.")
            % {"learner": learner, "institution": institution, "year": year_name(year)}
        )
    plan, is_new = Plan.objects.get_or_create(learner=learner, year=year, defaults={"institution": institution})
    if is_new:
        record_act("plan.started", plan, actor, thing=plan, year=plan.year_name)
    return plan


@act
def write_target(
    *, plan: Plan, actor: User, draft: Target | None = None, asked: AskedFor | None = None, **what
) -> Target:
    """Write a target into the plan: `what` it is to say is as in `Wished`.

    A tutor or advocate writes on the learner's behalf, and it is recorded so. Raises AskFirst where the matrix says to
    ask; `asked` is then the request that was answered with yes. A `draft` becomes the target; StaleTarget if it is no
    longer what `seen` says.
    """
    plan, stands = lock_plan(plan), standing_to(actor, plan)
    desk, by, wished = Desk(), Doer(actor, stands, asked), Wished(**what)
    clean = desk.check_write(plan, wished, by)
    if draft is not None:
        draft = lock_draft(draft, actor, wished.seen, Wording(clean.words, clean.success_test, clean.due_on))
    target = desk.put(plan, draft or Target(plan=plan, author=actor), clean, by)
    [event] = record_all(desk.finish())
    if target.carried_from_id:  # the draft of a target of an earlier year, which goes on here from now on
        old = lock_targets([target.carried_from_id], actor).targets[target.carried_from_id]
        if old.is_open and old.plan.closed_at is None:
            close_as_carried(old)
    if asked is None:
        tell_learner(target, event, _("%(actor)s wrote a target down for you: “%(words)s”."))
    return target


@act
def change_target(*, target: Target, actor: User, **what) -> Target:
    """Put new words, test, day, confidence or steps (`what` as in `Wished`) on an open target.

    The old ones stay in its history. When someone else has changed it since `seen`, StaleTarget brings both versions
    and nothing is changed.
    """
    target, stands = lock_target(target, actor)
    desk = Desk()
    if not desk.change(target, Wished(**what), Doer(actor, stands)):
        return target
    [event] = record_all(desk.finish())
    tell_learner(target, event, _("%(actor)s changed your target for you: “%(words)s”"))
    return target


@act
def check_in(*, target: Target, level: int, reflection: str, actor: User, confidence: int | None = None) -> CheckIn:
    """Keep how far along the learner says they are, 1 to 5, with what happened; tells the tutors.

    `confidence`, 1 to 5, is how sure they are now that they will get there; None leaves what they said before.
    """
    rules.check_level(level)
    target, stands = lock_target(target, actor)
    if not stands.may_check_in:
        raise RuleBroken(_("Only the learner can check in on this target. You can rate it on the same scale."))
    check_open(target)
    rules.check_confidence(confidence)
    said = {"level": level, "confidence": confidence}
    made = target.check_ins.create(**said, reflection=(reflection or "").strip(), author=actor)
    if confidence is not None:
        target.confidence = confidence
        target.save(update_fields=["confidence"])
    event = record_act("target.checked_in", target.plan, actor, thing=target, words=target.words, **said)
    tell_helpers(target, event, _("%(actor)s checked in on “%(words)s”: %(said)s."), said=Level(level).label)
    return made


@act
def rate(*, target: Target, level: int, comment: str, actor: User, check_in: CheckIn | None = None) -> Rating:
    """Keep another person's answer on the same scale, with a comment, and tell the learner. Alone it closes nothing.

    `check_in` is the check-in it answers, if it answers one.
    """
    [outcome] = rate_all(answers=[Answer(target.pk, level, comment, check_in)], actor=actor)
    return outcome.result()


@act
def set_target_state(*, target: Target, state: str, actor: User, reason: str = "") -> Target:
    """Move a target: ask for help, want to talk, go back to it, reached, let go, or open it again.

    `reason` is why, if they want to say. Raises RuleBroken when the move is not the actor's to make (see
    `rules.check_move`).
    """
    target, stands = lock_target(target, actor)
    own, other = (levels.first() for levels in levels_said(target.pk, target.plan.learner_id, actor.pk))
    desk = Desk()
    desk.move(target, state, Doer(actor, stands), own=own, other=other, reason=reason)
    [event] = record_all(desk.finish())
    if state in Target.CALLS:
        tell_helpers(target, event, SAID_OF_STATE[state], with_advocates=True)
    tell_learner(target, event, SAID_OF_STATE[state])
    return target
