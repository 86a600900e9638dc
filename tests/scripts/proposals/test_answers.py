"""What a new version would change in a script: offered, answered once item by item, and nothing is imposed."""

import datetime as dt

import pytest
from django.urls import reverse

from learnplan.events.models import Event
from learnplan.notices.models import Notice
from learnplan.people.models import Bond
from learnplan.rules import RuleBroken
from scripts.authoring.models import Script
from scripts.authoring.reading import read_script
from scripts.checking.report import report_of
from scripts.editing.actions.branches import branch_off, start_script
from scripts.editing.actions.steps import set_step_done
from scripts.editing.actions.versions import undo
from scripts.frameworks.versions.actions import take_changes
from scripts.frameworks.versions.reading import pending
from scripts.proposals.actions import answer_proposal
from scripts.proposals.models import ProposalAnswer
from scripts.proposals.reading import open_proposals, parts_of
from tests.scripts.proposals.conftest import part, take_all, titles, told
from tests.watching import needs_of

all_needs = needs_of()
needs = needs_of("proposal.")


def test_nothing_changes_in_a_script_before_it_is_answered(taking, script, amina):
    assert titles(script) == ["A", "B", "C"]
    assert [(each.taken.kind, each.taken.was, each.taken.now) for each in parts_of(taking, script)] == [
        ("reword", "Borrow", "Lend and borrow"),
        ("add", "", "Divide"),
        ("end", "Count", ""),
    ]


def test_accepting_all_changes_the_trunk_in_one_act_with_one_event(taking, script, amina):
    before = Event.objects.count()
    versions = script.versions.count()
    answer_proposal(script=script, taking=taking, declined={}, actor=amina)
    assert titles(script) == ["A", "B", "D"]
    assert list(script.branches.get(parent=None).steps.values_list("position", flat=True)) == [0, 1, 2]
    assert Event.objects.count() == before + 1
    assert script.versions.count() == versions + 1
    event = Event.objects.get(verb="proposal.answered")
    assert (event.learner, event.facts["accepted"], event.facts["count"]) == (amina, 3, 3)
    picture = read_script(script, amina)
    told = report_of(picture, picture.trunk)
    assert (told.done, told.wanted) == (3, 3)


def test_declined_required_item_stays_as_a_finding_not_as_a_change(taking, script, amina):
    new = part(taking, script, "add").taken
    answer_proposal(script=script, taking=taking, declined={new.pk: "I want to talk about it first."}, actor=amina)
    assert titles(script) == ["A", "B"]
    picture = read_script(script, amina)
    told = report_of(picture, picture.trunk)
    assert (told.done, told.wanted) == (2, 3)
    assert [finding.cause for finding in told.findings if finding.code == "missing"] == [(new.common_item.item_id,)]
    kept = ProposalAnswer.objects.get().parts.get(is_accepted=False)
    assert (kept.taken_item, kept.reason) == (new, "I want to talk about it first.")


def test_answer_is_refused_without_reason_twice_and_from_others(taking, script, amina, sam):
    new = part(taking, script, "add").taken
    with pytest.raises(RuleBroken, match="Say why"):
        answer_proposal(script=script, taking=taking, declined={new.pk: "  "}, actor=amina)
    with pytest.raises(RuleBroken, match="not part of this"):
        answer_proposal(script=script, taking=taking, declined={0: "no"}, actor=amina)
    with pytest.raises(RuleBroken, match="Only the learner"):
        answer_proposal(script=script, taking=taking, declined={}, actor=sam)
    assert titles(script) == ["A", "B", "C"]
    answer_proposal(script=script, taking=taking, declined={}, actor=amina)
    with pytest.raises(RuleBroken, match="answered already"):
        answer_proposal(script=script, taking=taking, declined={}, actor=amina)


def test_ended_step_that_is_done_stays_with_the_reason(script, bring_in, rosa, amina):
    step = script.branches.get(parent=None).steps.get(title="C")
    set_step_done(step=step, is_done=True, actor=amina)
    bring_in(A="Add", B="Borrow")
    taking = take_all(script.common_script, rosa)
    assert part(taking, script, "end").why_not.startswith("You have done it")
    answer_proposal(script=script, taking=taking, declined={}, actor=amina)
    assert titles(script) == ["A", "B", "C"]
    assert ProposalAnswer.objects.get().parts.get().is_accepted is False


@pytest.mark.parametrize(("state", "stays"), [("offered", True), ("withdrawn", False)])
def test_ended_step_with_an_open_place_stays_and_says_of_which(
    script, bring_in, rosa, amina, make_offer, make_place, sign_in, state, stays
):
    make_place(make_offer("Counting sheep"), script.branches.get(parent=None).steps.get(title="C"), state=state)
    bring_in(A="Add", B="Borrow")
    taking = take_all(script.common_script, rosa)
    path = f"/scripts/{script.pk}/proposal/{taking.pk}/"
    assert ("You have a place on Counting sheep" in sign_in(amina).get(path).text) is stays
    answer_proposal(script=script, taking=taking, declined={}, actor=amina)
    assert titles(script) == ["A", "B", *["C"] * stays]


def test_new_item_comes_where_the_framework_has_it(script, bring_in, rosa, amina):
    bring_in(A="Add", AA="Add again", B="Borrow", BB="Borrow again", C="Count")
    taking = take_all(script.common_script, rosa)
    answer_proposal(script=script, taking=taking, declined={}, actor=amina)
    codes = list(script.common_script.items.current().values_list("item__code", flat=True))
    assert titles(script) == codes == ["A", "AA", "B", "BB", "C"]


def test_new_words_are_offered_still_when_the_item_went_and_came_back(script, bring_in, rosa):
    bring_in(A="Add", B="Lend", C="Count")
    first = take_all(script.common_script, rosa)
    bring_in(A="Add", C="Count")
    take_all(script.common_script, rosa)
    assert parts_of(first, script) == []
    bring_in(A="Add", B="Lend", C="Count")
    take_all(script.common_script, rosa)
    assert [(each.taken.kind, each.taken.now) for each in parts_of(first, script)] == [("reword", "Lend")]


def test_branches_that_fork_after_an_ended_step_fork_after_the_one_before(taking, script, amina):
    trunk = script.branches.get(parent=None)
    last = trunk.steps.get(title="C")
    branch = branch_off(script=script, parent=trunk, forks_after=last, name="Boats", actor=amina)
    answer_proposal(script=script, taking=taking, declined={}, actor=amina)
    branch.refresh_from_db()
    assert branch.forks_after.title in ("B", "D")


def test_learner_is_told_once_and_no_more_when_it_is_answered(taking, script, amina, chidi):
    [need] = needs(amina)
    assert need.path == f"/scripts/{script.pk}/proposal/{taking.pk}/"
    assert [each.path for each in all_needs(amina)].count(need.path) == 1
    assert needs(chidi) == []
    answer_proposal(script=script, taking=taking, declined={}, actor=amina)
    assert needs(amina) == []


def test_what_concerns_no_step_of_the_script_is_not_offered(script, bring_in, rosa, amina):
    script.branches.get(parent=None).steps.get(title="C").delete()
    bring_in(A="Add", B="Borrow")
    take_all(script.common_script, rosa)
    assert needs(amina) == []


def test_script_started_after_the_decision_has_it_already(taking, make_learner, riverside):
    learner = make_learner("late")
    script = start_script(learner=learner, actor=learner)
    assert titles(script) == ["A", "B", "D"]
    assert needs(learner) == []


def test_learner_and_tutor_are_told_once_each_that_there_is_something_to_answer(
    script, bring_in, rosa, amina, chidi, bea, mair, sam
):
    bring_in(A="Add", B="Lend and borrow", D="Divide")
    taking = take_all(script.common_script, rosa)
    path = f"/scripts/{script.pk}/proposal/{taking.pk}/"
    assert told(amina, "common_script.took") == [
        ("Core has changed. Look at what that would mean for your script, and decide.", path)
    ]
    [(words, there)] = told(chidi, "common_script.took")
    assert words == "“Core” takes changes of a new version. 1 learner of yours is offered them and decides."
    assert there == script.common_script.get_absolute_url()
    assert [told(person, "common_script.took") for person in (bea, mair, sam, rosa)] == [[], [], [], []]
    assert {notice.event.verb for notice in Notice.objects.all()} == {"common_script.took"}


def test_tutor_is_told_only_by_a_bond_that_holds_today(script, bring_in, rosa, amina, make_user, riverside, bond):
    former = make_user("Flo", "Moss", role="teacher", at=riverside)
    bond(amina, former, "tutor", until_on=dt.date.today() - dt.timedelta(days=1))
    bring_in(A="Add", B="Lend")
    take_all(script.common_script, rosa)
    assert told(former, "common_script.took") == []


def test_nobody_is_told_when_it_does_not_concern_them(script, bring_in, rosa, amina, chidi, make_learner):
    late, left = make_learner("late"), make_learner("left")
    start_script(learner=left, actor=left)
    left.memberships.update(until_on=dt.date.today() - dt.timedelta(days=1))
    script.branches.get(parent=None).steps.get(title="C").delete()
    bring_in(A="Add", B="Borrow")
    take_all(script.common_script, rosa)  # only C, which Amina has no step for, and who has left needs none
    assert Notice.objects.count() == 0
    start_script(learner=late, actor=late)
    bring_in(A="Add", B="Lend")
    take_all(script.common_script, rosa)
    assert [len(told(person, "common_script.took")) for person in (amina, late, left, chidi)] == [1, 1, 0, 1]


def test_keeping_the_common_script_as_it_is_tells_nobody(script, bring_in, rosa):
    bring_in(A="Add", B="Lend", C="Count")
    newest = pending(script.common_script).newest
    take_changes(common_script=script.common_script, version=newest, adds={}, rewords=set(), ends=set(), actor=rosa)
    assert Notice.objects.count() == 0


def test_telling_costs_the_same_for_one_learner_and_for_twenty(
    script, bring_in, rosa, make_learner, django_assert_max_num_queries
):
    for number in range(20):
        learner = make_learner(f"learner{number}")
        start_script(learner=learner, actor=learner)
    bring_in(A="Add", B="Lend")
    with django_assert_max_num_queries(34):
        take_all(script.common_script, rosa)
    assert Notice.objects.filter(key__startswith="common_script.took", words__startswith="Core has").count() == 21


def test_learner_is_told_when_the_tutor_answers_for_them(taking, script, amina, chidi):
    answer_proposal(script=script, taking=taking, declined={}, actor=chidi)
    [(words, path)] = told(amina, "proposal.answered")
    assert words.startswith(f"{chidi} answered for you")
    assert path == f"/scripts/{script.pk}/proposal/{taking.pk}/"
    assert told(chidi, "proposal.answered") == []


def test_what_was_overtaken_by_a_later_decision_is_not_offered(script, bring_in, rosa, amina):
    bring_in(A="Add", B="Lend", D="Divide")
    first = take_all(script.common_script, rosa)  # B reworded, C ended, D new
    bring_in(A="Add", B="Lend and borrow", C="Count")
    second = take_all(script.common_script, rosa)  # B reworded again, C back, D ended
    assert parts_of(first, script) == []
    assert [(each.taken.kind, each.taken.now) for each in parts_of(second, script)] == [("reword", "Lend and borrow")]
    assert [need.path for need in needs(amina)] == [f"/scripts/{script.pk}/proposal/{second.pk}/"]
    with pytest.raises(RuleBroken, match="answered already"):
        answer_proposal(script=script, taking=first, declined={}, actor=amina)
    answer_proposal(script=script, taking=second, declined={}, actor=amina)
    assert (titles(script), needs(amina)) == (["A", "B", "C"], [])


def test_page_of_what_was_overtaken_says_so(script, bring_in, rosa, amina, sign_in):
    bring_in(A="Add", B="Borrow", C="Count", D="Divide")
    first = take_all(script.common_script, rosa)
    bring_in(A="Add", B="Borrow", C="Count")
    take_all(script.common_script, rosa)
    page = sign_in(amina).get(f"/scripts/{script.pk}/proposal/{first.pk}/")
    assert "Nothing to decide any more" in page.text
    assert "Send my answer" not in page.text


def test_who_reads_along_may_look_and_not_answer(taking, script, bea, rosa, sam, sign_in):
    path = f"/scripts/{script.pk}/proposal/{taking.pk}/"
    everything = {f"choice-{each.pk}": "take" for each in taking.items.all()}
    for person, may_look, may_answer in ((bea, 200, 403), (rosa, 200, 403), (sam, 404, 404)):
        client = sign_in(person)
        assert (client.get(path).status_code, client.post(path, everything).status_code) == (may_look, may_answer)
    assert ProposalAnswer.objects.count() == 0


def test_who_comes_second_is_told_whose_answer_counts(taking, script, amina, chidi, sign_in):
    answer_proposal(script=script, taking=taking, declined={}, actor=chidi)
    everything = {f"choice-{each.pk}": "leave" for each in taking.items.all()}
    page = sign_in(amina).post(f"/scripts/{script.pk}/proposal/{taking.pk}/", everything)
    assert f"{chidi} answered this before you, and that answer counts." in page.text


def test_page_takes_the_answer_and_asks_for_reasons(taking, script, amina, sign_in):
    client, path = sign_in(amina), f"/scripts/{script.pk}/proposal/{taking.pk}/"
    page = client.get(path)
    assert "Lend and borrow" in page.content.decode()
    parts = parts_of(taking, script)
    everything = {f"choice-{each.taken.pk}": "take" for each in parts}
    new = part(taking, script, "add").taken.pk
    wrong = client.post(path, everything | {f"choice-{new}": "leave"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, [f"reason-{new}"])
    silent = client.post(path, {})
    assert (silent.status_code, len(silent.context["form"].errors)) == (422, len(parts))
    done = client.post(path, everything | {f"choice-{new}": "leave", f"reason-{new}": "Later."})
    assert (done.status_code, done.url) == (302, f"/scripts/{script.pk}/")
    again = client.get(path).content.decode()
    assert "Later." in again
    assert client.post(path, everything).status_code == 200
    assert ProposalAnswer.objects.count() == 1


def test_tutor_may_answer_for_the_learner_and_it_says_so(taking, script, amina, chidi, riverside, sign_in):
    path = f"/scripts/{script.pk}/proposal/{taking.pk}/"
    everything = {f"choice-{each.taken.pk}": "take" for each in parts_of(taking, script)}
    Bond.objects.filter(learner=amina, adult=chidi).update(kind=Bond.Kind.TUTOR)
    done = sign_in(chidi).post(path, everything)
    assert done.status_code == 302
    event = Event.objects.get(verb="proposal.answered")
    assert (event.actor, event.on_behalf_of) == (chidi, amina)


def test_markup_in_statements_is_shown_as_it_is_written(script, bring_in, rosa, amina, sign_in):
    bring_in(A="Add <script>alert(1)</script> **bold**", B="Borrow", C="Count")
    client = sign_in(rosa)
    pages = [f"/scripts/common/{script.common_script_id}/changes/", script.common_script.framework.get_absolute_url()]
    pages.append(pages[1] + "changes/")
    pages.append(pages[1] + "?words=bold")
    for path in pages:
        text = client.get(path).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt; **bold**" in text, path
        assert "<script>alert" not in text
    taking = take_all(script.common_script, rosa)
    text = sign_in(amina).get(f"/scripts/{script.pk}/proposal/{taking.pk}/").content.decode()
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text


def waiting(script):
    return [taking.pk for taking in open_proposals(Script.objects.filter(pk=script.pk))]


def test_undoing_an_answer_lets_the_proposal_wait_again_and_again_gives_it_back(taking, script, amina, sign_in):
    answer = answer_proposal(script=script, taking=taking, declined={}, actor=amina)
    client, path = sign_in(amina), reverse("script_undo", args=[script.pk])
    assert "waits for an answer again" in client.get(path).text
    undo(script=script, actor=amina)
    assert titles(script) == ["A", "B", "C"]
    assert waiting(script) == [taking.pk]
    assert client.get(reverse("proposal", args=[script.pk, taking.pk])).context["answer"] is None
    assert "counts again" in client.get(path).text
    undo(script=script, actor=amina)
    assert titles(script) == ["A", "B", "D"]
    assert waiting(script) == []
    assert client.get(reverse("proposal", args=[script.pk, taking.pk])).context["answer"] == answer
    undo(script=script, actor=amina)
    assert (titles(script), waiting(script)) == (["A", "B", "C"], [taking.pk])


def test_an_undone_answer_is_on_record_and_another_can_be_given(taking, script, amina):
    first = answer_proposal(script=script, taking=taking, declined={}, actor=amina)
    undo(script=script, actor=amina)
    second = answer_proposal(script=script, taking=taking, declined={}, actor=amina)
    assert list(ProposalAnswer.objects.exclude(undone_at=None)) == [first]
    assert list(ProposalAnswer.objects.standing()) == [second]
    with pytest.raises(RuleBroken, match="This was answered already"):
        answer_proposal(script=script, taking=taking, declined={}, actor=amina)
    undo(script=script, actor=amina)
    assert not ProposalAnswer.objects.standing().exists()


def test_an_undone_answer_does_not_come_back_over_a_later_one(taking, script, amina):
    answer_proposal(script=script, taking=taking, declined={}, actor=amina)
    undo(script=script, actor=amina)
    # Declining everything changes nothing in the script, so it makes no version, and the newest act is the undo.
    reasons = {each.taken.pk: "Not now." for each in parts_of(taking, script)}
    answer_proposal(script=script, taking=taking, declined=reasons, actor=amina)
    with pytest.raises(RuleBroken, match="once more since, so the first answer cannot come back"):
        undo(script=script, actor=amina)
    assert (titles(script), waiting(script)) == (["A", "B", "C"], [])


def test_undoing_another_act_leaves_the_answer(taking, script, amina):
    answer_proposal(script=script, taking=taking, declined={}, actor=amina)
    branch_off(script=script, parent=script.branches.get(), forks_after=None, name="Sea", actor=amina)
    undo(script=script, actor=amina)
    assert (titles(script), waiting(script)) == (["A", "B", "D"], [])
