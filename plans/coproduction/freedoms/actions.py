"""Asking for a freedom, deciding on it, appealing, and taking one back after a talk."""

from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.events.actions import record
from learnplan.notices.actions import notify, notify_all
from learnplan.people.locking import lock_people
from learnplan.people.models import Role, User
from learnplan.rules import RuleBroken
from plans.consultation.models import Talk
from plans.coproduction.freedoms.catalogue import CATALOGUE, why_closed
from plans.coproduction.freedoms.models import FreedomGrant
from plans.coproduction.freedoms.permissions import move_of, tutors_of
from plans.coproduction.freedoms.reading import direction_of, talks_since
from plans.matrix.actions import end_freed, free
from plans.matrix.permissions import rules_of
from plans.targets.models import Plan
from plans.targets.rules import check_year_open

State = FreedomGrant.State


@act
def ask_freedom(*, plan: Plan, freedom: str, reason: str, actor: User) -> FreedomGrant:
    """Ask for a freedom, as its learner; their tutor is told.

    Raises RuleBroken when there is nothing to gain here, or when it is asked for or held already.
    """
    about = CATALOGUE.get(freedom)
    if about is None:
        raise RuleBroken(_("There is no such freedom."))
    if actor.pk != plan.learner_id:
        raise RuleBroken(_("A learner asks for a freedom themselves."))
    check_year_open(plan)
    reason = _needed(reason)
    if closed := why_closed(about, rules_of(plan)):
        raise RuleBroken(closed)
    lock_people([actor.pk])
    if FreedomGrant.objects.filter(learner=actor, freedom=freedom, state__in=FreedomGrant.OPEN).exists():
        raise RuleBroken(_("You have it, or have asked for it already."))
    grant = FreedomGrant.objects.create(learner=actor, institution_id=plan.institution_id, freedom=freedom)
    event = _note(grant, State.ASKED, reason, actor, "freedom.asked")
    words = _("%(who)s asks for a freedom: %(freedom)s.") % _said(grant, actor)
    for bond in tutors_of(grant).select_related("adult"):
        notify(recipient=bond.adult, key=f"event-{event.pk}", words=words, path=grant.get_absolute_url(), event=event)
    return grant


@act
def decide_freedom(*, grant: FreedomGrant, allow: bool, reason: str, actor: User) -> FreedomGrant:
    """Grant what was asked for or not, with a reason, as the learner's tutor; the learner is told."""
    reason = _needed(reason)
    grant = _locked(grant)
    if move_of(actor, grant) != "decide":
        raise RuleBroken(_not_now(grant))
    return _decide(grant, State.GRANTED if allow else State.REFUSED, reason, actor)


@act
def appeal_freedom(*, grant: FreedomGrant, words: str, actor: User) -> FreedomGrant:
    """Ask for another teacher to look, once, after a no or after a freedom was taken back."""
    words = _needed(words)
    grant = _locked(grant)
    if move_of(actor, grant) != "appeal":
        raise RuleBroken(_("Only the learner can appeal, once, after a no. You can ask for it again later."))
    others = FreedomGrant.objects.filter(learner=grant.learner_id, freedom=grant.freedom, state__in=FreedomGrant.OPEN)
    if others.exists():
        raise RuleBroken(_("You have asked for this again since. That request is the one that counts."))
    grant.appeals += 1
    grant.state, grant.moved_at = State.APPEALED, timezone.now()
    grant.save(update_fields=["state", "moved_at", "appeals"])
    event = _note(grant, State.APPEALED, words, actor, "freedom.appealed")
    said = _("%(who)s appeals about a freedom: %(freedom)s. Another teacher decides.") % _said(grant, actor)
    teachers = User.objects.with_role(Role.TEACHER, grant.institution_id).exclude(pk=grant.decided_by_id)
    told = [(pk, grant.get_absolute_url()) for pk in teachers.values_list("pk", flat=True)]
    notify_all(told=told, key=f"event-{event.pk}", words=said, event=event)
    return grant


@act
def decide_appeal(*, grant: FreedomGrant, allow: bool, reason: str, actor: User) -> FreedomGrant:
    """Decide an appeal, as another teacher of the institution than the one who decided before; both are told."""
    reason = _needed(reason)
    grant = _locked(grant)
    if move_of(actor, grant) != "settle":
        if grant.state == State.APPEALED and actor.pk == grant.decided_by_id:
            raise RuleBroken(_("You decided this before, so another teacher decides the appeal."))
        raise RuleBroken(_not_now(grant))
    before = grant.decided_by
    was_taken_back = grant.decisions.filter(state=State.WITHDRAWN).exists()
    stays = State.WITHDRAWN if was_taken_back else State.REFUSED
    grant = _decide(grant, State.GRANTED if allow else stays, reason, actor)
    if before is not None:
        words = _("%(actor)s decided the appeal of %(who)s about “%(freedom)s”: %(state)s. “%(why)s”")
        said = _said(grant, actor) | {"state": _("granted") if allow else _("not granted"), "why": reason}
        key = f"freedom-{grant.pk}-appeal-{grant.appeals}"
        notify(recipient=before, key=key, words=words % said, path=grant.get_absolute_url())
    return grant


@act
def withdraw_freedom(*, grant: FreedomGrant, talk: Talk, reason: str, actor: User) -> FreedomGrant:
    """Take a freedom back, as the learner's tutor: with a reason, and only after a talk held since it was given."""
    reason = _needed(reason)
    grant = _locked(grant)
    if move_of(actor, grant) != "withdraw":
        raise RuleBroken(_not_now(grant))
    if not talks_since(grant).filter(pk=talk.pk).exists():
        raise RuleBroken(
            _(
                "A freedom is only taken back after a talk about it. Book one, hold it, and sum it up until %(who)s "
                "agrees that this is what was said."
            )
            % {"who": grant.learner.get_short_name()}
        )
    grant.appeals = 0
    return _decide(grant, State.WITHDRAWN, reason, actor)


def _decide(grant: FreedomGrant, state: str, reason: str, actor: User) -> FreedomGrant:
    """Move the grant, free its acts or end that, keep the decision with its figures, and tell the learner."""
    now = timezone.now()
    grant.state, grant.moved_at, grant.decided_by = state, now, actor
    if state == State.GRANTED:
        grant.granted_at = now
        free(learner=grant.learner, acts=grant.about.acts)
    elif state == State.WITHDRAWN:
        end_freed(learner=grant.learner, acts=grant.about.acts)
    grant.save(update_fields=["state", "moved_at", "decided_by", "granted_at", "appeals"])
    event = _note(grant, state, reason, actor, f"freedom.{state}")
    words = {
        State.GRANTED: _("A freedom is yours: %(freedom)s. %(actor)s says: “%(why)s”"),
        State.REFUSED: _("Not yet: %(freedom)s. %(actor)s says: “%(why)s” You can appeal, or ask again later."),
        State.WITHDRAWN: _("A freedom is taken back: %(freedom)s. %(actor)s says: “%(why)s”"),
    }[State(state)]
    said = words % (_said(grant, actor) | {"why": reason})
    notify(recipient=grant.learner, key=f"event-{event.pk}", words=said, path=grant.get_absolute_url(), event=event)
    return grant


def _note(grant: FreedomGrant, state: str, words: str, actor: User, verb: str):
    """Keep a decision with the figures of the day, and record its event."""
    figures = direction_of(grant.learner_id).as_facts()
    grant.decisions.create(state=state, by=actor, words=words, figures=figures)
    facts = {"freedom": str(grant.about.name), "why": words, "figures": figures}
    learner, institution = grant.learner, grant.institution
    return record(verb, actor=actor, thing=grant, learner=learner, institution=institution, **facts)


def _locked(grant: FreedomGrant) -> FreedomGrant:
    lock_people([grant.learner_id])  # as in asking: of each freedom one is open, and whether one is counts here too
    rows = FreedomGrant.objects.select_for_update(of=("self",)).select_related("learner", "institution", "decided_by")
    return rows.get(pk=grant.pk)


def _needed(words: str) -> str:
    if not (words := (words or "").strip()):
        raise RuleBroken(_("Say why, in a sentence. It is kept with the decision."))
    return words


def _not_now(grant: FreedomGrant) -> str:
    return _("This is not yours to decide, or it is decided already (%(state)s).") % {
        "state": grant.get_state_display()
    }


def _said(grant: FreedomGrant, actor: User) -> dict[str, str]:
    return {"who": str(grant.learner), "actor": str(actor), "freedom": str(grant.about.name)}
