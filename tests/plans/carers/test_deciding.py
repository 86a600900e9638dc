"""Who decides what a carer sees: the learner alone, or learner and tutor together, and what holds meanwhile."""

import re

import pytest
from django.urls import reverse

from learnplan.events.models import Event
from learnplan.events.reading import sentence
from learnplan.notices.models import Notice
from learnplan.people.models import Bond
from learnplan.rules import RuleBroken
from plans.carers.actions import answer_carer_view, decide_carer_view, set_own_say
from plans.carers.models import CarerView
from plans.carers.permissions import decides_alone
from tests.watching import needs_of

needs = needs_of("carer_view.")


def words_of(response):
    """The text of the page as a reader meets it: tags out, spaces one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def tie(amina, bea):
    """The bond between Amina, in Year 12, and Bea, her carer."""
    return Bond.objects.get(learner=amina, adult=bea)


@pytest.fixture
def younger(amina):
    """Amina in Year 11: she decides together with her tutor."""
    amina.memberships.update(year_group="11")


def seen(tie):
    tie.refresh_from_db()
    return sorted(tie.seen)


@pytest.mark.parametrize(
    ("year_group", "first", "alone"),
    [
        ("12", 12, True),
        ("Year 13", 12, True),
        ("11", 12, False),
        ("Y9", 12, False),
        ("", 12, False),
        ("Lower sixth", 12, False),
        ("Lower sixth", 0, True),
        ("10", 10, True),
    ],
)
def test_deciding_alone_begins_with_a_year_group(year_group, first, alone):
    assert decides_alone(year_group, first) is alone


def test_a_learner_of_sixteen_decides_alone_and_at_once(tie, amina, bea):
    view = decide_carer_view(bond=tie, sees=["money", "targets"], actor=amina)
    assert (view.state, seen(tie)) == ("agreed", ["money", "targets"])
    assert sentence(Event.objects.get(verb="carer_view.decided"), amina) == (
        "You decided that Bea Said sees: the targets and the money behind the plan."
    )
    decide_carer_view(bond=tie, sees=[], actor=amina)
    assert seen(tie) == []
    assert not Notice.objects.filter(recipient=bea).exists()


def test_a_younger_learner_asks_and_the_tutor_agrees(tie, younger, amina, chidi):
    view = decide_carer_view(bond=tie, sees=["targets"], actor=amina)
    assert seen(tie) == ["check_ins", "places", "ratings", "script", "targets"]
    assert [need.words for need in needs(chidi)] == ["Amina Said has a wish about what Bea Said sees."]
    assert needs(amina) == []
    assert Notice.objects.get().recipient == chidi
    answer_carer_view(view=view, agree=True, actor=chidi)
    assert seen(tie) == ["targets"]
    assert needs(chidi) == []
    assert Notice.objects.filter(recipient=amina).get().words.startswith("Chidi Okafor agrees")


def test_a_tutor_asks_and_the_younger_learner_may_refuse(tie, younger, amina, chidi):
    before = seen(tie)
    view = decide_carer_view(bond=tie, sees=["targets", "talks"], actor=chidi)
    assert [need.path for need in needs(amina)] == [reverse("carer_view", args=[tie.pk])]
    answer_carer_view(view=view, agree=False, actor=amina)
    assert seen(tie) == before
    assert CarerView.objects.get().state == "refused"


def test_a_later_wish_replaces_one_that_waits_and_nobody_answers_themselves(tie, younger, amina, chidi):
    first = decide_carer_view(bond=tie, sees=["targets"], actor=amina)
    second = decide_carer_view(bond=tie, sees=[], actor=amina)
    for view, person in ((first, chidi), (second, amina)):
        with pytest.raises(RuleBroken, match="answered already, or it is for somebody else"):
            answer_carer_view(view=view, agree=True, actor=person)
    answer_carer_view(view=second, agree=True, actor=chidi)
    assert seen(tie) == []


def test_nobody_else_has_a_say(tie, amina, bea, chidi, mair, rosa, dov):
    for person in (bea, chidi, mair, rosa, dov):
        with pytest.raises(RuleBroken, match="Only the learner decides this"):
            decide_carer_view(bond=tie, sees=[], actor=person)
    amina.memberships.update(year_group="10")
    for person in (bea, mair, rosa, dov):
        with pytest.raises(RuleBroken, match="Only the learner decides this"):
            decide_carer_view(bond=tie, sees=[], actor=person)


def test_what_cannot_be_is_refused(tie, amina, chidi):
    with pytest.raises(RuleBroken, match="see already"):
        decide_carer_view(bond=tie, sees=tie.seen, actor=amina)
    with pytest.raises(RuleBroken, match="nothing called “diary”"):
        decide_carer_view(bond=tie, sees=["diary"], actor=amina)
    with pytest.raises(RuleBroken, match="reads along as a carer today"):
        decide_carer_view(bond=Bond.objects.get(adult=chidi), sees=[], actor=amina)


def test_the_page_decides_and_keeps_what_was_ticked_when_it_is_wrong(tie, amina, chidi, bea, sign_in):
    page = reverse("carer_view", args=[tie.pk])
    assert "You decide this, and you can change it" in words_of(sign_in(amina).get(page))
    assert sign_in(amina).post(page, {"sees": ["targets"]}).status_code == 302
    assert "They see the targets." in words_of(sign_in(amina).get(page))
    wrong = sign_in(amina).post(page, {"sees": ["targets", "diary"]})
    assert wrong.status_code == 422
    assert "Choose among these parts only." in words_of(wrong)
    assert sign_in(chidi).get(page).status_code == 200
    assert sign_in(chidi).post(page, {"sees": []}).status_code == 403
    assert sign_in(bea).get(page).status_code == 404


def test_the_page_takes_the_other_sides_answer(tie, younger, amina, chidi, mair, sign_in):
    page = reverse("carer_view", args=[tie.pk])
    sign_in(amina).post(page, {"sees": ["targets"]})
    answer = reverse("carer_view_answer", args=[CarerView.objects.get().pk])
    assert "Waiting for the other side" in words_of(sign_in(amina).get(page))
    assert sign_in(amina).post(answer, {"agree": "yes"}).status_code == 403
    assert sign_in(mair).post(answer, {"agree": "yes"}).status_code == 404
    assert "Amina Said would like this" in words_of(sign_in(chidi).get(page))
    assert sign_in(chidi).post(answer, {"agree": "yes"}).status_code == 302
    assert seen(tie) == ["targets"]


def test_an_institution_sets_from_when(tie, younger, riverside, rosa, chidi, amina, sign_in):
    with pytest.raises(RuleBroken, match="Only an administrator"):
        set_own_say(institution=riverside, own_say_from=0, actor=chidi)
    page = reverse("own_say", args=[riverside.pk])
    wrong = sign_in(rosa).post(page, {"own_say_from": "soon"})
    assert (wrong.status_code, "Write a number, like 12." in words_of(wrong)) == (422, True)
    assert sign_in(rosa).post(page, {"own_say_from": "11"}).status_code == 302
    assert decide_carer_view(bond=tie, sees=[], actor=amina).state == "agreed"


def test_a_young_learner_without_a_tutor_is_told_that_the_wish_waits(tie, younger, amina, chidi, sign_in):
    page = reverse("carer_view", args=[tie.pk])
    decide_carer_view(bond=tie, sees=["targets"], actor=amina)
    assert "You have no tutor yet" not in words_of(sign_in(amina).get(page))
    Bond.objects.filter(adult=chidi).delete()
    assert "You have no tutor yet. It waits until you have one" in words_of(sign_in(amina).get(page))
