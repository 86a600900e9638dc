"""Who has freedoms, by group of circumstances: right, and silent about small groups."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from learnplan.people.models import Circumstance, Membership
from plans.coproduction.freedoms.distribution import SMALLEST, Group, distribution, suppressed
from plans.coproduction.freedoms.models import FreedomGrant


@pytest.fixture
def cohort(riverside, make_user, dov):
    """Forty learners: 12 with free meals, of whom 3 hold a freedom; 28 others, of whom 14 do. And one leaver."""
    today = timezone.localdate()
    for number in range(40):
        learner = make_user(f"L{number}", "Test", role="learner", at=riverside)
        holds = number < 3 if number < 12 else number % 2 == 0
        if number < 12:
            Circumstance.objects.create(learner=learner, kind="free_meals", source="x", from_on=today)
        decile = 1 + number % 3 if number < 20 else 9
        Circumstance.objects.create(learner=learner, kind="area_decile", value=decile, source="x", from_on=today)
        if holds:
            FreedomGrant.objects.create(
                learner=learner,
                institution=riverside,
                freedom="own_words",
                state="granted",
                granted_at=timezone.now(),
            )
    gone = make_user("Gone", "Test", role="learner", at=riverside)
    Membership.objects.filter(user=gone).update(until_on=today - timezone.timedelta(days=1))
    FreedomGrant.objects.create(
        learner=gone, institution=riverside, freedom="own_words", state="granted", granted_at=timezone.now()
    )
    return riverside


def of_kind(rows: list[Group], kind: str) -> list[tuple]:
    return [(str(row.name), row.learners, row.holders) for row in rows if row.kind == kind]


@pytest.mark.django_db
def test_groups_are_counted_and_everyone_is_in_one(cohort, django_assert_num_queries):
    with django_assert_num_queries(2):
        rows = distribution(cohort)
    assert of_kind(rows, "free_meals") == [("yes", 12, 3), ("no, or not known", 28, 14)]
    assert of_kind(rows, "area_decile") == [("1–3", 20, 7), ("4–7", 0, 0), ("8–10", 20, 10), ("not known", 0, 0)]
    assert next(row for row in rows if row.kind == "free_meals").share == 0.25


@pytest.mark.django_db
def test_one_freedom_can_be_asked_about(cohort):
    assert of_kind(distribution(cohort, "own_words"), "free_meals")[0] == ("yes", 12, 3)
    assert of_kind(distribution(cohort, "lead_session"), "free_meals")[0] == ("yes", 12, 0)


@pytest.mark.django_db
def test_small_group_is_silent_and_cannot_be_worked_out(cohort):
    for one in Circumstance.objects.filter(kind="free_meals")[:3]:
        one.delete()
    rows = distribution(cohort)
    assert of_kind(rows, "free_meals") == [("yes", None, None), ("no, or not known", None, None)]
    assert next(row for row in rows if row.kind == "free_meals").share is None


@pytest.mark.django_db
def test_taken_back_and_refused_are_not_held(cohort):
    FreedomGrant.objects.update(state="withdrawn")
    assert of_kind(distribution(cohort), "free_meals") == [("yes", 12, 0), ("no, or not known", 28, 0)]


@given(st.lists(st.integers(0, 40), min_size=2, max_size=5))
def test_no_small_group_can_be_had_by_taking_away(sizes):
    groups = [Group("k", str(number), size, 0) for number, size in enumerate(sizes)]
    hidden = [size for size, row in zip(sizes, suppressed(groups), strict=True) if row.learners is None]
    small = [size for size in sizes if 0 < size < SMALLEST]
    assert [size for size in hidden if 0 < size < SMALLEST] == small
    if small and len([size for size in sizes if size]) > 1:
        assert len(hidden) >= 2
