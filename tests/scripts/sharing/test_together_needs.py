"""What waits for an adult of others' scripts, and that undoing keeps comments and lets go of forks."""

from scripts.editing.actions.steps import add_step, remove_step
from scripts.editing.actions.versions import undo
from scripts.publishing.actions.starting import fork_template
from scripts.publishing.actions.templates import (
    add_template_step,
    answer_template,
    publish_branch,
    publish_template,
    write_template,
)
from scripts.publishing.drafting import text_of
from scripts.publishing.models import TemplateFork
from scripts.sharing.actions import put_up_version, sign_version, take_back_signing, write_comment
from scripts.sharing.models import StepComment
from tests.watching import needs_of

needs = needs_of("script.sign", "template.")


def words(user):
    return [need.words for need in needs(user)]


def test_a_version_waits_for_the_tutor_until_it_is_signed(script, amina, chidi, mair, bea, rosa):
    signing = put_up_version(script=script, actor=amina)
    assert [words(user) for user in (chidi, mair, bea, rosa, amina)] == [
        ["Amina Said signed the script."],
        [],
        [],
        [],
        [],
    ]
    sign_version(signing=signing, digest=signing.version.digest, actor=chidi)
    assert words(chidi) == []


def test_a_version_waits_for_the_advocate_where_there_is_no_tutor(script, amina, mair):
    signing = put_up_version(script=script, actor=amina)
    assert words(mair) == ["Amina Said signed the script."]
    take_back_signing(signing=signing, actor=amina)
    assert words(mair) == []


def test_only_the_last_version_waits(script, trunk, amina, chidi):
    put_up_version(script=script, actor=amina)
    add_step(branch=trunk, title="More", style="online", actor=amina)
    put_up_version(script=script, actor=amina)
    assert words(chidi) == ["Amina Said signed the script."]


def test_a_template_waits_without_a_name_until_it_is_answered(engineering, amina, chidi, mair):
    add_step(branch=engineering, title="Workshop", style="online", actor=amina)
    made = publish_branch(branch=engineering, words=text_of(engineering).pieces(), actor=amina)
    said = ["A learner would like to publish “Engineering” without their name."]
    assert (words(chidi), words(mair)) == (said, said)
    answer_template(template=made, approve=True, actor=mair)
    assert (words(chidi), words(mair)) == ([], [])


def test_undoing_the_removal_of_a_step_brings_its_comments_back(script, engineering, amina, chidi):
    step = add_step(branch=engineering, title="Workshop", style="online", actor=amina)
    write_comment(step=step, words="Who could show you?", actor=chidi)
    remove_step(step=step, actor=amina)
    undo(script=script, actor=amina)
    assert StepComment.objects.get().step == engineering.steps.get()


def test_undoing_a_start_from_a_template_uncounts_it(script, trunk, riverside, amina, chidi):
    made = write_template(institution=riverside, name="Boats", about="", ending="", asks=[], actor=chidi)
    add_template_step(template=made, title="Row", style="community", actor=chidi)
    publish_template(template=made, actor=chidi)
    fork_template(template=made, script=script, parent=trunk, forks_after=None, year=2030, actor=amina)
    undo(script=script, actor=amina)
    assert not TemplateFork.objects.exists()
    assert script.branches.count() == 1
