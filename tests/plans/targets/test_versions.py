"""Two people changing one target: the second sees both versions, and nothing is lost."""

import datetime as dt

import pytest

from plans.targets.actions import targets
from plans.targets.models import Target
from plans.targets.versions import StaleTarget, Wording, in_both, merge, wording_of

DAY = dt.date(2026, 12, 1)
LATER = dt.date(2027, 1, 9)


def change(target, actor, seen, **new):
    wording = {"words": target.words, "success_test": target.success_test, "due_on": target.due_on} | new
    return targets.change_target(target=target, actor=actor, seen=seen, **wording)


def test_second_change_brings_both_versions_and_changes_nothing(adults_may, target, amina, chidi):
    before = wording_of(target)
    change(target, chidi, before.seen, success_test="Two people get it")
    with pytest.raises(StaleTarget, match="Chidi Okafor changed this target while you were writing") as refused:
        change(target, amina, before.seen, words="Explain any fault")
    stale = refused.value
    assert (stale.base, stale.by) == (before, chidi)
    assert stale.theirs == Wording("Explain a circuit fault", "Two people get it", before.due_on)
    assert stale.mine == Wording("Explain any fault", "Dad gets it", before.due_on)
    assert wording_of(Target.objects.get()) == stale.theirs


def test_change_on_what_is_there_now_goes_through(adults_may, target, amina, chidi):
    before = wording_of(target)
    now = change(target, chidi, before.seen, success_test="Two people get it")
    change(now, amina, wording_of(now).seen, words="Explain any fault")
    assert wording_of(Target.objects.get()) == Wording("Explain any fault", "Two people get it", before.due_on)


def test_change_is_not_stale_when_it_went_there_and_back(adults_may, target, amina, chidi):
    before = wording_of(target)
    there = change(target, chidi, before.seen, words="Something else")
    change(there, chidi, wording_of(there).seen, words=before.words)
    assert change(target, amina, before.seen, words="Explain any fault").words == "Explain any fault"


def test_merge_takes_what_only_one_changed_and_mine_where_both_did():
    base, mine = Wording("a", "b", DAY), Wording("A", "b", DAY)
    assert merge(base, mine, Wording("a", "B", LATER)) == Wording("A", "B", LATER)
    assert merge(base, mine, Wording("Aa", "b", DAY)) == mine
    assert merge(None, mine, Wording("a", "B", LATER)) == mine


def test_in_both_names_what_each_changed_in_their_own_way():
    base = Wording("a", "b", DAY)
    assert in_both(base, Wording("A", "b", LATER), Wording("Aa", "B", LATER)) == ["words"]
    assert in_both(base, Wording("A", "b", DAY), Wording("a", "B", DAY)) == []
