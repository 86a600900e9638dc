"""The history of a plan leads to what each act is about, for those who may open it."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from plans.consultation.actions import agenda as talks_agenda
from plans.consultation.actions import talks as talks_talks
from plans.evidence.actions import add_evidence, show_to, take_back
from plans.targets.models import Target


@pytest.fixture
def acts(plan, target, amina, chidi, mair, make_talk_with):
    """Amina has a target, a talk with Chidi and one with Mair, each with her question, and a piece shown to Chidi."""
    with_chidi, with_mair = make_talk_with(chidi, 0), make_talk_with(mair, 60)
    for talk in (with_chidi, with_mair):
        talks_agenda.add_prompt(talk=talk, words="What for?", purpose="what_for", actor=amina)
    targets = Target.objects.filter(pk=target.pk)
    piece = add_evidence(
        learner=amina, kind="text", title="Log", words="It held", targets=targets, kinds=[], actor=amina
    )
    return {"target": target, "with_chidi": with_chidi, "with_mair": with_mair, "piece": piece}


@pytest.fixture
def make_talk_with(plan, amina, due_on):
    def make(adult, minutes):
        at = timezone.now() + dt.timedelta(days=2, minutes=minutes)
        return talks_talks.book_talk(plan=plan, adult=adult, at=at, place="", actor=amina)

    return make


def led_to(client, plan, things):
    """Return the names of the things that the history of the plan leads to."""
    page = client.get(reverse("plan_history", args=[plan.pk])).content.decode()
    found = set(re.findall(r'<span>\s*<a href="([^"]+)">', page))
    return {name for name, thing in things.items() if thing.get_absolute_url() in found}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("amina", {"target", "with_chidi", "with_mair", "piece"}),
        ("chidi", {"target", "with_chidi"}),
        ("mair", {"target", "with_mair"}),
        ("rosa", {"target"}),
        ("bea", {"target"}),
    ],
)
def test_history_leads_to_what_its_reader_may_open_and_nowhere_else(request, sign_in, plan, acts, name, expected):
    client = sign_in(request.getfixturevalue(name))
    assert led_to(client, plan, acts) == expected
    page = client.get(reverse("plan_history", args=[plan.pk])).content.decode()
    for path in set(re.findall(r'<span>\s*<a href="([^"]+)">', page)):
        assert client.get(path).status_code == 200, path


def test_piece_leads_to_its_page_while_it_is_shown(sign_in, plan, acts, amina, chidi):
    show_to(evidence=acts["piece"], kinds=["tutor"], adults=[], actor=amina)
    assert "piece" in led_to(sign_in(chidi), plan, acts)
    take_back(evidence=acts["piece"], actor=amina)
    assert "piece" not in led_to(sign_in(chidi), plan, acts)


def test_guards_cost_the_same_for_one_line_and_for_many(
    sign_in, plan, acts, chidi, amina, make_talk_with, django_assert_max_num_queries
):
    client = sign_in(chidi)
    for number in range(2, 7):
        make_talk_with(chidi, number * 60)
    with django_assert_max_num_queries(12):
        client.get(reverse("plan_history", args=[plan.pk]))
