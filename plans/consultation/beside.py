"""What talks add to the pages of targets: the need a new one starts from, those it answers, a plan's talks."""

from django.db import models

from learnplan.pages import Request, key_in_query
from learnplan.people.models import User
from plans.consultation.models import Need, Talk
from plans.consultation.outcome_actions import write_target_for
from plans.targets.beside import Section, Start, stands_here
from plans.targets.models import Plan, Target

MOST = 20


def start_from_need(request: Request, plan: Plan) -> Start | None:
    """Return what a new target starts from (`?need=`): the need, and how to write a target that answers it."""
    key = key_in_query(request, "need")
    rows = Need.objects.visible_to(request.user).filter(plan__learner=plan.learner_id)
    need = rows.filter(pk=key).select_related("plan", "talk").first() if key else None
    if need is None:
        return None

    def write(*, plan: Plan, **what) -> Target:
        return write_target_for(need=need, plan=plan, **what)

    return Start(Section("plans/consultation/target_start.html", {"need": need}), write)


def needs_answered(target: Target, user: User) -> Section | None:
    """Return the needs that the target answers, with the talks they came out of, for those who were in them."""
    needs = Need.objects.visible_to(user).filter(links__target=target.pk).select_related("talk__adult")
    found = list(needs.fetch_mode(models.FETCH_RAISE)[:MOST])
    return Section("plans/consultation/target_needs.html", {"needs": found}, is_aside=True) if found else None


def talks_in(plan: Plan, user: User) -> Section | None:
    """Return the reader's open talks of a plan, and the ways to one more."""
    talks = Talk.objects.visible_to(user).filter(plan=plan).open().select_related("plan__learner", "adult")
    found = list(talks.order_by("booked_at", "pk").fetch_mode(models.FETCH_RAISE)[:MOST])
    stands = stands_here(user, plan)
    facts = {
        "talks": found,
        "may_book": not stands.is_closed and (stands.is_learner or stands.is_helper),
        "may_ask": not stands.is_closed and (stands.is_learner or bool(stands.bonds)),
    }
    return Section("plans/consultation/plan_talks.html", facts) if found or facts["may_ask"] else None
