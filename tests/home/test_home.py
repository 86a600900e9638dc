"""The home page of each role: what needs the reader, and their own sections."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from learnplan.home.administrator import with_figures
from learnplan.years import current_year
from plans.targets.actions import targets
from plans.targets.models import Target

DAY = dt.timedelta(days=1)
MOST_QUERIES = 12


def words_of(response):
    """The text of the page as a reader meets it: tags out, spaces one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).strip()


@pytest.fixture
def home(sign_in, django_assert_max_num_queries):
    """Open somebody's home: home(amina) gives (words of the page, queries, response).

    In at most 12 queries, and one more for each further role, which has needs of its own.
    """

    def open_for(person, **query):
        client = sign_in(person)
        roles = set(person.memberships.values_list("role", flat=True))
        with django_assert_max_num_queries(MOST_QUERIES + max(0, len(roles) - 1)) as queries:
            response = client.get("/", query)
        assert response.status_code == 200
        return words_of(response), len(queries), response

    return open_for


@pytest.fixture
def start(riverside):
    """Start a learner's plan with targets: start(amina, "Swim", "Sing")."""

    def make(learner, *words):
        plan = targets.start_plan(learner=learner, institution=riverside, year=current_year(), actor=learner)
        due_on = dt.date.today() + dt.timedelta(days=30)
        return [
            targets.write_target(plan=plan, words=one, success_test="x", due_on=due_on, actor=learner) for one in words
        ]

    return make


def test_front_door_lets_someone_signed_out_sign_in_at_once(client, db):
    answer = client.get("/")
    assert (answer.status_code, answer.context["form"].fields.keys()) == (200, {"login", "password", "remember"})
    sent_on = client.get("/", headers={"HX-Request": "true"})
    assert (sent_on.status_code, sent_on.headers["HX-Redirect"]) == (204, "/account/login/?next=/")


def test_home_of_a_learner_on_the_first_day_starts_the_plan(amina, home):
    said, _queries, response = home(amina)
    assert "Hello, Amina. This is where your plan will be" in said
    assert "Start my plan" in said
    assert f'action="{reverse("plan_start")}"' in response.content.decode()
    assert "New target" not in said


def test_home_of_a_learner_without_targets_asks_for_the_first(amina, start, home):
    start(amina)
    said, _queries, _response = home(amina)
    assert "What do you want to be able to do?" in said
    assert "Nothing is waiting for you." in said
    assert "Nothing has been shared out to your plan yet." in said


def test_home_of_a_learner_shows_targets_with_both_answers(amina, chidi, mair, start, home):
    first, second, third = start(amina, "Swim", "Sing", "Solder")
    targets.check_in(target=first, level=3, reflection="", actor=amina)
    targets.rate(target=first, level=2, comment="Nearly", actor=chidi)
    targets.set_target_state(target=second, state="need_help", actor=amina)
    targets.set_target_state(target=third, state="reached", actor=amina)
    said, _queries, response = home(amina)
    assert [row.target.words for row in response.context["rows"]] == ["Sing", "Swim", "Solder"]
    assert "I say 3 of 5, “nearly on my own”. Chidi Okafor says 2." in said
    assert "All 3 targets" in said
    assert "Chidi Okafor tutor since September" in said
    assert "Mair Jenkins advocate since September" in said


def test_home_of_a_learner_names_only_people_who_are_with_them(amina, chidi, make_user, riverside, bond, home):
    bond(amina, make_user("Nia", "Rees", role="advocate", at=riverside), "advocate", consented=False)
    said, _queries, _response = home(amina)
    assert "Chidi Okafor" in said
    assert "Nia Rees advocate" not in said


def test_home_of_a_learner_asks_whether_adults_may_read_along_in_no_more_queries(
    amina, make_user, riverside, bond, home
):
    def ask(given_name, kind):
        bond(amina, make_user(given_name, "Rees", role=kind, at=riverside), kind, consented=False)

    _said, before, _response = home(amina)
    ask("Nia", "advocate")
    said, with_one, response = home(amina)
    assert "Nia Rees would like to read along as your advocate. You decide." in said
    assert re.search(rf'href="{reverse("people")}">\s*Decide', response.content.decode())
    ask("Huw", "advocate")
    ask("Ceri", "carer")
    said, with_three, _response = home(amina)
    # Each once as a sentence, and once for those who hear the button by itself.
    asked = {name: said.count(f"{name} Rees would like to read along") for name in ("Nia", "Huw", "Ceri")}
    assert asked == {"Nia": 2, "Huw": 2, "Ceri": 2}
    assert [said.count(f"{name} Rees would like to read along as your") for name in asked] == [1, 1, 1]
    assert before == with_one == with_three


def test_home_of_a_learner_costs_the_same_with_one_and_three_targets(amina, chidi, start, home):
    def fill(*words):
        for target in start(amina, *words):
            targets.check_in(target=target, level=3, reflection="", actor=amina)
            targets.rate(target=target, level=2, comment="Nearly", actor=chidi)
            targets.set_target_state(target=target, state="need_help", actor=amina)

    fill("Swim")
    _said, before, _response = home(amina)
    fill("Sing", "Solder")
    _said, after, _response = home(amina)
    assert after == before


def test_needs_of_a_learner_are_answers_and_days_gone_by_oldest_first(amina, chidi, start, home):
    gone, asked, _quiet = start(amina, "Swim", "Sing", "Solder")
    Target.objects.filter(pk=gone.pk).update(due_on=dt.date.today() - 3 * DAY)
    targets.set_target_state(target=asked, state="need_help", actor=amina)
    assert [need.words for need in home(amina)[2].context["needs"]] == ["The day you set for “Swim” has passed."]
    targets.rate(target=asked, level=2, comment="Come on Thursday", actor=chidi)
    needs = home(amina)[2].context["needs"]
    assert [need.words for need in needs] == [
        "The day you set for “Swim” has passed.",
        "You have an answer on “Sing”.",
    ]
    targets.set_target_state(target=asked, state="active", actor=amina)
    assert len(home(amina)[2].context["needs"]) == 1


def test_needs_of_a_tutor_are_calls_and_check_ins_until_somebody_answers(amina, chidi, mair, start, home):
    asked, checked = start(amina, "Swim", "Sing")
    targets.set_target_state(target=asked, state="need_help", actor=amina)
    targets.check_in(target=checked, level=3, reflection="", actor=amina)
    words = ["Amina Said asked for help with “Swim”.", "Amina Said checked in on “Sing”."]
    assert [need.words for need in home(chidi)[2].context["needs"]] == words
    assert [need.words for need in home(mair)[2].context["needs"]] == words
    targets.rate(target=asked, level=3, comment="x", actor=mair)
    targets.rate(target=checked, level=3, comment="x", actor=chidi)
    assert home(chidi)[2].context["needs"] == home(mair)[2].context["needs"] == []
    targets.check_in(target=checked, level=4, reflection="", actor=amina)
    assert [need.words for need in home(chidi)[2].context["needs"]] == ["Amina Said checked in on “Sing”."]


def test_needs_never_come_from_leavers_or_from_another_teachers_learners(
    amina, chidi, make_user, riverside, start, home
):
    (target,) = start(amina, "Swim")
    targets.set_target_state(target=target, state="need_help", actor=amina)
    other = make_user("Tess", "Hall", role="teacher", at=riverside)
    assert home(other)[2].context["needs"] == []
    amina.memberships.update(until_on=dt.date.today() - DAY)
    assert home(chidi)[2].context["needs"] == []


def test_home_of_a_tutor_shows_learners_and_costs_the_same_with_one_and_three(
    amina, chidi, make_user, riverside, bond, start, home
):
    (target,) = start(amina, "Swim")
    targets.set_target_state(target=target, state="need_help", actor=amina)
    said, before, _response = home(chidi)
    assert "Amina Said 1 open target 1 asks for help 1 waits for you" in said
    for name in ("Ben", "Cat"):
        learner = make_user(name, "Zed", role="learner", at=riverside)
        bond(learner, chidi, "tutor")
        (target,) = start(learner, "Sing")
        targets.set_target_state(target=target, state="discuss", actor=learner)
    said, after, _response = home(chidi)
    assert "Cat Zed" in said
    assert after == before <= 12


def test_home_of_a_provider_says_what_is_asked(sam, home):
    said, _queries, _response = home(sam)
    assert "Places on our offers 0 asked for 0 held 0 offered 0 taken up" in said
    assert "Nobody has asked for a place yet." in said
    assert "Promised to us £0" in said


def test_home_of_an_administrator_counts_and_says_what_to_set_up(rosa, amina, start, home):
    start(amina, "Swim", "Sing")
    said, _queries, response = home(rosa)
    assert "1 learner 1 plan started 2 targets written" in said
    tasks = response.context["institutions"][0].tasks
    assert [task.is_done for task in tasks] == [True, False, False, False, False]
    assert "To set up, in this order Bring in the roster done" in said


def test_home_of_an_administrator_drops_the_list_when_all_is_set_up(rosa, riverside, home, monkeypatch):
    from learnplan.home import administrator

    done = administrator.Task("Bring in the roster", "", "", True)
    monkeypatch.setattr(administrator, "tasks", lambda here: [done])
    assert "To set up" not in home(rosa)[0]


def test_figures_of_one_institution_do_not_count_another(riverside, amina, dov, start):
    hillcrest = dov.current_memberships[0].institution
    start(amina, "Swim")
    figures = {
        one.name: (one.learner_count, one.plan_count, one.target_count)
        for one in with_figures([riverside.pk, hillcrest.pk], current_year())
    }
    assert figures == {"Riverside Sixth Form": (1, 1, 1), "Hillcrest School": (1, 0, 0)}


def test_home_of_a_carer_reads_along_and_offers_no_act(bea, amina, start, home):
    (target,) = start(amina, "Swim")
    targets.check_in(target=target, level=3, reflection="", actor=amina)
    said, _queries, response = home(bea)
    assert "What Amina is aiming for" in said
    assert "Amina says 3 of 5, “nearly on my own”." in said
    main = response.content.decode().split('id="main"')[1]
    assert "<form" not in main
    assert "/check-in/" not in main


def test_home_of_a_carer_without_consent_shows_nobody(make_user, riverside, amina, bond, start, home):
    start(amina, "Swim")
    carer = make_user("Noor", "Said", role="carer", at=riverside)
    bond(amina, carer, "carer", consented=False)
    said, _queries, _response = home(carer)
    assert "Nobody has shared a plan with you yet" in said
    assert "Swim" not in said


def test_home_of_several_roles_is_chosen_by_tabs(chidi, riverside, home):
    from learnplan.people.models import Membership

    Membership.objects.create(user=chidi, institution=riverside, role="administrator", from_on=dt.date(2020, 1, 1))
    said, _queries, _response = home(chidi)
    assert "My learners at a glance" in said
    assert "Teacher Administrator" in said
    said, _queries, _response = home(chidi, **{"as": "administrator"})
    assert "To set up, in this order" in said
    assert "My learners at a glance" in home(chidi, **{"as": "provider"})[0]


def test_home_without_a_role_says_so(make_user, home):
    said, _queries, _response = home(make_user("Noa", "Body"))
    assert "You have no role here at the moment" in said


def test_my_money_leads_home_before_there_is_a_plan(amina, sign_in):
    assert sign_in(amina).get(reverse("my_money"))["Location"] == "/"
