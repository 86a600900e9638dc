"""Acts on many: what is chosen is shown exactly before it is done, and nobody is never everybody."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from learnplan.events.models import Event
from learnplan.notices.models import Notice
from learnplan.rules import RuleBroken
from plans.reviewing.actions.bulk import do_bulk, prepare_bulk
from plans.reviewing.actions.nods import acknowledge_all
from plans.reviewing.bulk import rows_of
from plans.reviewing.models import Acknowledgement, BulkAct
from plans.targets.actions import targets as targets_actions
from plans.targets.actions.rating import Answer, rate_all
from plans.targets.models import Rating, Target
from tests.watching import needs_of

needs = needs_of("target.")

NEW = "/plans/review/"
MOST_QUERIES = 12
MOST_OF_ACT = MOST_QUERIES + 4  # to take turns, what waits, and what is read under the lock


def words_of(response):
    """The text of the page as a reader meets it: tags out, spaces one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def typed(targets, kind="answer", words="Show me on Thursday", rest="", **levels):
    """What a form sends that ticks these targets."""
    ticked = {"item": [target.pk for target in targets], "kind": kind, "words": words, "level": rest}
    return ticked | {f"level-{target.pk}": levels.get("each", "") for target in targets}


@pytest.fixture
def checked(make_target, amina):
    """A target that Amina has checked in on."""
    target = make_target("Weld a clean corner")
    targets_actions.check_in(target=target, level=3, reflection="", actor=amina)
    return target


@pytest.fixture
def called(make_target, amina):
    """A target that Amina wants help with."""
    target = make_target("Read a wiring plan")
    return targets_actions.set_target_state(target=target, state="need_help", actor=amina)


def test_sixty_are_answered_in_one_go_and_each_page_asks_few_questions(
    chidi, make_caseload, sign_in, django_assert_max_num_queries
):
    targets = make_caseload(chidi, 60)
    client = sign_in(chidi)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(NEW).content.decode().count('name="item"') == 60
    kept = client.post(NEW, typed(targets, each="3"))
    bulk = BulkAct.objects.get()
    assert (kept.status_code, kept.headers["Location"]) == (302, bulk.get_absolute_url())
    assert not Rating.objects.exists()
    with django_assert_max_num_queries(MOST_QUERIES):
        look = words_of(client.get(bulk.get_absolute_url()))
    assert "For these 60" in look
    assert "Nothing has happened yet." in look
    assert look.count("I say 3, nearly on my own") == 60
    with django_assert_max_num_queries(MOST_OF_ACT):
        client.post(bulk.get_absolute_url())
    with django_assert_max_num_queries(MOST_QUERIES):
        report = words_of(client.get(bulk.get_absolute_url()))
    assert "60 done" in report
    assert "Kit 059 Vale , “Explain circuit 59 to Dad”" in report
    assert set(Rating.objects.values_list("target", "level", "comment", "rater")) == {
        (target.pk, 3, "Show me on Thursday", chidi.pk) for target in targets
    }
    assert Event.objects.filter(verb="target.rated", actor=chidi).count() == 60
    assert Notice.objects.filter(words__startswith="Chidi Okafor answered you").count() == 60
    assert needs(chidi) == []


def test_sixty_check_ins_are_read_in_one_go(chidi, make_caseload, sign_in, django_assert_max_num_queries):
    targets = make_caseload(chidi, 60)
    items = [{"key": target.pk} for target in targets]
    bulk = prepare_bulk(kind="acknowledge", items=items, words="Read it, lovely", actor=chidi)
    client = sign_in(chidi)
    with django_assert_max_num_queries(MOST_OF_ACT):
        client.post(bulk.get_absolute_url())
    assert "60 done" in words_of(client.get(bulk.get_absolute_url()))
    assert set(Acknowledgement.objects.values_list("check_in__target", "words", "adult")) == {
        (target.pk, "Read it, lovely", chidi.pk) for target in targets
    }
    read = Event.objects.filter(verb="target.acknowledged", actor=chidi)
    assert set(read.values_list("thing_id", "learner")) == {(one.pk, one.plan.learner_id) for one in targets}
    assert set(Notice.objects.values_list("recipient", "words")) == {
        (one.plan.learner_id, f"Chidi Okafor read your check-in on “{one.words}”: Read it, lovely") for one in targets
    }


def test_the_same_target_twice_is_read_once(chidi, checked):
    outcomes = acknowledge_all(targets=[checked.pk, checked.pk], words="Good", actor=chidi)
    assert [outcome.why[:20] for outcome in outcomes] == ["", "You have said alread"]
    assert Acknowledgement.objects.count() == 1


def test_refused_lines_leave_no_row_event_or_notice(chidi, checked, called):
    before = Event.objects.count(), Notice.objects.count()
    answers = [Answer(checked.pk, 9, "Good"), Answer(called.pk, 2, " "), Answer(0, 2, "Good")]
    assert [bool(outcome.refused) for outcome in rate_all(answers=answers, actor=chidi)] == [True, True, True]
    assert (Event.objects.count(), Notice.objects.count()) == before
    assert not Rating.objects.exists()


def test_sending_it_twice_answers_once(chidi, checked, sign_in):
    client = sign_in(chidi)
    client.post(NEW, typed([checked], each="2"))
    page = BulkAct.objects.get().get_absolute_url()
    client.post(page)
    client.post(page)
    assert Rating.objects.count() == 1


@pytest.mark.parametrize("items", [[], ["nonsense"], ["", "-1"]])
def test_an_empty_selection_is_an_error_and_never_everyone(chidi, checked, items, sign_in):
    answer = sign_in(chidi).post(NEW, {"item": items, "kind": "answer", "words": "Well done", "level": "4"})
    assert answer.status_code == 422
    assert "Nobody is chosen." in words_of(answer)
    assert "Well done" in answer.content.decode()
    assert not BulkAct.objects.exists()
    with pytest.raises(RuleBroken, match="never everyone"):
        prepare_bulk(kind="answer", items=[], words="Well done", actor=chidi)


def test_what_is_missing_is_said_and_what_was_chosen_stays(chidi, checked, sign_in):
    client = sign_in(chidi)
    for data, words in (
        (typed([checked], words=""), "Write what you say to them."),
        (typed([checked]), "Pick a level for each one you answer"),
        (typed([checked], kind=""), "Choose what to do."),
        (typed([checked], each="9"), "Pick a level for each one you answer"),
    ):
        answer = client.post(NEW, data)
        assert answer.status_code == 422
        assert words in words_of(answer)
        assert re.search(rf'name="item"\s+value="{checked.pk}"\s+checked', answer.content.decode())
    kept = client.post(NEW, typed([checked], each="2", words=""))
    assert '<option value="2" selected>' in kept.content.decode()


def test_one_level_serves_those_who_have_none_of_their_own(chidi, checked, called):
    items = [{"key": checked.pk, "level": 5}, {"key": called.pk, "level": 2}]
    do_bulk(bulk=prepare_bulk(kind="answer", items=items, words="Good", actor=chidi), actor=chidi)
    assert dict(Rating.objects.values_list("target", "level")) == {checked.pk: 5, called.pk: 2}


def test_a_line_that_is_refused_says_why_and_the_others_are_done(chidi, mair, dov, checked, called, make_target, amina):
    closed, elsewhere = make_target("Swim"), make_target("Sing")
    targets_actions.check_in(target=closed, level=4, reflection="", actor=amina)
    targets_actions.set_target_state(target=closed, state="reached", actor=amina)
    targets_actions.rate(target=called, level=2, comment="Come by", actor=mair)
    items = [{"key": one.pk, "level": 3} for one in (checked, called, closed, elsewhere)] + [{"key": 0, "level": 3}]
    bulk = prepare_bulk(kind="answer", items=items, words="Good", actor=chidi)
    said = [row.why for row in rows_of("answer", bulk.items, chidi)]
    assert said[0] == ""
    assert said[1].startswith("Somebody has answered since.")
    assert said[2] == "This target is closed (reached). Open it again to go on with it."
    assert said[4] == "It is not there, or it is not yours to see."
    do_bulk(bulk=bulk, actor=chidi)
    bulk.refresh_from_db()
    assert [bool(line["why"]) for line in bulk.report] == [False, True, True, True, True]
    assert Rating.objects.filter(rater=chidi).count() == 1


def test_what_changes_between_the_look_and_the_act_is_refused_in_the_report(chidi, checked, amina, sign_in):
    client = sign_in(chidi)
    client.post(NEW, typed([checked], each="4"))
    bulk = BulkAct.objects.get()
    assert "For 1" in words_of(client.get(bulk.get_absolute_url()))
    targets_actions.set_target_state(target=checked, state="dropped", actor=amina)
    client.post(bulk.get_absolute_url())
    report = words_of(client.get(bulk.get_absolute_url()))
    assert "1 not done" in report
    assert "This target is closed (let go)." in report
    assert not Rating.objects.exists()


def test_somebody_elses_learners_are_refused_whatever_the_form_says(dov, make_user, northgate, checked):
    stranger = make_user("Nan", "Far", role="teacher", at=northgate)
    bulk = prepare_bulk(kind="answer", items=[{"key": checked.pk, "level": 1}], words="Hello", actor=stranger)
    do_bulk(bulk=bulk, actor=stranger)
    bulk.refresh_from_db()
    assert bulk.report == [{"who": "(not here)", "what": "", "level": "", "why": bulk.report[0]["why"]}]
    assert not Rating.objects.exists()


def test_only_whoever_chose_can_look_and_act(chidi, mair, checked, sign_in):
    bulk = prepare_bulk(kind="answer", items=[{"key": checked.pk, "level": 1}], words="Hello", actor=chidi)
    assert sign_in(mair).get(bulk.get_absolute_url()).status_code == 404
    assert sign_in(mair).post(bulk.get_absolute_url()).status_code == 404
    with pytest.raises(RuleBroken, match="Only whoever chose"):
        do_bulk(bulk=bulk, actor=mair)


def test_a_nod_in_words_ends_the_wait_of_a_check_in_but_never_of_a_call(chidi, amina, checked, called, sign_in):
    items = [{"key": one.pk} for one in (checked, called)]
    bulk = do_bulk(
        bulk=prepare_bulk(kind="acknowledge", items=items, words="Read it, lovely", actor=chidi), actor=chidi
    )
    assert [line["why"][:24] for line in bulk.report] == ["", "This is a call for help "]
    assert Acknowledgement.objects.get().words == "Read it, lovely"
    assert list(Target.objects.waiting()) == [called]
    page = words_of(sign_in(amina).get(checked.get_absolute_url()))
    assert "Chidi Okafor has read it" in page
    assert "Read it, lovely" in page
    assert Notice.objects.get(recipient=amina).words.endswith("Read it, lovely")
    targets_actions.check_in(target=checked, level=4, reflection="", actor=amina)
    assert set(Target.objects.waiting()) == {called, checked}


def test_a_nod_needs_words_a_check_in_and_the_right_person(chidi, bea, checked, make_target):
    for target, words, actor, said in (
        (checked, " ", chidi, "people want a reply"),
        (checked, "x" * 301, chidi, "longer than 300"),
        (make_target("Swim"), "Good", chidi, "no check-in to read"),
        (checked, "Good", bea, "Only the learner's tutor"),
    ):
        with pytest.raises(RuleBroken, match=said):
            nod(target, words, actor)
    nod(checked, "Good", chidi)
    with pytest.raises(RuleBroken, match="already"):
        nod(checked, "Good", chidi)


def nod(target, words, actor):
    [outcome] = acknowledge_all(targets=[target.pk], words=words, actor=actor)
    return outcome.result()


def test_all_can_be_ticked_without_javascript(chidi, checked, called, sign_in):
    page = sign_in(chidi).get(NEW + "?tick=all").content.decode()
    assert len(re.findall(r"\schecked\s*>", page)) == 2


def test_nobody_waiting_is_said_kindly(chidi, sign_in):
    assert "Nobody is waiting for an answer" in words_of(sign_in(chidi).get(NEW))


def test_the_list_is_the_longest_wait_first(chidi, checked, called, sign_in):
    long_ago = timezone.now() - dt.timedelta(days=9)
    Target.objects.filter(pk=called.pk).update(moved_at=long_ago)
    text = words_of(sign_in(chidi).get(NEW))
    assert text.index("asked for help with “Read a wiring plan”") < text.index("checked in on “Weld a clean corner”")


@pytest.mark.parametrize("who", ["amina", "bea", "sam", "dov"])
def test_nobody_else_answers_many(who, request, sign_in):
    assert sign_in(request.getfixturevalue(who)).get(reverse("review_new")).status_code == 403


@pytest.fixture
def ask_to_reach(riverside, rosa):
    """Let learners ask before they call a target reached: ask_to_reach(targets) has each of them ask."""
    from plans.asking.actions import ask
    from plans.matrix.actions import draft_matrix, publish_matrix
    from plans.matrix.presets import PRESETS, Preset

    def make(targets):
        cells = {act: dict(columns) for act, columns in PRESETS[Preset.GUIDED].items()}
        publish_matrix(
            matrix=draft_matrix(institution=riverside, cells=cells, reason="We begin together.", actor=rosa), actor=rosa
        )
        return [
            ask(
                act="target.reach", plan=target.plan, actor=target.plan.learner, reason="I can", facts={}, target=target
            )
            for target in targets
        ]

    return make


def test_sixty_requests_are_allowed_in_one_go_each_in_the_askers_name(
    chidi, make_caseload, ask_to_reach, sign_in, django_assert_max_num_queries
):
    targets = make_caseload(chidi, 60)
    asked = ask_to_reach(targets)
    client = sign_in(chidi)
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(NEW + "?of=asked")
    assert page.content.decode().count('name="item"') == 60
    assert 'name="level-' not in page.content.decode()
    client.post(NEW + "?of=asked", {"item": [one.pk for one in asked], "kind": "allow", "words": "Well done"})
    address = BulkAct.objects.get().get_absolute_url()
    with django_assert_max_num_queries(MOST_QUERIES):
        assert "For these 60" in words_of(client.get(address))
    with django_assert_max_num_queries(MOST_OF_ACT):
        client.post(address)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert "60 done" in words_of(client.get(address))
    assert Target.objects.filter(state="reached").count() == 60
    for target in targets[:2]:
        assert Event.objects.get(verb="target.reached", thing_id=target.pk).actor == target.plan.learner
    assert {one.answered_by for one in type(asked[0]).objects.all()} == {chidi}


def test_a_request_that_is_answered_or_for_somebody_else_is_refused(chidi, dov, mair, make_caseload, ask_to_reach):
    from plans.asking.actions import answer_asked, withdraw_asked

    first, second = ask_to_reach(make_caseload(chidi, 2))
    answer_asked(asked=first, allow=False, reason="Not yet", actor=chidi)
    items = [{"key": first.pk}, {"key": second.pk}, {"key": 0}]
    said = [row.why for row in rows_of("allow", items, chidi)]
    assert said == ["This is answered already: said no.", "", "It is not there, or it is not yours to see."]
    withdraw_asked(asked=second, actor=second.asker)
    assert rows_of("allow", [{"key": second.pk}], chidi)[0].why == "This is answered already: taken back."


def test_many_are_asked_for_a_talk_and_who_has_one_is_refused(chidi, amina, plan, make_caseload, sign_in):
    from plans.consultation.actions.talks import ask_for_talk
    from plans.consultation.models import Talk

    make_caseload(chidi, 3)
    ask_for_talk(plan=plan, adult=chidi, reason="My plan", actor=amina)
    client = sign_in(chidi)
    page = client.get(NEW + "?of=learners").content.decode()
    keys = re.findall(r'name="item"\s+value="(\d+)"', page)
    assert (len(keys), "Amina Said" in page) == (4, True)
    client.post(NEW + "?of=learners", {"item": keys, "kind": "talk", "words": "Before the holidays"})
    address = BulkAct.objects.get().get_absolute_url()
    look = words_of(client.get(address))
    assert "For these 3" in look
    assert "A talk of you two is asked for or booked already." in look
    client.post(address)
    assert "3 done" in words_of(client.get(address))
    assert Talk.objects.filter(adult=chidi, asked_by=chidi, state="wanted").count() == 3
