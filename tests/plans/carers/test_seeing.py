"""What a carer sees, field by field: each part is there when it was decided so, and absent when it was not."""

import re

import pytest
from django.urls import reverse

from learnplan.people.models import Bond
from learnplan.people.sight import Sight
from plans.targets.actions import targets
from plans.targets.models import Plan, Target
from plans.targets.permissions import standing_to

ALL = list(Sight.values)


def words_of(response):
    """The text of the page as a reader meets it: tags out, spaces one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def said(make_target, amina, bea, chidi):
    """A target on which both sides have said something."""
    target = make_target("Weld a clean corner")
    targets.check_in(target=target, level=3, reflection="It burnt through twice", actor=amina)
    targets.rate(target=target, level=2, comment="Try a lower current", actor=chidi)
    return target


@pytest.fixture
def opened(amina, bea):
    """Let Bea see these parts only: opened("targets", "money")."""

    def open_only(*parts):
        Bond.objects.filter(learner=amina, adult=bea).update(sees=list(parts))

    return open_only


def test_a_carer_sees_what_the_learner_was_told_until_somebody_decides(plan, bea):
    stands = standing_to(bea, plan)
    assert [part for part in ALL if stands.sees(part)] == ["targets", "check_ins", "ratings", "script", "places"]


@pytest.mark.parametrize("part", ALL)
def test_a_part_is_seen_when_it_is_opened_and_not_when_all_the_others_are(plan, bea, opened, part):
    opened(part)
    assert [one for one in ALL if standing_to(bea, plan).sees(one)] == [part]
    assert Plan.objects.visible_to(bea, part).get() == plan
    opened(*(one for one in ALL if one != part))
    assert not standing_to(bea, plan).sees(part)
    assert not Plan.objects.visible_to(bea, part).exists()
    assert Plan.objects.visible_to(bea).get() == plan


def test_nothing_is_hidden_from_the_learner_and_those_who_help(plan, amina, chidi, mair, rosa, opened):
    opened()
    for person in (amina, chidi, mair, rosa):
        assert all(standing_to(person, plan).sees(part) for part in ALL), person


def test_a_carer_who_works_at_the_school_sees_as_its_staff(plan, amina, rosa, bond):
    bond(amina, rosa, "carer", sees=[])
    assert standing_to(rosa, plan).sees("targets")


def test_targets_that_are_not_opened_are_nowhere(said, plan, bea, opened, sign_in):
    opened("check_ins", "ratings", "money")
    client = sign_in(bea)
    assert not Target.objects.visible_to(bea).exists()
    assert client.get(said.get_absolute_url()).status_code == 404
    for page in (plan.get_absolute_url(), reverse("plan_history", args=[plan.pk]), reverse("home")):
        answer = client.get(page)
        assert answer.status_code == 200
        assert "Weld a clean corner" not in words_of(answer)
    assert "No open targets" not in words_of(client.get(plan.get_absolute_url()))


@pytest.mark.parametrize(
    ("parts", "seen", "hidden"),
    [
        (("targets",), (), ("It burnt", "lower current", "3 of 5", "nothing yet", "2 of 5", "No check-in yet")),
        (("targets", "check_ins"), ("It burnt", "3 of 5"), ("lower current", "2 of 5", "Okafor says")),
        (("targets", "ratings"), ("lower current",), ("It burnt", "3 of 5", "nothing yet", "No check-in yet")),
        (("targets", "check_ins", "ratings"), ("It burnt", "lower current"), ()),
    ],
)
def test_answers_are_seen_side_by_side_only_where_both_are_opened(
    said, plan, bea, opened, sign_in, parts, seen, hidden
):
    opened(*parts)
    client = sign_in(bea)
    target, plan_page = client.get(said.get_absolute_url()), client.get(plan.get_absolute_url())
    pages = [target, plan_page, client.get(reverse("home")), client.get(reverse("plan_history", args=[plan.pk]))]
    together = " ".join(page.content.decode() for page in pages)
    assert all("Weld a clean corner" in words_of(page) for page in pages)
    for words in seen:
        assert words in together
    for words in hidden:
        assert words not in together


def test_history_tells_a_carer_only_of_parts_that_are_opened(plan, bea, rosa, amina, said, opened, sign_in):
    from learnplan.events.actions import record

    record("password.set", actor=amina, learner=amina)
    record("money.promised", actor=rosa, learner=amina, pence=100, provider="X", words="Y")
    opened("money")
    text = words_of(sign_in(bea).get(reverse("plan_history", args=[plan.pk])))
    assert "promised £1 to X" in text
    assert "chose a new password" not in text
    assert "wrote a target" not in text


def test_history_of_a_target_says_how_sure_only_to_those_who_read_check_ins(said, amina, bea, opened, sign_in):
    wording = {"words": said.words, "success_test": said.success_test, "due_on": said.due_on}
    targets.change_target(target=said, actor=amina, confidence=2, **wording)
    for parts, sees in ((["targets"], False), (["targets", "check_ins"], True)):
        opened(*parts)
        page = words_of(sign_in(bea).get(reverse("target_history", args=[said.pk])))
        assert ("How sure" in page) == sees, parts
