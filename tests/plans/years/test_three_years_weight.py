"""The pages of a learner with three years of history are as light as the first ones."""

import pytest
from django.urls import reverse

from tests.plans.years.test_three_years import live
from tests.test_weight import MOST_BYTES, weigh

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


def test_pages_of_three_years_are_light(look, house):
    stage = house.stage
    plan = live(stage.dov, stage.chidi, stage.hillcrest)
    paths = ["/", *(reverse(page, args=[plan.pk]) for page in ("plan", "plan_history", "purpose", "year", "plan_page"))]
    paths.append(reverse("target", args=[plan.targets.last().pk]))
    heavy = {path: size for path in paths if (size := sum(weigh(look("dov"), path).values())) >= MOST_BYTES}
    assert heavy == {}
