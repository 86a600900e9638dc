"""Pages of plans and targets: what each reader is shown, and what the forms say when refused."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from learnplan.events.actions import record
from learnplan.years import current_year
from plans.targets.actions import targets
from plans.targets.models import CheckIn, Plan, Rating, Target

MOST_QUERIES = 12


def words_of(response):
    """The text of the page as a reader meets it: tags out, spaces one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).strip()


def page(name, *args):
    return reverse(name, args=args)


@pytest.fixture
def count(django_assert_max_num_queries, sign_in):
    """Count the queries of a page for someone: count(amina, url)."""

    def counted(person, url):
        client = sign_in(person)
        with django_assert_max_num_queries(MOST_QUERIES) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    return counted


def test_plan_page_shows_targets_by_state(plan, make_target, amina, sign_in):
    make_target("Swim a mile")
    help_asked, reached = make_target("Do calculus"), make_target("Speak up")
    targets.set_target_state(target=help_asked, state="need_help", actor=amina)
    targets.set_target_state(target=reached, state="reached", actor=amina)
    said = words_of(sign_in(amina).get(plan.get_absolute_url()))
    order = [said.index(words) for words in ("Asked for help, or to talk", "Do calculus", "Working on", "Swim a mile")]
    assert order == sorted(order)
    assert said.index("Reached") < said.index("Speak up")


def test_plan_page_of_the_first_day_says_what_to_do(plan, amina, sign_in):
    said = words_of(sign_in(amina).get(plan.get_absolute_url()))
    assert "What do you want to be able to do?" in said
    assert "Write a target" in said


def test_plan_page_offers_each_reader_what_they_may_do(adults_may, plan, target, amina, chidi, bea, sign_in):
    def links(person):
        html = sign_in(person).get(plan.get_absolute_url()).content.decode()
        names = ("target_new", "check_in", "rate")
        urls = (page("target_new", plan.pk), page("check_in", target.pk), page("rate", target.pk))
        return [name for name, url in zip(names, urls, strict=True) if url in html]

    assert links(amina) == ["target_new", "check_in"]
    assert links(chidi) == ["target_new", "rate"]
    assert links(bea) == []


def test_lists_cost_the_same_with_one_and_three_rows(plan, make_target, amina, chidi, count):
    def answer(target):
        targets.check_in(target=target, level=2, reflection="", actor=amina)
        targets.rate(target=target, level=3, comment="Well done", actor=chidi)

    urls = [plan.get_absolute_url(), page("plan_history", plan.pk)]
    first = make_target("1")
    answer(first)
    urls.append(first.get_absolute_url())
    before = [count(person, url) for person in (amina, chidi) for url in urls]
    for words in "23":
        answer(make_target(words))
        answer(first)
    assert [count(person, url) for person in (amina, chidi) for url in urls] == before


def test_target_page_shows_both_sides_and_how_far_apart(target, amina, chidi, mair, sign_in):
    targets.check_in(target=target, level=4, reflection="I did it twice.", actor=amina)
    targets.rate(target=target, level=2, comment="With my notes, yes.", actor=chidi)
    targets.rate(target=target, level=4, comment="I saw it.", actor=mair)
    for reader, mine in ((amina, "I say 4 on my own"), (chidi, "Amina says 4 on my own")):
        said = words_of(sign_in(reader).get(target.get_absolute_url()))
        assert mine in said
        mine = "I say" if reader == amina else "Amina"
        day = f"{dt.date.today():%-d %B}"
        assert f"Chidi Okafor says 2 with a lot of help {day} tutor, 2 steps lower than {mine}" in said
        assert f"Mair Jenkins says 4 on my own {day} advocate, the same as {mine}" in said
        assert "Those who answered see it differently from each other. Every answer counts" in said
        assert "I did it twice." in said
        assert "With my notes, yes." in said


def test_target_page_says_when_two_see_it_differently(target, amina, chidi, sign_in):
    targets.check_in(target=target, level=4, reflection="", actor=amina)
    targets.rate(target=target, level=2, comment="With my notes, yes.", actor=chidi)
    said = words_of(sign_in(amina).get(target.get_absolute_url()))
    assert "You see this differently, and both answers count. That is worth a talk" in said


def test_target_page_marks_what_was_said_about_the_earlier_words(target, amina, chidi, due_on, sign_in):
    targets.check_in(target=target, level=4, reflection="", actor=amina)
    targets.change_target(target=target, words="Explain any fault", success_test="x", due_on=due_on, actor=amina)
    targets.rate(target=target, level=4, comment="Yes.", actor=chidi)
    said = words_of(sign_in(amina).get(target.get_absolute_url()))
    assert said.count("Said about the earlier words.") == 1
    assert said.index("I say 4") < said.index("Said about the earlier words.") < said.index("Chidi Okafor says 4")
    assert "changed once since" in said


def test_target_history_keeps_old_words(target, amina, due_on, sign_in):
    targets.change_target(target=target, words="Explain any fault", success_test="x", due_on=due_on, actor=amina)
    said = words_of(sign_in(amina).get(page("target_history", target.pk)))
    assert (
        "The words before Explain a circuit fault after Explain any fault The test before Dad gets it after x" in said
    )


def test_target_new_saves_and_leads_to_the_target(plan, amina, due_on, sign_in):
    url = page("target_new", plan.pk)
    response = sign_in(amina).post(url, {"words": "Swim", "success_test": "A mile", "due_on": due_on.isoformat()})
    target = Target.objects.get()
    assert (response.status_code, response["Location"]) == (302, target.get_absolute_url())
    assert (target.words, target.due_on, target.author) == ("Swim", due_on, amina)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"words": " "}, "Write what you are aiming for, in your own words."),
        ({"success_test": ""}, "Write how you will know that you got there."),
        ({"due_on": ""}, "Pick a day. You can change it later."),
        ({"due_on": "soon"}, "Write a day, like 2026-12-19."),
        ({"due_on": "2020-01-01"}, "That day has passed. Pick a day from today on."),
        ({"words": "x" * 301}, "at most 300 characters"),
    ],
)
@pytest.mark.parametrize("name", ["target_new", "target_change"])
def test_target_forms_say_what_is_wrong_and_keep_what_was_typed(target, amina, due_on, sign_in, change, says, name):
    typed = {"words": "Swim a mile", "success_test": "Dry again", "due_on": due_on.isoformat()} | change
    url = page(name, target.plan_id if name == "target_new" else target.pk)
    response = sign_in(amina).post(url, typed)
    assert response.status_code == 422
    assert says in words_of(response)
    assert "Error:" in response.content.decode().split("</title>")[0]
    kept = "Dry again" if "success_test" not in change else "Swim a mile"
    assert kept in response.content.decode()
    assert Target.objects.get().words == "Explain a circuit fault"


def test_target_change_shows_what_happens_first(target, amina, sign_in):
    said = words_of(sign_in(amina).get(page("target_change", target.pk)))
    assert said.index("What happens when you change it") < said.index("What I am aiming for")
    assert "stay in the history" in said


def test_check_in_saves(target, amina, sign_in):
    response = sign_in(amina).post(page("check_in", target.pk), {"level": "3", "reflection": "Nearly"})
    assert (response.status_code, response["Location"]) == (302, target.get_absolute_url())
    assert list(CheckIn.objects.values_list("level", "reflection", "author")) == [(3, "Nearly", amina.pk)]


@pytest.mark.parametrize("level", ["", "6", "much"])
def test_check_in_says_what_is_wrong(target, amina, sign_in, level):
    response = sign_in(amina).post(page("check_in", target.pk), {"level": level, "reflection": "It went well"})
    assert response.status_code == 422
    assert "It went well" in response.content.decode()
    assert CheckIn.objects.count() == 0


def test_check_in_opens_inline_and_answers_htmx_with_the_part(target, amina, sign_in):
    client, url = sign_in(amina), page("check_in", target.pk)
    part = client.get(url, headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith("<form")
    wrong = client.post(url, {"level": ""}, headers={"HX-Request": "true"})
    assert (wrong.status_code, wrong.content.decode().lstrip()[:5]) == (422, "<form")
    done = client.post(url, {"level": "2"}, headers={"HX-Request": "true"})
    assert (done.status_code, done["HX-Redirect"]) == (204, target.get_absolute_url())


def test_check_ins_opened_side_by_side_have_ids_of_their_own(make_target, amina, sign_in):
    client, ids = sign_in(amina), []
    for words in ("One", "Two"):
        part = client.get(page("check_in", make_target(words).pk), headers={"HX-Request": "true"})
        ids += re.findall(r' id="([^"]+)"', part.content.decode())
    assert len(set(ids)) == len(ids) > 10


def test_rating_saves_and_answers_the_last_check_in(target, amina, chidi, sign_in):
    said = targets.check_in(target=target, level=4, reflection="", actor=amina)
    response = sign_in(chidi).post(page("rate", target.pk), {"level": "2", "comment": "Try again"})
    assert (response.status_code, response["Location"]) == (302, target.get_absolute_url())
    assert list(Rating.objects.values_list("level", "comment", "check_in")) == [(2, "Try again", said.pk)]


@pytest.mark.parametrize("typed", [{"level": "", "comment": "x"}, {"level": "3", "comment": " "}])
def test_rating_says_what_is_wrong(target, chidi, sign_in, typed):
    response = sign_in(chidi).post(page("rate", target.pk), typed)
    assert response.status_code == 422
    assert Rating.objects.count() == 0


def test_state_moves_and_a_refusal_is_said_on_the_page(target, amina, chidi, sign_in):
    url = page("target_state", target.pk)
    response = sign_in(amina).post(url, {"state": "need_help"}, follow=True)
    assert "You asked for help." in words_of(response)
    response = sign_in(chidi).post(url, {"state": "reached"}, follow=True)
    assert "Your rating alone does not close this target." in words_of(response)
    assert Target.objects.get().state == "need_help"


def test_state_buttons_are_only_those_that_work(target, amina, chidi, bea, sign_in):
    def buttons(person):
        html = sign_in(person).get(target.get_absolute_url()).content.decode()
        return re.findall(r'name="state" value="(\w+)"', html)

    assert buttons(amina) == ["need_help", "discuss", "reached"]
    assert buttons(chidi) == ["need_help", "discuss"]
    assert buttons(bea) == []
    targets.set_target_state(target=target, state="reached", actor=amina)
    assert (buttons(amina), buttons(chidi)) == (["active"], [])


def test_plan_start_starts_this_years_plan_once(amina, sign_in):
    client = sign_in(amina)
    for _time in range(2):
        response = client.post(page("plan_start"))
        assert response["Location"] == Plan.objects.get().get_absolute_url()
    assert Plan.objects.get().year == current_year()


def test_plan_start_for_a_learner_is_for_those_with_them(amina, chidi, bea, dov, rosa, sign_in):
    assert sign_in(dov).post(page("plan_start"), {"learner": amina.pk}).status_code == 404
    assert sign_in(bea).post(page("plan_start"), {"learner": amina.pk}).status_code == 403
    assert sign_in(rosa).post(page("plan_start"), {"learner": "9" * 5000}).status_code == 404
    assert sign_in(rosa).post(page("plan_start")).status_code == 403
    assert sign_in(chidi).post(page("plan_start"), {"learner": amina.pk}).status_code == 302
    assert Plan.objects.get().learner == amina


def test_history_names_who_did_what_and_for_whom(set_matrix, plan, make_target, amina, chidi, sign_in):
    set_matrix("shared")
    make_target("Swim a mile", by=chidi)
    said = words_of(sign_in(chidi).get(page("plan_history", plan.pk)))
    assert "You, for Amina Said, wrote a target: “Swim a mile”." in said
    said = words_of(sign_in(amina).get(page("plan_history", plan.pk)))
    assert "Chidi Okafor, for you, wrote a target: “Swim a mile”." in said
    assert said.index("wrote a target") < said.index("You started the plan")


def test_history_goes_on_page_by_page_without_a_row_twice(plan, make_target, amina, sign_in, monkeypatch):
    monkeypatch.setattr("plans.targets.views.history.SIZE", 2)
    for words in ("one", "two", "three"):
        make_target(words)
    client, url, seen = sign_in(amina), page("plan_history", plan.pk), []
    while url:
        response = client.get(url)
        seen += re.findall(r"“(\w+)”|(started the plan)", words_of(response))
        cursor = response.context["page"].after
        url = f"{page('plan_history', plan.pk)}?after={cursor}" if cursor else ""
    assert ["".join(one) for one in seen] == ["three", "two", "one", "started the plan"]


def test_history_hides_circumstances_from_those_who_need_not_know(plan, amina, chidi, rosa, bea, sign_in):
    record("circumstance.added", actor=rosa, learner=amina)
    words = "wrote down a circumstance"
    seen = [words in words_of(sign_in(who).get(page("plan_history", plan.pk))) for who in (amina, rosa, chidi, bea)]
    assert seen == [True, True, False, False]


def test_history_hides_money_from_teachers_who_are_not_with_the_learner(
    plan, amina, chidi, bea, rosa, make_user, riverside, sign_in
):
    record("money.promised", actor=rosa, learner=amina, pence=114000, provider="Northgate", words="Welding")
    teacher = make_user("Tess", "Hall", role="teacher", at=riverside)
    readers = (amina, chidi, bea, rosa, teacher)
    seen = ["£1,140" in words_of(sign_in(who).get(page("plan_history", plan.pk))) for who in readers]
    assert seen == [True, True, False, True, False]  # a carer, until it is opened to them


def test_history_is_of_one_year(plan, make_target, amina, riverside, sign_in):
    make_target("This year")
    other = Plan.objects.create(learner=amina, institution=riverside, year=current_year() - 1)
    response = sign_in(amina).get(page("plan_history", other.pk))
    assert response.context["lines"] == []
    assert f"{current_year() - 1}/" in words_of(response)
    assert page("plan_history", plan.pk) in response.content.decode()


@pytest.fixture
def learners(make_user, riverside, chidi, bond, amina, plan):
    """Make learners of Chidi's with a plan and a target waiting for him: learners("Ben", "Cat")."""

    def make(*names):
        for name in names:
            user = make_user(name, "Zed", role="learner", at=riverside)
            bond(user, chidi, "tutor")
            theirs = targets.start_plan(learner=user, institution=riverside, year=current_year(), actor=user)
            due_on = dt.date.today() + dt.timedelta(days=9)
            target = targets.write_target(plan=theirs, words=name, success_test="x", due_on=due_on, actor=user)
            targets.set_target_state(target=target, state="need_help", actor=user)

    return make


def test_caseload_shows_my_learners_and_what_needs_me(learners, chidi, sign_in):
    learners("Ben")
    said = words_of(sign_in(chidi).get(page("caseload")))
    assert said.index("Ben Zed") < said.index("Amina Said")
    assert "Ben Zed 1 open target · tutor 1 asks for help 1 waits for you" in said


def test_caseload_costs_the_same_with_one_and_three_rows(learners, chidi, count):
    learners("Ben")
    before = count(chidi, page("caseload"))
    learners("Cat", "Dan")
    assert count(chidi, page("caseload")) == before


def test_caseload_finds_by_name_and_by_who_waits(learners, chidi, sign_in):
    learners("Ben", "Cat")

    def names(**query):
        return [case.learner.given_name for case in sign_in(chidi).get(page("caseload"), query).context["cases"]]

    assert names() == ["Ben", "Cat", "Amina"]
    assert names(sort="name") == ["Amina", "Ben", "Cat"]
    assert names(show="waiting") == ["Ben", "Cat"]
    assert names(q="ca zed") == ["Cat"]
    assert names(q="nobody") == []


def test_caseload_goes_on_page_by_page(learners, chidi, sign_in, monkeypatch):
    monkeypatch.setattr("plans.reviewing.views.caseload.SIZE", 2)
    learners("Ben", "Cat", "Dan")
    client = sign_in(chidi)
    first = client.get(page("caseload"))
    second = client.get(page("caseload"), {"after": first.context["page"].after})
    names = [case.learner.given_name for response in (first, second) for case in response.context["cases"]]
    assert (names, second.context["page"].after) == (["Ben", "Cat", "Dan", "Amina"], "")


def test_caseload_leaves_out_leavers_and_is_not_for_learners(learners, chidi, amina, sam, sign_in):
    learners("Ben")
    amina.memberships.update(until_on=dt.date.today() - dt.timedelta(days=1))
    response = sign_in(chidi).get(page("caseload"))
    assert [case.learner.given_name for case in response.context["cases"]] == ["Ben"]
    assert sign_in(amina).get(page("caseload")).status_code == 403
    assert sign_in(sam).get(page("caseload")).status_code == 403


def test_caseload_without_learners_says_how_they_come(make_user, riverside, sign_in):
    said = words_of(sign_in(make_user("Tess", "Hall", role="teacher", at=riverside)).get(page("caseload")))
    assert "Learners appear here when your institution ties them to you in the roster." in said


@pytest.mark.parametrize("nonsense", ["x", "0", "9" * 30, "²"])
def test_plan_of_nobody_is_not_started(rosa, sign_in, nonsense):
    assert sign_in(rosa).post(page("plan_start"), {"learner": nonsense}).status_code == 404
