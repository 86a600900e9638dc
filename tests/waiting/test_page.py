"""All that needs you: what is due first, by kind or by learner, page by page, and counts that agree everywhere."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from learnplan.people.models import User
from learnplan.waiting.reading import waiting_for
from learnplan.waiting.views import SIZE
from plans.targets.actions.targets import start_plan, write_target
from plans.targets.models import Target
from plans.years.actions.signing import write_purpose
from scripts.offers.models import Place

pytestmark = pytest.mark.django_db
TODAY, DAY, HOUR = dt.date.today(), dt.timedelta(days=1), dt.timedelta(hours=1)
MANY = 210
ORDERS = ("due", "kind", "learner")


@pytest.fixture
def read(sign_in):
    """Read the list of someone: read(chidi, by="kind") -> the context of the answer."""

    def get(person, **query):
        answer = sign_in(person).get(reverse("waiting"), query)
        assert answer.status_code == 200
        return answer

    return get


def words_of(answer):
    return [entry["need"].words for entry in answer.context["entries"]]


def headings_of(answer):
    return re.findall(r'<h2 id="group-\d+">([^<]+)</h2>', answer.content.decode())


@pytest.fixture
def many(plan, amina, chidi):
    """Amina asks for help with many targets, the last one first."""
    now = timezone.now()
    Target.objects.bulk_create(
        Target(
            plan=plan,
            words=f"Number {number}",
            success_test="x",
            due_on=TODAY + 60 * DAY,
            author=amina,
            state="need_help",
            moved_at=now - number * HOUR,
        )
        for number in range(MANY)
    )


@pytest.fixture
def mixed(plan, make_target, make_talk, make_offer, make_place, amina, chidi):
    """Of every sort for Amina: due long ago, soon and later, and without a day."""
    overdue = make_target("Swim")
    Target.objects.filter(pk=overdue.pk).update(due_on=TODAY - 3 * DAY)
    make_talk(in_minutes=10 * 24 * 60)
    make_place(make_offer(), state="offered")
    write_purpose(plan=plan, words="To mend what others throw away.", actor=chidi)
    Target.objects.update(written_at=timezone.now() - 5 * DAY)
    return {
        "swim": "The day you set for “Swim” has passed.",
        "place": "A place on Level 3 Engineering at Northgate College is yours",
        "talk": "You talk with Chidi Okafor on",
        "words": "Your tutor wrote down what education is for.",
    }


def test_what_is_due_within_a_week_comes_first_and_then_what_waits_longest(mixed, read, amina):
    found = words_of(read(amina))
    begins = [mixed[name] for name in ("swim", "place", "talk", "words")]
    assert [words[: len(start)] for words, start in zip(found, begins, strict=True)] == begins


def test_what_is_due_in_eight_days_waits_its_turn(mixed, read, amina):
    Place.objects.update(decide_by=TODAY + 8 * DAY)
    assert words_of(read(amina))[2] == mixed["place"]
    Place.objects.update(decide_by=TODAY + 7 * DAY)
    assert words_of(read(amina))[1] == mixed["place"]


def test_by_kind_what_is_alike_stands_together_under_its_heading(mixed, read, amina):
    answer = read(amina, by="kind")
    assert headings_of(answer) == ["Places", "What education is for", "Talks", "Targets"]
    assert len(words_of(answer)) == len(mixed)


def test_by_learner_each_stands_once_even_if_two_have_one_name(read, make_user, riverside, bond, chidi, plan):
    for number, moment in enumerate((9, 7, 5, 3)):
        username = f"ella{number % 2}"
        learner = User.objects.filter(username=username).first()
        if learner is None:
            learner = make_user("Ella", "Hart", role="learner", at=riverside, username=username)
            bond(learner, chidi, "tutor")
        its = start_plan(learner=learner, institution=riverside, year=plan.year, actor=learner)
        target = write_target(
            plan=its, words=f"Swim {number}", success_test="x", due_on=TODAY + 30 * DAY, actor=learner
        )
        Target.objects.filter(pk=target.pk).update(state="need_help", moved_at=timezone.now() - moment * HOUR)
    answer = read(chidi, by="learner")
    assert headings_of(answer) == ["Ella Hart", "Ella Hart"]
    assert [re.search(r"Swim (\d)", words)[1] for words in words_of(answer)] == ["0", "2", "1", "3"]


@pytest.mark.parametrize("by", ORDERS)
def test_pages_lose_nothing_and_say_nothing_twice(by, many, read, chidi):
    found, after = [], ""
    for page in range(-(-MANY // SIZE)):
        answer = read(chidi, by=by, after=after)
        found += words_of(answer)
        after = answer.context["page"].after
        assert answer.context["page"].is_first == (page == 0)
    assert after == ""
    assert found == [f"Amina Said asked for help with “Number {number}”." for number in reversed(range(MANY))]


def test_next_page_keeps_the_order_that_was_asked_for(many, read, chidi):
    html = read(chidi, by="kind").content.decode()
    assert re.search(r'href="\?by=kind&amp;after=[^"]+" rel="next"', html)


@pytest.mark.parametrize("query", [{"by": "nonsense"}, {"after": "forged"}, {"by": "kind", "after": "x:y:z"}])
def test_query_that_makes_no_sense_is_the_first_page(query, many, read, chidi):
    answer = read(chidi, **query)
    assert answer.context["by"] == ("kind" if query.get("by") == "kind" else "due")
    assert (answer.context["page"].is_first, len(words_of(answer))) == (True, SIZE)


def test_place_in_one_order_leads_nowhere_in_another(many, read, chidi):
    after = read(chidi, by="kind").context["page"].after
    assert read(chidi, by="learner", after=after).context["page"].is_first


def test_list_takes_no_posts(sign_in, chidi):
    assert sign_in(chidi).post(reverse("waiting")).status_code == 405


def test_counts_agree_on_home_list_and_caseload(many, sign_in, read, chidi, amina):
    client = sign_in(chidi)
    home = client.get("/")
    assert f"All {MANY} that need you" in home.content.decode()
    assert f'href="{reverse("waiting")}"' in home.content.decode()
    cases = client.get(reverse("caseload")).context["cases"]
    assert [(case.learner, case.waiting) for case in cases] == [(amina, MANY)]
    assert home.context["needs_count"] == waiting_for(chidi).count() == MANY
    assert cases[0].longest.words == words_of(read(chidi))[0] == home.context["needs"][0].words


def test_acts_on_many_are_reached_from_the_list_by_whoever_may(many, read, sign_in, amina, chidi, rosa):
    link = f'href="{reverse("review_new")}"'
    assert link in read(chidi).content.decode()
    assert sign_in(chidi).get(reverse("review_new")).status_code == 200
    assert link not in read(amina).content.decode()
    assert link not in read(rosa).content.decode()


def test_nothing_that_waits_is_said_so(read, rosa, chidi, amina):
    html = read(rosa).content.decode()
    assert "Nothing is waiting for you." in html
    assert "review_new" not in html
