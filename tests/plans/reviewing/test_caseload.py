"""A caseload by what waits longest or by name, by tie, page by page; at two hundred learners as at one."""

import datetime as dt
import re

import brotli
import pytest
from django.urls import reverse
from django.utils import timezone

from learnplan.people.models import Bond
from plans.targets.actions import targets
from plans.targets.models import CheckIn

MOST_QUERIES, MOST_BYTES = 12, 25_000


def words_of(response):
    """The text of the page as a reader meets it: tags out, spaces one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def names(response):
    return [case.learner.given_name for case in response.context["cases"]]


@pytest.fixture
def caseload(sign_in):
    """Open somebody's caseload: caseload(chidi, sort="name")."""
    return lambda person, **query: sign_in(person).get(reverse("caseload"), query)


def test_whoever_waits_longest_comes_first_with_the_reason(amina, chidi, make_caseload, make_target, caseload):
    make_caseload(chidi, 3)
    target = make_target("Weld a clean corner")
    assert names(caseload(chidi)) == ["Kit 000", "Kit 001", "Kit 002", "Amina"]
    targets.set_target_state(target=target, state="need_help", actor=amina)
    type(target).objects.filter(pk=target.pk).update(moved_at=timezone.now() - dt.timedelta(days=30))
    found = caseload(chidi)
    assert names(found) == ["Amina", "Kit 000", "Kit 001", "Kit 002"]
    assert "asked for help with “Weld a clean corner”." in words_of(found)
    assert "Longest, since" in words_of(found)
    assert names(caseload(chidi, sort="name")) == ["Amina", "Kit 000", "Kit 001", "Kit 002"]
    targets.rate(target=target, level=2, comment="Come by", actor=chidi)
    assert names(caseload(chidi)) == ["Kit 000", "Kit 001", "Kit 002", "Amina"]
    assert names(caseload(chidi, show="waiting")) == ["Kit 000", "Kit 001", "Kit 002"]


def test_learners_are_found_by_the_tie(amina, chidi, make_user, riverside, bond, caseload):
    ben, cat = (make_user(name, "Zed", role="learner", at=riverside) for name in ("Ben", "Cat"))
    bond(ben, chidi, "advocate")
    other = make_user("Tess", "Hall", role="teacher", at=riverside)
    days = {"from_on": dt.date.today(), "until_on": dt.date.today()}
    Bond.objects.create(
        learner=cat, adult=chidi, kind="tutor", standing_in_for=bond(cat, other, "tutor"), institution=riverside, **days
    )
    found = {
        tie: names(caseload(chidi, **{"with": tie, "sort": "name"})) for tie in ("tutor", "advocate", "standing_in")
    }
    assert found == {"tutor": ["Amina"], "advocate": ["Ben"], "standing_in": ["Cat"]}
    assert len(names(caseload(chidi, **{"with": "nonsense"}))) == 3
    assert "standing in until" in words_of(caseload(chidi))
    assert "None of your learners is with you in that way today." in words_of(caseload(chidi, **{"with": "carer"}))


def test_two_hundred_learners_are_paged_without_losing_one(
    amina, chidi, make_caseload, sign_in, django_assert_max_num_queries
):
    make_caseload(chidi, 200)
    CheckIn.objects.filter(target__words__endswith="7 to Dad").delete()
    client = sign_in(chidi)
    for sort in ("waiting", "name"):
        seen, after = [], ""
        while True:
            with django_assert_max_num_queries(MOST_QUERIES):
                answer = client.get(reverse("caseload"), {"sort": sort, "after": after})
            assert len(brotli.compress(answer.content, quality=5)) < MOST_BYTES
            seen += names(answer)
            after = answer.context["page"].after
            if not after:
                break
        assert len(seen) == len(set(seen)) == 201, sort


def test_home_of_a_tutor_with_two_hundred_learners_shows_who_waits_longest(
    amina, chidi, make_caseload, sign_in, django_assert_max_num_queries
):
    make_caseload(chidi, 200)
    client = sign_in(chidi)
    with django_assert_max_num_queries(MOST_QUERIES):
        found = client.get(reverse("home"))
    assert names(found) == [f"Kit {n:03}" for n in range(8)]
    assert len(brotli.compress(found.content, quality=5)) < MOST_BYTES


def test_a_leaver_is_on_no_list(amina, chidi, make_target, caseload):
    targets.check_in(target=make_target(), level=3, reflection="", actor=amina)
    amina.memberships.update(until_on=dt.date.today() - dt.timedelta(days=1))
    assert names(caseload(chidi)) == []


def test_a_carer_is_not_told_what_waits_and_not_of_what_is_hidden(amina, bea, make_target, caseload):
    target = make_target("Weld a clean corner")
    targets.set_target_state(target=target, state="need_help", actor=amina)
    text = words_of(caseload(bea))
    assert "1 open target" in text
    assert "Longest" not in text
    Bond.objects.filter(adult=bea).update(sees=["money"])
    text = words_of(caseload(bea))
    assert "Amina Said" in text
    assert "open target" not in text
    assert "asks for help" not in text
