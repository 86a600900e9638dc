"""Deciding what a carer sees, alone or together; writing an encouragement, and putting it away."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.events.actions import record
from learnplan.notices.actions import notify
from learnplan.people.models import Bond, Institution, User
from learnplan.people.permissions import administers
from learnplan.people.sight import Sight
from learnplan.rules import RuleBroken
from plans.carers.models import CarerView, Encouragement
from plans.carers.permissions import has_own_say, may_answer, may_ask, may_encourage
from plans.targets.locking import lock_plan, record_act
from plans.targets.models import Plan

State = CarerView.State
MOST_A_DAY = 5


@act
def decide_carer_view(*, bond: Bond, sees: Iterable[str], actor: User) -> CarerView:
    """Say what a carer sees (parts of Sight): at once by a learner old enough, else as a wish to the other side.

    A learner too young decides together with their tutor: either asks, the other answers; a new wish replaces one
    that waits. RuleBroken when the actor has no say, or nothing would be different.
    """
    bond = _locked(bond)
    sees = _clean(sees)
    if bond.kind != Bond.Kind.CARER or not bond.is_current:
        raise RuleBroken(_("This is about somebody who reads along as a carer today."))
    if not may_ask(actor, bond):
        raise RuleBroken(_("Only the learner decides this, with their tutor while they are younger."))
    if set(sees) == bond.seen:
        raise RuleBroken(_("That is what they see already. Change something first."))
    bond.carer_views.waiting().update(state=State.REPLACED, answered_by=actor, answered_at=timezone.now())
    is_alone = has_own_say(bond)
    view = bond.carer_views.create(sees=sees, state=State.AGREED if is_alone else State.ASKED, asked_by=actor)
    if is_alone:
        _let_hold(view, actor)
        return view
    event = _record("carer_view.asked", view, actor)
    words = _("%(actor)s would like %(carer)s to see: %(parts)s. Do you agree?") % _said(view, actor)
    for person in _other_side(view):
        notify(recipient=person, key=f"event-{event.pk}", words=words, path=_page(bond), event=event)
    return view


@act
def answer_carer_view(*, view: CarerView, agree: bool, actor: User) -> CarerView:
    """Agree to a wish, which then holds at once, or refuse it; who asked is told. By the other side, once."""
    bond = _locked(view.bond)
    view = CarerView.objects.select_for_update().get(pk=view.pk)
    view.bond = bond
    if not may_answer(actor, view):
        raise RuleBroken(_("This is answered already, or it is for somebody else to answer."))
    view.state, view.answered_by, view.answered_at = State.AGREED if agree else State.REFUSED, actor, timezone.now()
    view.save(update_fields=["state", "answered_by", "answered_at"])
    if agree:
        event = _let_hold(view, actor)
        words = _("%(actor)s agrees about what %(carer)s sees: %(parts)s.")
    else:
        event = _record("carer_view.refused", view, actor)
        words = _("%(actor)s does not agree yet about what %(carer)s sees. That is worth a talk.")
    told = words % _said(view, actor)
    notify(recipient=view.asked_by, key=f"event-{event.pk}", words=told, path=_page(bond), event=event)
    return view


@act
def set_own_say(*, institution: Institution, own_say_from: int, actor: User) -> Institution:
    """Set the year group from which learners decide alone what their carers see; 0 is all of them."""
    if not administers(actor, institution):
        raise RuleBroken(_("Only an administrator of %(place)s can do this.") % {"place": institution})
    if not 0 <= own_say_from <= 14:
        raise RuleBroken(_("Choose a year group from 0 (everyone) to 14."))
    institution = Institution.objects.select_for_update().get(pk=institution.pk)
    old, institution.own_say_from = institution.own_say_from, own_say_from
    institution.save(update_fields=["own_say_from"])
    facts = {"place": institution.name, "old": old, "new": own_say_from}
    record("institution.own_say_set", actor=actor, thing=institution, institution=institution, **facts)
    return institution


@act
def encourage(*, plan: Plan, words: str, actor: User) -> Encouragement:
    """Write a few kind words to the learner, by a carer of theirs; the learner is told."""
    words = (words or "").strip()
    if not words:
        raise RuleBroken({"words": _("Write a few words. One true sentence is enough.")})
    if len(words) > 300:
        raise RuleBroken({"words": _("That is longer than 300 characters. Make it shorter.")})
    if not may_encourage(actor, plan):
        raise RuleBroken(_("Only a carer who reads along today can write here."))
    plan = lock_plan(plan)
    today = Encouragement.objects.filter(plan=plan, author=actor, at__date=timezone.localdate())
    if today.count() >= MOST_A_DAY:
        raise RuleBroken(_("You have written %(most)s today. Keep this one for tomorrow.") % {"most": MOST_A_DAY})
    made = plan.encouragements.create(author=actor, words=words)
    event = record_act("encouragement.written", plan, actor, thing=made, name=str(plan.learner))
    told = _("%(actor)s wrote to you: “%(words)s”") % {"actor": actor, "words": words}
    notify(recipient=plan.learner, key=f"event-{event.pk}", words=told, path=plan.get_absolute_url(), event=event)
    return made


@act
def put_away(*, encouragement: Encouragement, actor: User) -> Encouragement:
    """Put an encouragement away, by the learner it is to: it is shown nowhere again. Its author is not told."""
    row = Encouragement.objects.select_for_update(of=("self",)).select_related("plan").get(pk=encouragement.pk)
    if actor.pk != row.plan.learner_id:
        raise RuleBroken(_("Only the learner it is written to can put it away."))
    if row.put_away_at is None:
        row.put_away_at = timezone.now()
        row.save(update_fields=["put_away_at"])
        record("note.put_away", actor=actor, thing=row, learner=actor)
    return row


def _let_hold(view: CarerView, actor: User):
    view.bond.sees = view.sees
    view.bond.save(update_fields=["sees"])
    return _record("carer_view.decided", view, actor)


def _locked(bond: Bond) -> Bond:
    rows = Bond.objects.select_for_update(of=("self",)).select_related("learner", "adult", "institution")
    return rows.get(pk=bond.pk)


def _clean(sees: Iterable[str]) -> list[str]:
    chosen = set(sees)
    if unknown := chosen - set(Sight.values):
        raise RuleBroken(_("There is nothing called “%(part)s” to see.") % {"part": unknown.pop()})
    return [part for part in Sight.values if part in chosen]


def _other_side(view: CarerView) -> list[User]:
    if view.asked_by_id != view.bond.learner_id:
        return [view.bond.learner]
    tutors = Bond.objects.current().tutors().filter(learner=view.bond.learner_id)
    return [bond.adult for bond in tutors.select_related("adult")]


def parts_in_words(sees: Iterable[str]) -> str:
    """Return the parts as words in a row, such as "my targets and my script"; nothing is said to be nothing."""
    chosen = [str(Sight(part).label) for part in Sight.values if part in set(sees)]
    return str(get_text_list(chosen, _("and"))) if chosen else _("nothing but that there is a plan")


def _said(view: CarerView, actor: User) -> dict[str, str]:
    return {"actor": str(actor), "carer": str(view.bond.adult), "parts": parts_in_words(view.sees)}


def _record(verb: str, view: CarerView, actor: User):
    facts = {name: said for name, said in _said(view, actor).items() if name != "actor"}
    bond = view.bond
    return record(verb, actor=actor, thing=view, learner=bond.learner, institution=bond.institution, **facts)


def _page(bond: Bond) -> str:
    return reverse("carer_view", args=[bond.pk])
