"""A learner with three years of history: three plans, 60 targets, 300 check-ins, 300 ratings and 2,000 events."""

import datetime as dt
import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from learnplan.events.models import Event
from learnplan.people.models import Membership
from learnplan.years import current_year
from plans.models import CheckIn, Plan, Purpose, Rating, Target, TargetStep
from plans.years.actions.signing import sign_plan
from plans.years.reading import sheet_of
from plans.years.sheet import digest_of
from tests.test_queries import MOST_OF

YEARS, TARGETS, EACH, EVENTS, MOST_QUERIES = 3, 20, 5, 2000, 12
WORDS = "Explain why the circuit does what it does, to somebody who has never seen one, without any notes"


def live(learner, tutor, institution) -> Plan:
    """Write three years of a learner's life into the database, and return this year's plan."""
    now, year = timezone.now(), current_year()
    Membership.objects.filter(user=learner).update(from_on=dt.date(year - YEARS, 9, 1))
    for back in range(YEARS):
        plan, _new = Plan.objects.get_or_create(
            learner=learner, year=year - back, defaults={"institution": institution}
        )
        for version in (101, 102, 103):
            Purpose.objects.create(plan=plan, version=version, words=f"{WORDS}, version {version}.", author=learner)
        due_on = dt.date(year - back + 1, 6, 1)
        states = ["active"] * 8 + ["need_help", "discuss"] + ["reached"] * 7 + ["dropped"] * 3
        targets = Target.objects.bulk_create(
            Target(
                plan=plan, words=f"{WORDS} ({back}.{number})", success_test=WORDS, due_on=due_on, state=states[number],
                author=learner, closed_at=now if states[number] in ("reached", "dropped") else None,
            )
            for number in range(TARGETS)
        )  # fmt: skip
        of_each = [(target, number) for target in targets for number in range(EACH)]
        TargetStep.objects.bulk_create(
            TargetStep(target=target, words=f"Step {number}", position=number + 1) for target, number in of_each
        )
        CheckIn.objects.bulk_create(
            CheckIn(target=target, level=number % 5 + 1, reflection=WORDS, author=learner) for target, number in of_each
        )
        Rating.objects.bulk_create(
            Rating(target=target, level=number % 5 + 1, comment=WORDS, rater=tutor) for target, number in of_each
        )
    plan = Plan.objects.get(learner=learner, year=year)
    one = plan.targets.first()
    Event.objects.bulk_create(
        Event(
            at=now - dt.timedelta(minutes=number), actor=tutor if number % 3 else learner, learner=learner,
            institution=institution, verb="target.checked_in", thing="target", thing_id=one.pk,
            facts={"words": WORDS, "level": number % 5 + 1},
        )
        for number in range(EVENTS)
    )  # fmt: skip
    return plan


@pytest.fixture
def lived(amina, chidi, riverside):
    plan = live(amina, chidi, riverside)
    sign_plan(plan=plan, kind="agreed", digest=digest_of(sheet_of(plan, "agreed")), actor=amina)
    assert (Plan.objects.count(), Target.objects.count()) == (YEARS, YEARS * TARGETS)
    assert (CheckIn.objects.count(), Rating.objects.count()) == (YEARS * TARGETS * EACH,) * 2
    return plan


PAGES = ("plan", "plan_history", "purpose", "year", "year_carry", "plan_page", "plan_pdf", "plan_export")


@pytest.mark.parametrize("page", ["home", "target", *PAGES])
@pytest.mark.parametrize("name", ["amina", "chidi", "mair", "bea"])
def test_pages_ask_few_questions(request, page, name, lived, sign_in, django_assert_max_num_queries):
    if page in ("plan_export", "year_carry") and name in ("chidi", "mair", "bea"):
        pytest.skip("This page is not theirs.")
    key = {"home": [], "target": [lived.targets.first().pk]}.get(page, [lived.pk])
    client = sign_in(request.getfixturevalue(name))
    with django_assert_max_num_queries(MOST_QUERIES):
        answer = client.get(reverse(page, args=key))
    assert answer.status_code == 200


def test_history_is_paged(lived, amina, sign_in):
    client, url = sign_in(amina), reverse("plan_history", args=[lived.pk])
    first = client.get(url)
    assert len(first.context["lines"]) == 50
    second = client.get(url, {"after": first.context["page"].after})
    assert {line.at for line in first.context["lines"]}.isdisjoint(line.at for line in second.context["lines"])


@pytest.mark.parametrize("ending", ["json", "html"])
def test_export_is_whole_and_comes_in_pieces(lived, amina, sign_in, django_assert_max_num_queries, ending):
    client = sign_in(amina)
    with django_assert_max_num_queries(MOST_OF[f"plan_export_{ending}"]):
        answer = client.get(reverse(f"plan_export_{ending}", args=[lived.pk]))
        pieces = [piece.decode() for piece in answer.streaming_content]
    said = "".join(pieces)
    assert len(said) > 400_000
    assert max(map(len, pieces)) < 20_000
    if ending == "json":
        found = json.loads(said)
        assert (len(found["plans"]), len(found["targets"])) == (YEARS, YEARS * TARGETS)
        assert sum(len(one["said"]) + len(one["rated"]) for one in found["targets"]) == YEARS * TARGETS * EACH * 2
        assert len(found["history"]) == Event.objects.filter(learner=amina).count() > EVENTS
    else:
        assert len(re.findall(r"<article>", said)) == YEARS * TARGETS
        assert len(re.findall(r"<li>[^<]*checked in on", said)) == EVENTS
