"""Reviewing a plan together: the learner answers first, the adult after, and both keep the same report."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.notices.actions import notify
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from plans.reviewing.models import JointAnswer, JointReview
from plans.targets import rules
from plans.targets.actions import targets as targets_actions
from plans.targets.locking import check_open, lock_target, record_act
from plans.targets.models import CheckIn, Plan, Rating, Target
from plans.targets.permissions import HELPERS, standing_to
from plans.targets.telling import tell_learner

MOST_TARGETS = 30


@act
def start_together(*, plan: Plan, adult: User, one_at_a_time: bool, actor: User) -> JointReview:
    """Begin to review the open targets of a plan together, by the learner or the adult; one that is open goes on.

    `adult` is the learner's tutor or advocate. RuleBroken when they are not, or there is no open target.
    """
    if actor.pk not in (plan.learner_id, adult.pk):
        raise RuleBroken(_("A review together is begun by one of the two who make it."))
    if not standing_to(adult, plan).bonds & HELPERS:
        raise RuleBroken(_("A plan is reviewed with the learner's tutor or advocate."))
    if found := plan.joint_reviews.filter(adult=adult, ended_at=None).first():
        return found
    targets = list(plan.targets.open().order_by("due_on", "pk")[:MOST_TARGETS])
    if not targets:
        raise RuleBroken(_("There is no open target to review yet. Write one first."))
    try:
        with transaction.atomic():
            review = plan.joint_reviews.create(adult=adult, one_at_a_time=one_at_a_time)
    except IntegrityError:
        return plan.joint_reviews.get(adult=adult, ended_at=None)
    JointAnswer.objects.bulk_create(JointAnswer(review=review, target=target) for target in targets)
    event = _record("review.started", review, actor)
    words = _("%(actor)s has opened a review of the plan with you.") % {"actor": actor}
    for person in (plan.learner, adult):
        path = review.get_absolute_url()
        notify(recipient=person, key=f"event-{event.pk}", words=words, path=path, event=event)
    return review


@act
def say_together(*, review: JointReview, target: Target, level: int, reflection: str, actor: User) -> CheckIn:
    """Keep the learner's own answer, which comes first: typed by them, or on the adult's screen on their behalf.

    What the adult typed says so, the learner is told, and it never counts towards the adult closing the target.
    """
    answer = _locked(review, target, actor)
    if answer.check_in_id:
        raise RuleBroken(_("This is answered. What changes later is said in a new check-in."))
    learner = answer.review.plan.learner
    if actor.pk == learner.pk:
        made = targets_actions.check_in(target=target, level=level, reflection=reflection, actor=actor)
    else:
        made = _write_down(target, level, reflection, actor)
    answer.check_in = made
    answer.save(update_fields=["check_in"])
    return made


@act
def answer_together(*, review: JointReview, target: Target, level: int, comment: str, actor: User) -> Rating:
    """Keep the adult's answer, once the learner has said theirs."""
    answer = _locked(review, target, actor)
    if actor.pk != answer.review.adult_id:
        raise RuleBroken(_("This answer is the adult's."))
    if answer.check_in is None:
        raise RuleBroken(_("The learner answers first. Your answer opens after theirs."))
    if answer.rating_id:
        raise RuleBroken(_("You have answered. What changes later is said in a new answer."))
    made = targets_actions.rate(target=target, level=level, comment=comment, actor=actor, check_in=answer.check_in)
    answer.rating = made
    answer.save(update_fields=["rating"])
    return made


@act
def end_together(*, review: JointReview, actor: User) -> JointReview:
    """End a review, by either of the two; what was not answered stays open. A second time changes nothing."""
    review = (
        JointReview.objects.select_for_update(of=("self",)).select_related("plan__learner", "adult").get(pk=review.pk)
    )
    _check_in_it(review, actor)
    if review.ended_at is None:
        review.ended_at = timezone.now()
        review.save(update_fields=["ended_at"])
        _record("review.ended", review, actor, answered=review.answers.exclude(rating=None).count())
    return review


def _locked(review: JointReview, target: Target, actor: User) -> JointAnswer:
    rows = JointAnswer.objects.select_for_update(of=("self",)).select_related("check_in", "review__plan__learner")
    answer = rows.filter(review=review, target=target).first()
    if answer is None:
        raise RuleBroken(_("This target is not part of the review."))
    _check_in_it(answer.review, actor)
    if answer.review.ended_at:
        raise RuleBroken(_("This review has ended. Begin a new one to go on."))
    return answer


def _check_in_it(review: JointReview, actor: User) -> None:
    if actor.pk == review.plan.learner_id:
        return
    if actor.pk != review.adult_id or not standing_to(actor, review.plan).bonds & HELPERS:
        raise RuleBroken(_("Only the two who make this review can do this."))


def _write_down(target: Target, level: int, reflection: str, actor: User) -> CheckIn:
    rules.check_level(level)
    target, _stands = lock_target(target, actor)
    check_open(target)
    made = target.check_ins.create(level=level, reflection=(reflection or "").strip(), author=actor)
    event = record_act("target.said_together", target.plan, actor, thing=target, words=target.words, level=level)
    tell_learner(target, event, _("%(actor)s wrote down what you said together on “%(words)s”. Not right? Check in."))
    return made


def _record(verb: str, review: JointReview, actor: User, **facts):
    names = {"name": str(review.plan.learner), "adult": str(review.adult)}
    return record_act(verb, review.plan, actor, thing=review, **names, **facts)
