"""Signing a version of a script: by whom, that it stays under that version, and that a change since is shown."""

import datetime as dt

import pytest
from django.db import Error, transaction
from django.urls import reverse

from learnplan.notices.models import Notice
from learnplan.people.models import Bond
from learnplan.rules import RuleBroken
from learnplan.years import current_year
from plans.targets.actions.targets import start_plan, write_target
from scripts.authoring.content import digest_of, read_content
from scripts.authoring.locking import keep_version
from scripts.authoring.models import Script
from scripts.editing.actions.branches import branch_off
from scripts.editing.actions.steps import add_step, change_step, remove_step, set_step_done
from scripts.sharing.actions import put_up_version, sign_version, take_back_signing
from scripts.sharing.models import Signing, VersionSignature
from scripts.sharing.reading import signings_of


@pytest.fixture
def workshop(engineering, amina):
    return add_step(branch=engineering, title="Workshop year", style="workplace", actor=amina)


@pytest.fixture
def signing(script, workshop, chidi, amina):
    return put_up_version(script=script, words="This is it.", actor=amina)


def sign(signing, actor):
    return sign_version(signing=signing, digest=signing.version.digest, actor=actor)


def now(script):
    return read_content(script.pk)[0]


def signed(script, reader=None):
    """What stands under signing, the newest first, as a reader reads it (the learner, if nobody is said)."""
    return signings_of(script, now(script), reader or script.learner)


def changed(script, reader=None):
    return [(told.sentence, *told.details) for told in signed(script, reader)[0].changed]


def test_both_sign_the_same_digest_and_it_is_the_contents(script, signing, amina, chidi):
    sign(signing, chidi)
    names = list(VersionSignature.objects.values_list("user__username", "role", "digest"))
    digest = digest_of(now(script))
    assert names == [("amina", "learner", digest), ("chidi", "tutor", digest)]
    assert signed(script)[0].roles == {"learner", "tutor"}


def test_tutor_is_told_and_the_learner_of_the_tutors_name(signing, amina, chidi, mair):
    assert Notice.objects.get(recipient=chidi).words == "Amina Said signed the script, and asks you to sign it too."
    assert not Notice.objects.filter(recipient=mair).exists()
    sign(signing, chidi)
    last = Notice.objects.filter(recipient=amina).first()
    assert last.words == f"Chidi Okafor signed your script, version {signing.version.number}."


def test_advocate_is_told_where_there_is_no_tutor(script, workshop, amina, mair):
    put_up_version(script=script, actor=amina)
    assert Notice.objects.get(recipient=mair).words == "Amina Said signed the script, and asks you to sign it too."


def test_change_after_signing_is_shown_and_takes_no_signature_over(script, signing, workshop, amina, chidi):
    sign(signing, chidi)
    new = {"title": "Two workshop years", "style": "project", "year": None, "term": None, "target": None}
    change_step(step=workshop, actor=amina, **new)
    assert changed(script) == [
        ("“Workshop year” is called “Two workshop years”.",),
        ("“Two workshop years” is different:", "how: as a project, before that in a workplace"),
    ]
    newest = signed(script)[0]
    assert newest.signing.version.digest == newest.names[0].digest != digest_of(now(script))
    newer = put_up_version(script=script, actor=amina)
    assert list(newer.signatures.values_list("user__username", flat=True)) == ["amina"]
    assert signed(script)[0].roles == {"learner"}


def test_branches_added_and_removed_are_said(script, signing, trunk, engineering, amina):
    branch_off(script=script, parent=trunk, forks_after=None, name="Sea", ending="Cook", actor=amina)
    assert changed(script) == [("The branch “Sea” is new, from the very start.",)]


def test_step_that_went_is_said(script, signing, workshop, amina):
    remove_step(step=workshop, actor=amina)
    assert changed(script) == [("“Workshop year” is not on “Engineering” any more.",)]


def test_doing_a_step_is_no_change_of_what_was_signed(script, signing, workshop, amina):
    set_step_done(step=workshop, is_done=True, actor=amina)
    assert changed(script) == []


def test_doing_a_step_that_changed_too_says_only_the_change(script, signing, workshop, amina):
    set_step_done(step=workshop, is_done=True, actor=amina)
    new = {"title": "Workshop year", "style": "project", "year": None, "term": None, "target": None}
    change_step(step=workshop, actor=amina, **new)
    assert changed(script) == [("“Workshop year” is different:", "how: as a project, before that in a workplace")]


def test_change_names_a_target_only_to_those_who_see_it(script, signing, workshop, amina, bea, chidi, riverside):
    plan = start_plan(learner=amina, institution=riverside, year=current_year(), actor=amina)
    target = write_target(
        plan=plan, words="My secret target", success_test="So", due_on=dt.date.today(), actor=amina
    )  # fmt: skip
    same = {"title": workshop.title, "style": workshop.style, "year": None, "term": None}
    change_step(step=workshop, target=target, actor=amina, **same)
    Bond.objects.filter(adult=bea).update(sees=["script"])
    for reader, name in ((amina, "My secret target"), (chidi, "My secret target"), (bea, "a target")):
        said = f"for the target: {name}, before that nothing"
        assert changed(script, reader) == [("“Workshop year” is different:", said)]


def test_words_for_ten_signings_cost_no_more_than_for_one(
    script, workshop, amina, riverside, django_assert_max_num_queries
):
    plan = start_plan(learner=amina, institution=riverside, year=current_year(), actor=amina)
    for number in range(4):
        put_up_version(script=script, actor=amina)
        target = write_target(
            plan=plan, words=f"Target {number}", success_test="So", due_on=dt.date.today(), actor=amina
        )  # fmt: skip
        same = {"title": workshop.title, "style": workshop.style, "year": None, "term": None}
        change_step(step=workshop, target=target, actor=amina, **same)
    content = now(script)
    with django_assert_max_num_queries(4):
        found = signings_of(script, content, amina)
    assert [len(one.changed) for one in found] == [1, 1, 1, 1]


def test_page_says_since_when_it_is_changed(sign_in, script, signing, workshop, amina, chidi):
    page = sign_in(chidi).get(reverse("script_signing", args=[script.pk]))
    assert "changed since it was signed" not in page.text.lower()
    add_step(branch=workshop.branch, title="One more", style="online", actor=amina)
    page = sign_in(chidi).get(reverse("script_signing", args=[script.pk]))
    assert "changed since it was signed on" in page.text.lower()
    assert "“One more” is new on “Engineering”." in page.text


def test_signature_needs_the_digest_of_what_was_seen(signing, chidi):
    for wrong in ("", "0" * 64):
        with pytest.raises(RuleBroken, match="not what was put up"):
            sign_version(signing=signing, digest=wrong, actor=chidi)


def test_signed_twice_is_refused(signing, chidi):
    sign(signing, chidi)
    with pytest.raises(RuleBroken, match="signed this version already"):
        sign(signing, chidi)


def test_older_version_is_not_signed_any_more(script, signing, workshop, amina, chidi):
    add_step(branch=workshop.branch, title="One more", style="online", actor=amina)
    put_up_version(script=script, actor=amina)
    with pytest.raises(RuleBroken, match="A newer version is up"):
        sign(signing, chidi)


def test_same_version_is_put_up_once(script, signing, amina):
    with pytest.raises(RuleBroken, match="up for signing already"):
        put_up_version(script=script, actor=amina)
    assert Signing.objects.count() == 1


def test_earlier_version_can_be_put_up(script, signing, workshop, amina, chidi):
    first = script.versions.last()
    made = put_up_version(script=script, version=first, actor=amina)
    sign(made, chidi)
    assert signed(script)[0].signing.version == first


def test_version_of_somebody_elses_script_is_refused(script, signing, amina, dov):
    theirs = Script.objects.create(learner=dov, institution=script.institution, common_script=script.common_script)
    version = keep_version(script_id=theirs.pk)
    with pytest.raises(RuleBroken, match="not one of this script"):
        put_up_version(script=script, version=version, actor=amina)


def test_taken_back_while_nobody_else_has_signed(script, signing, amina, chidi):
    take_back_signing(signing=signing, actor=amina)
    with pytest.raises(RuleBroken, match="taken back"):
        sign(signing, chidi)
    again = put_up_version(script=script, actor=amina)
    assert (again.pk, again.taken_back_at) == (signing.pk, None)
    sign(again, chidi)
    with pytest.raises(RuleBroken, match="Somebody has signed it with you"):
        take_back_signing(signing=again, actor=amina)


@pytest.mark.parametrize("who", ["chidi", "mair", "bea", "rosa"])
def test_only_the_learner_puts_up_and_takes_back(request, script, signing, who):
    actor = request.getfixturevalue(who)
    with pytest.raises(RuleBroken, match="Only the learner"):
        put_up_version(script=script, actor=actor)
    with pytest.raises(RuleBroken, match="Only the learner"):
        take_back_signing(signing=signing, actor=actor)


def test_carer_cosigns_what_they_see(signing, bea):
    assert sign(signing, bea).role == "carer"


def test_carer_who_does_not_see_the_script_does_not_sign(sign_in, script, signing, bea):
    Bond.objects.filter(adult=bea).update(sees=["targets"])
    with pytest.raises(RuleBroken, match="a carer who reads along"):
        sign(signing, bea)
    assert sign_in(bea).get(reverse("script_signing", args=[script.pk])).status_code == 404


def test_carers_name_does_not_stand_for_the_tutors(script, signing, bea):
    sign(signing, bea)
    assert signed(script)[0].roles == {"learner", "carer"}


def test_signature_cannot_be_changed_or_removed(signing):
    name = VersionSignature.objects.get()
    with pytest.raises(Error), transaction.atomic():
        VersionSignature.objects.filter(pk=name.pk).update(digest="0" * 64)
    with pytest.raises(Error), transaction.atomic():
        name.delete()


def test_views_put_up_and_sign(sign_in, script, workshop, amina, chidi):
    path = reverse("signing_new", args=[script.pk])
    page = sign_in(amina).post(path, {"version": "nonsense"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["version"])
    assert sign_in(amina).post(path, {"version": "", "words": "So"}).url == reverse("script_signing", args=[script.pk])
    signing = Signing.objects.get()
    sign_path = reverse("signing_sign", args=[signing.pk])
    answer = sign_in(chidi).post(sign_path, {"digest": "old"}, follow=True)
    assert "not what was put up" in answer.text
    sign_in(chidi).post(sign_path, {"digest": signing.version.digest})
    assert signing.signatures.count() == 2
    assert sign_in(amina).post(sign_path, {"digest": signing.version.digest}, follow=True).text.count("signed on") == 2
