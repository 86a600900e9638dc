"""Someone whose membership has ended is in nobody's queue, wherever one looks; what they did stays in the record."""

import datetime as dt
import html
import re

import pytest
from django.conf import settings
from django.urls import reverse

from learnplan.people.models import User
from learnplan.waiting.reading import waiting_for
from learnplan.years import current_year
from plans.funding.learners import newcomers_of, plans_of, without_plan
from plans.years.forms import RollOverForm
from plans.years.rolling import foresee
from scripts.offers.models import Place
from tests.stage.world import TODAY
from tests.watching import needs_of

needs = needs_of()

pytestmark = pytest.mark.django_db


READERS = ("bea", "chidi", "mair", "sam", "rosa")
LEAVER, STAYS = "Amina", "Ella"
# The one thing that still has to be done about a leaver, by their tutor or an administrator.
OFF_BOARDING = r"Amina Said has left, and still has a place on .*? at Northgate College\."
# Every list of learners, or of what of them waits, and who reads it; keys are the stage's names.
QUEUES = """
home                             bea chidi mair sam
caseload                         bea chidi mair
caseload?show=waiting            chidi mair
places                           chidi mair sam rosa
review_new                       chidi
people                           chidi mair rosa
people?q=said&role=learner       chidi mair rosa
class_cards class                chidi rosa
formula formula                  rosa
roll_over_new?q=said             rosa
"""


def queues():
    for line in QUEUES.strip().splitlines():
        page, *words = line.split()
        things = [word for word in words if word not in READERS]
        yield from (pytest.param(page, things, name, id=f"{page} {name}") for name in words if name in READERS)


def words_of(client, stage, page, things, name):
    """Return the words of a page as someone reads it."""
    client.cookies[settings.SESSION_COOKIE_NAME] = stage.sessions[name]
    path, mark, query = page.partition("?")
    answer = client.get(reverse(path, args=[stage.argument(word) for word in things]) + mark + query)
    assert answer.status_code == 200
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    main = body.decode().partition("<main")[2] or body.decode()
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))


def leave(stage):
    """End Amina's membership as of yesterday: the bonds, the plan and the places stay as they are."""
    stage.amina.memberships.update(until_on=TODAY - dt.timedelta(days=1))


@pytest.mark.parametrize(("page", "things", "name"), list(queues()))
def test_leaver_is_in_no_queue(client, stage, page, things, name):
    before = words_of(client, stage, page, things, name)
    assert LEAVER in before, "The page has nobody to lose."
    leave(stage)
    after = re.sub(OFF_BOARDING, "", words_of(client, stage, page, things, name))
    assert LEAVER not in after
    if "q=said" not in page:
        assert STAYS in after


def test_nothing_of_a_leaver_waits_for_anyone(stage):
    leave(stage)
    for person in (stage.people[name] for name in READERS):
        fresh = User.objects.get(pk=person.pk)
        found = [need.words for need in needs(fresh) if "Amina" in need.words]
        assert [words for words in found if not re.fullmatch(OFF_BOARDING, words)] == []
        assert not waiting_for(fresh).filter(learner=stage.amina).exclude(kind="place.left").exists()


def test_open_talks_of_a_leaver_are_on_no_adults_list(client, stage):
    client.cookies[settings.SESSION_COOKIE_NAME] = stage.sessions["chidi"]
    assert stage.amina in {talk.plan.learner for talk in client.get(reverse("talks")).context["open"]}
    leave(stage)
    assert stage.amina not in {talk.plan.learner for talk in client.get(reverse("talks")).context["open"]}


def test_leaver_counts_in_no_figure(stage):
    figures = [
        lambda: plans_of(stage.fund).count(),
        lambda: sum(int(label.split(": ")[1].split()[0]) for _key, label in _year_groups(stage)),
        lambda: Place.objects.of_learners_here().count(),
    ]
    before = [figure() for figure in figures]
    leave(stage)
    after = [figure() for figure in figures]
    assert [was - now for was, now in zip(before, after, strict=True)][:2] == [1, 1]
    assert before[2] > after[2]
    for rows in (newcomers_of(stage.fund), plans_of(stage.fund)):
        assert not rows.filter(learner=stage.amina).exists()
    assert not without_plan(stage.fund).filter(pk=stage.amina.pk).exists()


def test_roll_over_gives_a_leaver_no_plan(stage):
    leave(stage)
    (line,) = foresee(stage.riverside, current_year(), "open", [stage.amina.pk])
    assert (line.outcome, line.carried) == ("leaves", 0)


def test_what_a_leaver_did_stays_and_they_can_still_read_it(client, stage):
    leave(stage)
    client.cookies[settings.SESSION_COOKIE_NAME] = stage.sessions["amina"]
    for page in ("plan", "plan_history", "year", "purpose", "plan_page", "plan_export"):
        assert client.get(reverse(page, args=[stage.plan.pk])).status_code == 200


def _year_groups(stage):
    form = RollOverForm(institution=stage.riverside)
    return [one for one in form.fields["year_groups"].choices if one[0] != "entrants"]


def test_open_places_of_a_leaver_wait_for_tutor_and_administrator(client, stage):
    def waiting(name):
        fresh = User.objects.get(pk=stage.people[name].pk)
        return [need for need in needs(fresh) if re.fullmatch(OFF_BOARDING, need.words)]

    places = Place.objects.open().filter(learner=stage.amina)
    assert [waiting(name) for name in READERS] == [[]] * 5
    leave(stage)
    paths = {place.get_absolute_url() for place in places}
    assert {name for name in READERS if waiting(name)} == {"chidi", "rosa"}
    assert [{need.path for need in waiting(name)} for name in ("chidi", "rosa")] == [paths, paths]
    for name in ("chidi", "rosa"):
        client.cookies[settings.SESSION_COOKIE_NAME] = stage.sessions[name]
        assert client.get(reverse("place_move", args=[places[0].pk, "release"])).status_code == 200
    stage.amina.memberships.update(from_on=TODAY + dt.timedelta(days=3), until_on=None)
    assert [waiting(name) for name in READERS] == [[]] * 5, "an entrant is no leaver"
