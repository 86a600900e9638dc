"""Drafts: kept half-said, private to their learner and writer, and put into the plan later."""

import pytest

from learnplan.events.models import Event
from learnplan.notices.models import Notice
from learnplan.rules import RuleBroken
from plans.targets.actions import targets
from plans.targets.actions.drafts import keep_draft, throw_draft_away
from plans.targets.models import Target, TargetStep
from plans.targets.versions import StaleTarget, wording_of


@pytest.fixture
def draft(plan, amina):
    return keep_draft(plan=plan, words="Something with wood", steps=["Ask Bram"], actor=amina)


def test_draft_needs_only_its_first_words(draft, plan, amina):
    assert (draft.state, draft.success_test, draft.due_on, draft.is_open) == ("draft", "", None, False)
    with pytest.raises(RuleBroken, match="first words"):
        keep_draft(plan=plan, words=" ", actor=amina)


def test_draft_is_kept_again_with_more_in_it(draft, plan, amina, due_on):
    keep_draft(plan=plan, words="Build a stool", due_on=due_on, steps=["Ask Bram", "Saw"], actor=amina, draft=draft)
    kept = Target.objects.get()
    assert (kept.words, kept.due_on, kept.state) == ("Build a stool", due_on, "draft")
    assert list(TargetStep.objects.values_list("words", flat=True)) == ["Ask Bram", "Saw"]


def test_draft_tells_nobody_what_it_says(draft, plan, chidi, mair, sign_in):
    assert Notice.objects.count() == 0
    event = Event.objects.get(verb="draft.kept")
    assert (event.facts, event.thing) == ({}, "plan")
    seen = Target.objects.visible_to(chidi), Target.objects.visible_to(mair), Target.objects.visible_to(plan.learner)
    assert [list(rows) for rows in seen] == [[], [], [draft]]
    assert "Something with wood" not in sign_in(chidi).get(plan.get_absolute_url()).content.decode()


def test_draft_is_not_even_in_the_history_that_others_read(draft, plan, amina, chidi, bea, sign_in):
    def reads_of_it(person):
        return "a draft of a target" in sign_in(person).get(f"{plan.get_absolute_url()}history/").content.decode()

    assert [reads_of_it(person) for person in (amina, chidi, bea)] == [True, False, False]


def test_draft_by_a_tutor_is_seen_by_both_and_by_nobody_else(plan, amina, chidi, mair):
    draft = keep_draft(plan=plan, words="Perhaps the robotics club", actor=chidi)
    seen = [Target.objects.visible_to(person).filter(pk=draft.pk).exists() for person in (amina, chidi, mair)]
    assert seen == [True, True, False]
    with pytest.raises(RuleBroken, match="not yours"):
        keep_draft(plan=plan, words="Mine now", actor=mair, draft=draft)


def test_draft_becomes_a_target_of_the_plan(draft, plan, amina, due_on, chidi):
    target = targets.write_target(
        plan=plan, words="Build a stool", success_test="Bram sits on it", due_on=due_on, draft=draft, actor=amina
    )
    assert (target.pk, target.state, target.is_open) == (draft.pk, "active", True)
    assert Target.objects.visible_to(chidi).get() == target
    assert Event.objects.filter(verb="target.written", thing_id=draft.pk).count() == 1
    with pytest.raises(RuleBroken, match="in the plan already"):
        keep_draft(plan=plan, words="Again", actor=amina, draft=draft)


def test_draft_that_lacks_its_test_or_day_is_not_put_in(draft, plan, amina, due_on):
    with pytest.raises(RuleBroken, match="how you will know"):
        targets.write_target(plan=plan, words="Build a stool", success_test="", due_on=due_on, draft=draft, actor=amina)
    assert Target.objects.get().state == "draft"


def test_draft_takes_no_check_in_no_rating_and_no_move(draft, amina, chidi):
    with pytest.raises(RuleBroken, match="still a draft"):
        targets.check_in(target=draft, level=3, reflection="", actor=amina)
    with pytest.raises(RuleBroken, match="still a draft"):
        targets.set_target_state(target=draft, state="reached", actor=amina)
    with pytest.raises(RuleBroken, match="still a draft"):
        targets.rate(target=draft, level=3, comment="x", actor=chidi)


def test_draft_changed_in_two_windows_shows_both(draft, plan, amina):
    seen = wording_of(draft).seen
    keep_draft(plan=plan, words="Build a stool", actor=amina, draft=draft, seen=seen)
    with pytest.raises(StaleTarget) as refused:
        keep_draft(plan=plan, words="Build a bench", actor=amina, draft=draft, seen=seen)
    assert (refused.value.theirs.words, refused.value.mine.words) == ("Build a stool", "Build a bench")


def test_draft_is_thrown_away_for_good_but_a_target_never(draft, target, amina, chidi):
    with pytest.raises(RuleBroken, match="in the plan already"):
        throw_draft_away(draft=target, actor=amina)
    with pytest.raises(RuleBroken, match="not yours"):
        throw_draft_away(draft=draft, actor=chidi)
    throw_draft_away(draft=draft, actor=amina)
    assert list(Target.objects.all()) == [target]
    with pytest.raises(RuleBroken, match="has been thrown away"):
        throw_draft_away(draft=draft, actor=amina)


def test_drafts_have_an_end(plan, amina, monkeypatch):
    monkeypatch.setattr("plans.targets.actions.drafts.MOST_DRAFTS", 2)
    for words in "ab":
        keep_draft(plan=plan, words=words, actor=amina)
    with pytest.raises(RuleBroken, match="Finish one, or throw one away"):
        keep_draft(plan=plan, words="c", actor=amina)
