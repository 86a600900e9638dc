"""Contesting the core: who asks, who answers, what a yes does, and that a no names its rule."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from learnplan.events.models import Event
from learnplan.notices.models import Notice
from learnplan.people.models import Bond
from learnplan.rules import RuleBroken
from learnplan.years import current_year
from scripts.authoring.models import ScriptVersion
from scripts.contesting.actions import answer_core, ask_about_core, take_back_core
from scripts.contesting.models import CoreRequest
from scripts.editing.actions.steps import remove_step
from tests.watching import needs_of

needs = needs_of("core.")

RULE = "National curriculum, mathematics, key stage 4"


@pytest.fixture
def ask(script, amina, common_script):
    """Ask about the first part: ask("exempt"), ask("style", style="online", actor=chidi)."""

    def make(kind="exempt", **how):
        given = {"words": "I did it at my last school.", "actor": amina, "common_item": common_script.items.first()}
        return ask_about_core(script=script, kind=kind, **given | how)

    return make


def step_of(asked):
    return asked.script.branches.get(parent=None).steps.get(common_item=asked.common_item)


def test_asking_is_recorded_and_told_to_whoever_answers(ask, amina, chidi, rosa, mair):
    asked = ask("exempt")
    assert (asked.state, asked.asked_by) == ("waiting", amina)
    assert Event.objects.get(verb="core.asked").facts["part"] == "GCSE maths"
    assert list(Notice.objects.filter(key=f"core.asked:{asked.pk}").values_list("recipient", flat=True)) == [rosa.pk]
    pace = ask("pace", year=current_year() + 1, term=2)
    told = Notice.objects.filter(key=f"core.asked:{pace.pk}").values_list("recipient", flat=True)
    assert list(told) == [chidi.pk]


def test_request_of_a_learner_without_a_tutor_goes_to_the_administrators(ask, rosa):
    asked = ask("style", style="online")
    assert list(Notice.objects.filter(key=f"core.asked:{asked.pk}").values_list("recipient", flat=True)) == [rosa.pk]


@pytest.mark.parametrize(
    ("kind", "how", "words"),
    [
        ("exempt", {"words": "  "}, "Say why"),
        ("exempt", {"words": "a" * 1001}, "longer than 1000"),
        ("style", {}, "Choose the way"),
        ("style", {"style": "by_magic"}, "Choose the way"),
        ("style", {"style": "in_class"}, "already"),
        ("pace", {}, "Choose the year"),
        ("pace", {"year": 1850}, "A script has room"),
    ],
)
def test_asking_says_what_is_missing(ask, kind, how, words):
    with pytest.raises(RuleBroken) as refused:
        ask(kind, **how)
    assert words in refused.value.messages[0]
    assert (CoreRequest.objects.count(), Event.objects.filter(verb="core.asked").count()) == (0, 0)


def test_asking_twice_while_the_first_waits_is_refused(ask):
    ask("exempt")
    with pytest.raises(RuleBroken, match="asked this already"):
        ask("exempt")
    ask("change")
    assert CoreRequest.objects.count() == 2


def test_leaving_out_what_is_not_required_needs_nobody(ask, common_script):
    with pytest.raises(RuleBroken, match="take it off your script yourself"):
        ask("exempt", common_item=common_script.items.last())


def test_part_of_another_common_script_cannot_be_asked_about(ask, make_common_script, northgate):
    foreign = make_common_script(northgate, "Foreign", "Other").items.first()
    with pytest.raises(RuleBroken, match="not a part of this common script"):
        ask("exempt", common_item=foreign)


def test_part_that_was_let_go_cannot_be_asked_about(ask, common_script):
    seen = common_script.items.first()
    common_script.items.filter(pk=seen.pk).update(ended_at=timezone.now(), is_required=False)
    with pytest.raises(RuleBroken, match="not a part of this common script any more"):
        ask("style", style="online", common_item=seen)


def test_yes_to_what_has_no_step_any_more_is_refused_and_changes_nothing(ask, chidi):
    asked = ask("style", style="online")
    step_of(asked).delete()
    with pytest.raises(RuleBroken, match="nothing to set"):
        answer_core(asked=asked, allow=True, answer="Fine.", actor=chidi)
    asked.refresh_from_db()
    assert (asked.state, Event.objects.filter(verb="core.allowed").count()) == ("waiting", 0)


def test_nobody_else_asks_for_a_learner(ask, bea, dov, sam, rosa):
    for person in (bea, dov, sam, rosa):
        with pytest.raises(RuleBroken, match="Only the learner"):
            ask("exempt", actor=person)


def test_yes_to_leaving_out_lets_the_learner_take_the_step_off(ask, amina, rosa, script):
    asked = ask("exempt")
    step = step_of(asked)
    with pytest.raises(RuleBroken, match="ask to leave it out"):
        remove_step(step=step, actor=amina)
    answer_core(asked=asked, allow=True, answer="Your certificate is enough.", actor=rosa)
    assert script.branches.get(parent=None).steps.filter(pk=step.pk).exists()  # nothing goes by itself
    remove_step(step=step, actor=amina)
    assert not script.branches.get(parent=None).steps.filter(pk=step.pk).exists()


def test_yes_to_another_way_and_time_sets_them_and_keeps_a_version(ask, chidi, script):
    style, pace = ask("style", style="online"), ask("pace", year=current_year() + 1, term=2)
    before = ScriptVersion.objects.filter(script=script).count()
    answer_core(asked=style, allow=True, answer="Try it.", actor=chidi)
    answer_core(asked=pace, allow=True, answer="Try it.", actor=chidi)
    step = step_of(style)
    assert (step.style, step.year, step.term) == ("online", current_year() + 1, 2)
    assert ScriptVersion.objects.filter(script=script).count() == before + 2


def test_no_names_the_rule_that_binds_and_changes_nothing(ask, amina, rosa):
    asked = ask("exempt")
    with pytest.raises(RuleBroken, match="Name the rule that binds"):
        answer_core(asked=asked, allow=False, answer="Everyone does it.", rule="  ", actor=rosa)
    answer_core(asked=asked, allow=False, answer="You can do it online.", rule=RULE, actor=rosa)
    asked.refresh_from_db()
    assert (asked.state, asked.rule) == ("refused", RULE)
    assert Event.objects.get(verb="core.refused").facts["rule"] == RULE
    told = Notice.objects.get(recipient=amina, key=f"core.answered:{asked.pk}")
    assert told.path == asked.get_absolute_url()
    with pytest.raises(RuleBroken, match="required part"):
        remove_step(step=step_of(asked), actor=amina)


def test_database_keeps_no_refusal_without_its_rule(ask):
    asked = ask("exempt")
    with pytest.raises(IntegrityError), transaction.atomic():
        CoreRequest.objects.filter(pk=asked.pk).update(state="refused", answer="No.")


def test_tutor_answers_about_pace_and_style_only(ask, chidi, mair, rosa):
    for asked in (ask("exempt"), ask("change")):
        with pytest.raises(RuleBroken, match="somebody else"):
            answer_core(asked=asked, allow=True, answer="Fine.", actor=chidi)
    style = ask("style", style="online")
    with pytest.raises(RuleBroken, match="somebody else"):
        answer_core(asked=style, allow=True, answer="Fine.", actor=mair)
    assert len(needs(chidi)) == 1
    assert len(needs(rosa)) == 3


def test_nobody_answers_what_they_asked_on_behalf(ask, amina, chidi, rosa):
    asked = ask("style", style="online", actor=chidi)
    assert Event.objects.get(verb="core.asked").on_behalf_of == amina
    with pytest.raises(RuleBroken, match="somebody else"):
        answer_core(asked=asked, allow=True, answer="Fine.", actor=chidi)
    assert needs(chidi) == []
    waits = Notice.objects.filter(key=f"core.asked:{asked.pk}")
    assert list(waits.values_list("recipient", flat=True)) == [rosa.pk]  # the only tutor is who asked
    answer_core(asked=asked, allow=True, answer="Fine.", actor=rosa)
    told = {n.recipient: n.words for n in Notice.objects.filter(key=f"core.answered:{asked.pk}")}
    assert told == {
        amina: f"{rosa} answered you about “GCSE maths”: allowed.",
        chidi: f"{rosa} answered what you asked for {amina} about “GCSE maths”: allowed.",
    }


def test_who_asked_on_behalf_and_is_their_tutor_no_longer_is_not_told(ask, amina, chidi, rosa):
    asked = ask("style", style="online", actor=chidi)
    Bond.objects.filter(adult=chidi).update(until_on=dt.date.today() - dt.timedelta(days=1))
    answer_core(asked=asked, allow=True, answer="Fine.", actor=rosa)
    assert [n.recipient for n in Notice.objects.filter(key=f"core.answered:{asked.pk}")] == [amina]


def test_question_of_a_leaver_waits_for_nobody(ask, rosa, amina):
    ask("exempt")
    assert len(needs(rosa)) == 1
    amina.memberships.update(until_on=dt.date.today() - dt.timedelta(days=1))
    assert needs(rosa) == []


def test_taken_back_is_answered_no_more(ask, amina, rosa):
    asked = take_back_core(asked=ask("exempt"), actor=amina)
    with pytest.raises(RuleBroken, match="answered already"):
        answer_core(asked=asked, allow=True, answer="Fine.", actor=rosa)
    with pytest.raises(RuleBroken, match="answered already"):
        take_back_core(asked=asked, actor=amina)
    ask("exempt")


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_count_once(ask, rosa, make_user, riverside):
    other = make_user("Ravi", "Lowe", role="administrator", at=riverside)
    asked, refused, barrier = ask("exempt"), [], threading.Barrier(2)

    def run(**how):
        barrier.wait()
        try:
            answer_core(asked=asked, **how)
        except RuleBroken as error:
            refused.append(error.messages[0])
        finally:
            connection.close()

    answers = [
        {"allow": True, "answer": "Yes.", "actor": rosa},
        {"allow": False, "answer": "No.", "rule": RULE, "actor": other},
    ]
    threads = [threading.Thread(target=run, kwargs=how) for how in answers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asked.refresh_from_db()
    assert len(refused) == 1
    assert "answered already" in refused[0]
    assert (asked.state, asked.rule) in [("allowed", ""), ("refused", RULE)]
