"""Asking first in other rooms: booking a talk, putting a question into one, showing evidence, signing."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from learnplan.events.models import Event
from learnplan.rules import RuleBroken
from plans.asking import actions
from plans.consultation.actions import talks
from plans.consultation.models import Talk
from plans.evidence.actions import add_evidence, show_to, take_back
from plans.matrix.models import AskedFor
from plans.matrix.permissions import check
from plans.matrix.rules import AskFirst
from plans.targets.permissions import standing_to

pytestmark = pytest.mark.django_db
YES = {"allow": True, "reason": "Fine."}


@pytest.fixture
def tomorrow():
    return timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) + dt.timedelta(days=1)


@pytest.fixture
def guided(set_matrix):
    return set_matrix("guided", {("talk.prompt", "learner"): "request"})


def hidden(response, name="kept") -> str:
    return response.context["form"].initial[name]


def ask_from(client, response, plan, act) -> AskedFor:
    """Send the asking form that a page of another room led to, and return what was asked."""
    assert response.status_code == 422
    client.post(reverse("ask", args=[plan.pk, act]), {"kept": hidden(response), "reason": "I would like to."})
    return AskedFor.objects.get()


def test_talk_that_was_asked_for_is_booked_on_a_yes(guided, plan, amina, chidi, tomorrow, sign_in):
    form = sign_in(amina).get(reverse("talk_book", args=[plan.pk])).context["form"]
    given = {name: form[name].value() or "" for name in form.fields}
    given |= {"adult": chidi.pk, "place": "Room 4"}
    day = {"day": str(tomorrow.date()), "time": "12:00", "at": tomorrow.strftime("%Y-%m-%dT%H:%M")}
    day |= {"at_0": day["day"], "at_1": day["time"]}
    client = sign_in(amina)
    asked = ask_from(client, client.post(reverse("talk_book", args=[plan.pk]), given | day), plan, "talk.book")
    assert not Talk.objects.exists()
    actions.answer_asked(asked=asked, actor=chidi, **YES)
    talk = Talk.objects.get()
    assert (talk.adult, talk.booked_at, talk.state) == (chidi, tomorrow, "booked")


def test_time_of_a_talk_one_asked_for_oneself_is_asked_about_too(guided, plan, amina, chidi, tomorrow, sign_in):
    talk = talks.ask_for_talk(plan=plan, adult=chidi, reason="I am stuck.", actor=amina)
    client, day = sign_in(amina), {"day": f"{tomorrow:%Y-%m-%d}", "time": "09:00", "minutes": 30}
    asked = ask_from(client, client.post(reverse("talk_time", args=[talk.pk]), day), plan, "talk.book")
    assert Talk.objects.get().state == "wanted"
    actions.answer_asked(asked=asked, actor=chidi, **YES)
    talk.refresh_from_db()
    assert talk.state == "booked"


def test_time_of_a_talk_that_the_other_asked_for_is_the_learners_to_pick(guided, plan, amina, chidi, tomorrow):
    talk = talks.ask_for_talk(plan=plan, adult=chidi, reason="How is it going?", actor=chidi)
    assert talks.set_time(talk=talk, at=tomorrow, place="", actor=amina).state == "booked"


def test_asking_for_a_talk_is_never_asked_about(guided, plan, amina, chidi):
    assert talks.ask_for_talk(plan=plan, adult=chidi, reason="I am stuck.", actor=amina).state == "wanted"


def test_question_that_was_asked_for_is_on_the_agenda_on_a_yes(guided, plan, amina, chidi, tomorrow, sign_in):
    talk = talks.book_talk(plan=plan, adult=chidi, at=tomorrow, place="Room 4", actor=chidi)
    client = sign_in(amina)
    given = {"words": "Why so much maths?", "purpose": "what_for"}
    asked = ask_from(client, client.post(reverse("prompt_new", args=[talk.pk]), given), plan, "talk.prompt")
    actions.answer_asked(asked=asked, actor=chidi, **YES)
    assert not Event.objects.filter(facts__what__contains="maths").exists(), "histories have more readers than talks"
    prompt = talk.prompts.get()
    assert (prompt.words, prompt.author, prompt.purpose) == ("Why so much maths?", amina, "what_for")


def test_evidence_is_shown_to_a_carer_on_a_yes_and_to_the_tutor_without(guided, plan, amina, chidi, bea):
    piece = add_evidence(learner=amina, kind="text", title="My weld", words="It held.", actor=amina, kinds=())
    show_to(evidence=piece, kinds=["tutor"], actor=amina)
    with pytest.raises(AskFirst):
        show_to(evidence=piece, kinds=["tutor", "carer"], actor=amina)
    facts = {"evidence": piece.pk, "kinds": ["tutor", "carer"], "adults": [], "words": "“My weld”: carer"}
    asked = actions.ask(act="evidence.share", plan=plan, actor=amina, reason="Mum asks.", facts=facts)
    actions.answer_asked(asked=asked, actor=chidi, **YES)
    assert set(piece.shares.values_list("kind", flat=True)) == {"tutor", "carer"}
    show_to(evidence=piece, kinds=["tutor"], actor=amina)  # to fewer: never asked


def test_request_about_a_piece_goes_when_the_piece_is_taken_back(guided, plan, amina, chidi):
    piece = add_evidence(learner=amina, kind="text", title="My weld", words="It held.", actor=amina, kinds=())
    facts = {"evidence": piece.pk, "kinds": ["carer"], "adults": [], "words": "“My weld”: carer"}
    asked = actions.ask(act="evidence.share", plan=plan, actor=amina, reason="Mum asks.", facts=facts)
    take_back(evidence=piece, actor=amina)
    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    with pytest.raises(RuleBroken, match="answered already"):
        actions.answer_asked(asked=asked, actor=chidi, **YES)


def test_kept_facts_cannot_be_written_by_hand(guided, plan, amina, sign_in):
    url = reverse("ask", args=[plan.pk, "talk.book"])
    response = sign_in(amina).post(url, {"kept": '{"adult": 1}', "reason": "x"})
    assert response.status_code == 422
    assert "Begin again where you wanted to do it." in response.content.decode()
    assert not AskedFor.objects.exists()


def test_signing_is_never_asked_about_but_can_be_closed_to_adults(set_matrix, plan, amina, chidi):
    set_matrix("guided", {("plan.sign", "tutor"): "deny"})
    check("plan.sign", plan=plan, actor=amina, stands=standing_to(amina, plan))
    with pytest.raises(RuleBroken, match="the tutor may not sign the plan"):
        check("plan.sign", plan=plan, actor=chidi, stands=standing_to(chidi, plan))
