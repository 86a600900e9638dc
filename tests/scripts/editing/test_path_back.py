"""Going back to another chosen path is told as choosing is, and held to its rules; what may be left out stays out."""

import pytest
from django.urls import reverse
from django.utils import timezone

from learnplan.events.models import Event
from learnplan.notices.models import Notice
from learnplan.rules import RuleBroken
from scripts.authoring.models import Branch, ScriptVersion, Step
from scripts.contesting.models import CoreRequest
from scripts.editing.actions.branches import branch_off, choose_branch, set_branch_state
from scripts.editing.actions.steps import add_step, remove_step
from scripts.editing.actions.versions import restore, thin_versions, undo
from scripts.frameworks.models import CommonItem


def newest(script):
    return script.versions.latest("number")


def chosen(script):
    return Branch.objects.filter(script=script, state="chosen").first()


def told(person):
    return list(Notice.objects.filter(recipient=person).order_by("pk").values_list("words", flat=True))


@pytest.fixture
def with_offer(engineering, amina, make_offer):
    """An offer that a step of Engineering takes up."""
    offer = make_offer()
    add_step(branch=engineering, style="workplace", offer=offer, actor=amina)
    return offer


def close(offer):
    offer.closed_at = timezone.now()
    offer.save()


def test_undoing_a_choice_tells_the_tutor_again(script, engineering, amina, chidi):
    choose_branch(branch=engineering, actor=amina)
    undo(script=script, actor=amina)
    assert told(chidi) == [
        "Amina Said chose a path: Engineering.",
        "Amina Said is back on the path Common script: the script is as it was before.",
    ]
    assert told(amina) == []
    undo(script=script, actor=chidi)
    assert told(amina) == [
        "Chidi Okafor took a change of your script back: your path is Engineering again. You can choose another."
    ]


def test_going_back_to_another_path_tells_the_tutor_and_to_the_same_path_nobody(
    script, engineering, steps, amina, chidi
):
    before = newest(script)
    choose_branch(branch=engineering, actor=amina)
    Notice.objects.all().delete()
    restore(version=before, actor=amina)
    assert told(chidi) == ["Amina Said is back on the path Common script: the script is as it was before."]
    restore(version=script.versions.get(number=3), actor=amina)
    undo(script=script, actor=amina)
    assert len(told(chidi)) == 1


def test_going_back_to_no_path_at_all_says_so(script, trunk, engineering, amina, chidi):
    choose_branch(branch=engineering, actor=amina)
    Step.objects.update(done_at=timezone.now())
    set_branch_state(branch=engineering, state="finished", actor=amina)
    choose_branch(branch=trunk, actor=amina)
    Notice.objects.all().delete()
    undo(script=script, actor=chidi)
    assert chosen(script) is None
    assert told(amina) == [
        "Chidi Okafor took a change of your script back: no path is chosen now. You can choose one at any time."
    ]
    Notice.objects.all().delete()
    undo(script=script, actor=amina)
    undo(script=script, actor=amina)
    assert told(chidi)[-1] == "Amina Said has no chosen path now: the script is as it was before."


def test_another_tutor_is_told_who_chose(script, engineering, amina, chidi, bond, make_user, riverside):
    other = make_user("Tess", "Reed", role="teacher", at=riverside)
    bond(amina, other, "tutor")
    choose_branch(branch=engineering, actor=chidi)
    assert told(other) == ["Chidi Okafor chose a path for Amina Said: Engineering."]


def test_undo_does_not_choose_what_cannot_be_chosen_now(script, trunk, engineering, with_offer, amina):
    choose_branch(branch=engineering, actor=amina)
    choose_branch(branch=trunk, actor=amina)
    close(with_offer)
    with pytest.raises(RuleBroken, match="“Engineering” was the chosen path, and it cannot be chosen now") as refused:
        undo(script=script, actor=amina)
    assert "Level 3 Engineering" in refused.value.message
    assert chosen(script) == trunk


def test_going_back_leaves_the_path_chosen_that_is_when_the_other_does_not_fit(
    script, trunk, engineering, with_offer, amina, chidi, sign_in
):
    choose_branch(branch=engineering, actor=amina)
    then = newest(script)
    choose_branch(branch=trunk, actor=amina)
    add_step(branch=engineering, title="Later", style="online", actor=amina)
    close(with_offer)
    Notice.objects.all().delete()
    path = reverse("version_restore", args=[script.pk, then.number])
    client = sign_in(amina)
    assert "Another path is chosen then, if everything on it fits today" in client.get(path).text
    answer = client.post(path, {"seen": newest(script).number}, follow=True)
    assert "“Engineering” does not fit today, so it is not chosen again." in answer.text
    engineering.refresh_from_db()
    assert (chosen(script), engineering.state, engineering.steps.count()) == (trunk, "possible", 1)
    assert Event.objects.get(verb="script.returned").facts["not_chosen"] == "Engineering"
    assert told(chidi) == []


def test_going_back_walks_along_a_set_aside_ancestor_of_the_path_that_stays(
    script, trunk, engineering, with_offer, music, amina
):
    choir = branch_off(script=script, parent=music, forks_after=None, name="Choir", actor=amina)
    choose_branch(branch=engineering, actor=amina)
    set_branch_state(branch=music, state="set_aside", actor=amina)
    then = newest(script)
    choose_branch(branch=choir, actor=amina)
    close(with_offer)
    restore(version=then, actor=amina)
    music.refresh_from_db()
    assert (chosen(script), music.state) == (choir, "possible")


def allow_to_leave_out(script, common_item):
    return CoreRequest.objects.create(
        script=script, common_item=common_item, kind="exempt", words="x", asked_by=script.learner, state="allowed"
    )


def test_a_required_part_one_may_leave_out_goes_again_when_one_goes_back_and_forth(script, trunk, amina):
    step = trunk.steps.first()
    allow_to_leave_out(script, step.common_item)
    remove_step(step=step, actor=amina)
    without = newest(script)
    undo(script=script, actor=amina)
    undo(script=script, actor=amina)
    assert not Step.objects.filter(pk=step.pk).exists()
    undo(script=script, actor=amina)
    plan = restore(version=without, actor=amina)
    assert (plan.required, Step.objects.filter(pk=step.pk).exists()) == ([], False)


def test_a_part_that_everyone_let_go_can_be_taken_off(script, trunk, amina):
    step = trunk.steps.first()
    CommonItem.objects.filter(pk=step.common_item_id).update(ended_at=timezone.now())
    remove_step(step=step, actor=amina)
    undo(script=script, actor=amina)
    undo(script=script, actor=amina)
    assert not Step.objects.filter(pk=step.pk).exists()


def test_a_part_that_is_required_of_others_alone_is_not_left_out(script, trunk, amina, other_script):
    step = trunk.steps.first()
    allow_to_leave_out(other_script, step.common_item)
    with pytest.raises(RuleBroken, match="is a required part"):
        remove_step(step=step, actor=amina)


def test_what_another_learner_may_leave_out_stays_when_one_goes_back(script, trunk, engineering, amina, other_script):
    step = trunk.steps.first()
    said = {"branch": trunk, "position": 9, "title": step.title, "common_item": step.common_item}
    step.delete()
    branch_off(script=script, parent=trunk, forks_after=None, name="Sea", actor=amina)
    then = newest(script)
    Step.objects.create(**said)
    add_step(branch=engineering, title="More", style="online", actor=amina)
    allow_to_leave_out(other_script, said["common_item"])
    assert restore(version=then, actor=amina).required == ["GCSE maths"]


def test_the_page_of_an_undo_says_first_why_it_cannot_be(script, engineering, amina, sign_in, make_offer, make_place):
    offer = make_offer()
    make_place(offer, add_step(branch=engineering, style="workplace", offer=offer, actor=amina), "asked")
    page = sign_in(amina).get(reverse("script_undo", args=[script.pk]))
    assert page.status_code == 200
    assert "“Level 3 Engineering” carries a place" in page.text
    assert "Undo it" not in page.text


def test_the_page_of_an_undo_says_who_is_told_of_another_path(script, engineering, amina, chidi, sign_in):
    choose_branch(branch=engineering, actor=amina)
    path = reverse("script_undo", args=[script.pk])
    assert "Another path is chosen then, and your tutor is told." in sign_in(amina).get(path).text
    assert "tutor and learner are told" in sign_in(chidi).get(path).text
    undo(script=script, actor=amina)
    add_step(branch=engineering, title="More", style="online", actor=amina)
    assert "Another path" not in sign_in(amina).get(path).text


def test_the_page_of_an_undo_with_nothing_to_undo(script, amina, sign_in):
    page = sign_in(amina).get(reverse("script_undo", args=[script.pk]))
    assert "Once you change something, you can undo it here." in page.text
    assert "Undo it" not in page.text


def test_the_last_act_can_be_undone_however_long_ago_it_was(script, engineering, steps, amina):
    numbers = list(script.versions.order_by("number").values_list("number", flat=True))
    long_ago = script.versions.order_by("number")
    contents = [(version.number, version.content, version.digest) for version in long_ago]
    script.versions.all().delete()
    for number, content, digest in contents:
        ScriptVersion.objects.create(
            script=script, number=number, content=content, digest=digest, made_at=f"2020-03-0{number}T10:00Z"
        )
    thin_versions()
    assert list(script.versions.order_by("number").values_list("number", flat=True)) == numbers[-2:]
    undo(script=script, actor=amina)
    assert [step.title for step in engineering.steps.all()] == ["A", "B"]
