"""What talks add to the pages of targets, and what rooms above talks may add to theirs."""

from collections.abc import Callable
from functools import partial

from django.db import models

from learnplan.pages import Request, key_in_query
from learnplan.people.models import User
from plans.consultation.models import Need, Talk
from plans.consultation.outcome_actions import keep_draft_for, write_target_for
from plans.consultation.permissions import TalkStanding
from plans.targets.beside import Section, Start, stands_here
from plans.targets.models import Plan, Target

MOST = 20
# What a room gives for one talk and one of the two in it: a section, or None when there is nothing to say.
type BesideTalk = Callable[[Talk, TalkStanding, User], Section | None]
# What a question of this address starts from (`?about=`), as initial values of its form.
type StartPrompt = Callable[[Request, Talk, TalkStanding], dict[str, str]]


def start_from_need(request: Request, plan: Plan) -> Start | None:
    """Return what a new target starts from (`?need=`): the need, and how to write a target that answers it."""
    key = key_in_query(request, "need")
    rows = Need.objects.visible_to(request.user).filter(plan__learner=plan.learner_id)
    need = rows.filter(pk=key).select_related("plan", "talk").first() if key else None
    return _start(need) if need else None


def start_from_draft(request: Request, draft: Target) -> Start | None:
    """Return what a draft was kept from: the need that it is to answer once it is in the plan."""
    rows = Need.objects.visible_to(request.user).filter(links__target=draft.pk)
    need = rows.select_related("plan", "talk").order_by("pk").first()
    return _start(need) if need else None


def _start(need: Need) -> Start:
    return Start(
        Section("plans/consultation/target_start.html", {"need": need}),
        write=partial(write_target_for, need=need),
        keep=partial(keep_draft_for, need=need),
        facts={"need": need.pk},
    )


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
