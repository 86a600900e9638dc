"""The pages of freedoms: the catalogue with figures, asking, deciding, appealing, taking back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from plans.coproduction.freedoms.models import FreedomGrant

pytestmark = pytest.mark.django_db
ALL = "freedoms"


def words_of(response) -> str:
    text = response.content.decode()
    return " ".join(text[text.index("<main") :].split())


def move_of(grant, move) -> str:
    return reverse("freedom_move", args=[grant.pk, move])


def test_learner_sees_each_freedom_with_figures_and_what_would_meet_them(plan, amina, sign_in):
    said = words_of(sign_in(amina).get(reverse(ALL, args=[plan.pk])))
    assert "0 of 4 weeks" in said
    assert "Check in during 4 more weeks." in said
    assert said.count("Ask for it") == 1  # leading a session is all that is asked for here
    given = said[said.index("Yours anyway") :]
    assert "At Riverside Sixth Form no learner has to ask for these:" in given
    assert given.count("<li>") == 5
    assert "0 of" not in given  # no criteria of what is not to be earned


def test_what_nobody_may_is_told_apart_from_what_everybody_may(set_matrix, plan, amina, sign_in):
    set_matrix("learner_led", {("session.lead", "learner"): "deny"})
    said = words_of(sign_in(amina).get(reverse(ALL, args=[plan.pk])))
    denied = said[said.index("Not possible here") :]
    assert "Call and lead a session" in denied
    assert "An administrator there can change that rule." in denied
    assert "Call and lead a session" not in said[said.index("Yours anyway") : said.index("Not possible here")]


def test_freedom_whose_room_does_not_exist_yet_says_so_on_each_of_its_pages(plan, amina, asked, sign_in, riverside):
    urls = [reverse(ALL, args=[plan.pk]), asked.get_absolute_url()]
    urls.append(reverse("freedom_ask", args=[plan.pk, "lead_session"]))
    assert [words_of(sign_in(amina).get(url)).count("Sessions come later") for url in urls] == [1, 1, 1]
    other = reverse("freedom_ask", args=[plan.pk, "own_talks"])
    assert "Sessions come later" not in words_of(sign_in(amina).get(other))
    rules = words_of(sign_in(amina).get(reverse("who_may", args=[riverside.pk])))
    assert rules.count("(comes later)") == 1


def test_closed_year_offers_no_freedom_to_ask_for(plan, amina, sign_in):
    plan.closed_at = timezone.now()
    plan.save()
    assert "Ask for it" not in words_of(sign_in(amina).get(reverse(ALL, args=[plan.pk])))
    url = reverse("freedom_ask", args=[plan.pk, "lead_session"])
    sent = sign_in(amina).post(url, {"reason": "I have an idea."})
    assert sent.status_code == 422
    assert "of this plan is closed" in words_of(sent)


def test_tutor_sees_the_same_figures_and_cannot_ask(plan, chidi, sign_in):
    said = words_of(sign_in(chidi).get(reverse(ALL, args=[plan.pk])))
    assert "Amina’s freedoms" in said
    assert "0 of 4 weeks" in said
    assert "Ask for it" not in said


def test_learner_asks_on_the_page(plan, amina, sign_in):
    url = reverse("freedom_ask", args=[plan.pk, "lead_session"])
    sent = sign_in(amina).post(url, {"reason": "I have an idea."})
    grant = FreedomGrant.objects.get()
    assert sent["Location"] == grant.get_absolute_url()
    said = words_of(sign_in(amina).get(grant.get_absolute_url()))
    assert "Waiting for an answer" in said
    assert "I have an idea." in said


@pytest.mark.parametrize(
    ("freedom", "given", "error"),
    [
        ("lead_session", {"reason": ""}, "Say why, in a sentence."),
        ("lead_session", {"reason": "x" * 2001}, "at most 2000"),
        ("own_words", {"reason": "x"}, "You have this already"),
    ],
)
def test_asking_form_says_what_is_wrong(plan, amina, sign_in, freedom, given, error):
    response = sign_in(amina).post(reverse("freedom_ask", args=[plan.pk, freedom]), given)
    assert response.status_code == 422
    assert error in words_of(response)
    assert not FreedomGrant.objects.exists()


def test_what_is_not_there_is_404(plan, amina, asked, sign_in):
    assert sign_in(amina).get(reverse("freedom_ask", args=[plan.pk, "fly"])).status_code == 404
    assert sign_in(amina).get(move_of(asked, "fly")).status_code == 404


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"reason": "x"}, "Choose one of the two."),
        ({"allow": "yes"}, "Say why"),
        ({"allow": "so", "reason": "x"}, "valid"),
    ],
)
def test_decision_form_says_what_is_wrong(asked, chidi, sign_in, given, error):
    response = sign_in(chidi).post(move_of(asked, "decide"), given)
    assert response.status_code == 422
    assert error in words_of(response)
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_decision_waits_under_needs_you(asked, chidi, sign_in):
    assert "Amina Said asks for a freedom: Call and lead a session." in words_of(sign_in(chidi).get("/"))


def test_appeal_is_decided_on_the_page_by_another_teacher_only(appealed, chidi, tess, sign_in):
    assert sign_in(chidi).get(move_of(appealed, "settle")).status_code == 403
    assert "Amina Said appeals about a freedom" in words_of(sign_in(tess).get("/"))
    sign_in(tess).post(move_of(appealed, "settle"), {"allow": "yes", "reason": "Paper counts."})
    appealed.refresh_from_db()
    assert (appealed.state, appealed.decided_by) == ("granted", tess)


def test_appeal_needs_words(refused, amina, sign_in):
    response = sign_in(amina).post(move_of(refused, "appeal"), {"words": ""})
    assert response.status_code == 422
    assert "Say why, in a sentence." in words_of(response)


def test_taking_back_says_that_a_talk_comes_first(granted, chidi, sign_in):
    said = words_of(sign_in(chidi).get(move_of(granted, "withdraw")))
    assert "A talk comes first" in said
    assert "<textarea" not in said
    assert sign_in(chidi).post(move_of(granted, "withdraw"), {"reason": "x"}).status_code == 422


def test_taking_back_after_a_talk(granted, chidi, amina, hold_talk, sign_in):
    talk = hold_talk()
    response = sign_in(chidi).post(move_of(granted, "withdraw"), {"reason": "Two could not speak."})
    assert "Choose the talk" in words_of(response)
    sign_in(chidi).post(move_of(granted, "withdraw"), {"talk": talk.pk, "reason": "Two could not speak."})
    said = words_of(sign_in(amina).get(granted.get_absolute_url()))
    assert "Chidi Okafor took it back, after a talk" in said
    assert "Ask another teacher to look" in said


def test_freedoms_are_not_for_carers_or_strangers(plan, granted, bea, dov, sam, sign_in):
    for person in (bea, dov, sam):
        assert sign_in(person).get(reverse(ALL, args=[plan.pk])).status_code == 404
        assert sign_in(person).get(granted.get_absolute_url()).status_code == 404
