"""Comments on a step: who reads and writes them, who is told, settling, putting away, taking back."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from learnplan.notices.models import Notice
from learnplan.people.models import Bond
from learnplan.rules import RuleBroken
from scripts.authoring.models import Step
from scripts.editing.actions.branches import branch_off
from scripts.editing.actions.steps import add_step, remove_step
from scripts.sharing.actions import (
    end_share,
    hide_comment,
    settle_comment,
    share_branch,
    take_back_comment,
    write_comment,
)
from scripts.sharing.models import StepComment
from scripts.sharing.permissions import reader_of


@pytest.fixture
def workshop(engineering, amina):
    return add_step(branch=engineering, title="Workshop year", style="workplace", actor=amina)


@pytest.fixture
def comment(workshop, chidi):
    return write_comment(step=workshop, words="Who could show you?", actor=chidi)


@pytest.fixture
def read(sign_in, workshop):
    """What somebody reads on the step's page: read(bea) -> the words, in order; None if there is no page."""

    def words(user, step=workshop):
        page = sign_in(user).get(reverse("step_comments", args=[step.pk]))
        if page.status_code == 404:
            return None
        return [line["comment"].words for line in page.context["lines"]]

    return words


def test_comments_are_read_newest_last_by_those_who_see_the_step(read, comment, workshop, amina, bea, chidi, mair):
    write_comment(step=workshop, words="Lila, in the yard.", actor=amina)
    both = ["Who could show you?", "Lila, in the yard."]
    assert [read(user) for user in (amina, bea, chidi, mair)] == [both] * 4


def test_others_neither_read_nor_write(read, comment, workshop, sam, dov):
    assert (read(sam), read(dov)) == (None, None)
    for stranger in (sam, dov):
        with pytest.raises(RuleBroken, match="not there any more"):
            write_comment(step=workshop, words="Hello", actor=stranger)


def test_learner_is_told_of_an_adults_words_once(comment, amina, chidi):
    notice = Notice.objects.get(recipient=amina, key=f"comment-{comment.pk}")
    assert notice.words == "Chidi Okafor said something about the step “Workshop year”."
    assert not Notice.objects.filter(recipient=chidi).exists()
    assert "Who could show you" not in notice.words


def test_whoever_said_something_is_told_of_the_answer(comment, workshop, amina, chidi, mair):
    answer = write_comment(step=workshop, words="Lila.", actor=amina)
    told = Notice.objects.filter(key=f"comment-{answer.pk}").values_list("recipient__username", flat=True)
    assert list(told) == ["chidi"]


def test_a_question_of_the_learners_goes_to_the_tutor(workshop, amina, chidi, mair):
    question = write_comment(step=workshop, words="Is this far?", actor=amina)
    told = Notice.objects.filter(key=f"comment-{question.pk}").values_list("recipient__username", flat=True)
    assert list(told) == ["chidi"]


def test_adult_who_no_longer_sees_the_step_is_not_told(comment, workshop, amina, chidi, riverside):
    Bond.objects.filter(adult=chidi).delete()
    chidi.memberships.all().delete()
    answer = write_comment(step=workshop, words="Lila.", actor=amina)
    assert not Notice.objects.filter(key=f"comment-{answer.pk}").exists()


def test_learner_settles_what_others_say(comment, amina, chidi, mair):
    settle_comment(comment=comment, is_settled=True, actor=amina)
    settle_comment(comment=comment, is_settled=True, actor=amina)
    assert StepComment.objects.get().settled_at is not None
    assert Notice.objects.filter(recipient=chidi, key=f"settled-{comment.pk}").count() == 1
    with pytest.raises(RuleBroken, match="Only the learner"):
        settle_comment(comment=comment, is_settled=False, actor=mair)
    settle_comment(comment=comment, is_settled=False, actor=amina)
    assert StepComment.objects.get().settled_at is None


def test_adult_who_no_longer_sees_the_step_is_not_told_that_it_is_settled(comment, amina, chidi):
    Bond.objects.filter(adult=chidi).delete()
    chidi.memberships.all().delete()
    settle_comment(comment=comment, is_settled=True, actor=amina)
    assert StepComment.objects.get().settled_at is not None
    assert not Notice.objects.filter(recipient=chidi, key=f"settled-{comment.pk}").exists()


def test_own_words_are_not_settled(workshop, amina):
    mine = write_comment(step=workshop, words="Lila.", actor=amina)
    with pytest.raises(RuleBroken, match="settle what others say"):
        settle_comment(comment=mine, is_settled=True, actor=amina)


def test_put_away_comment_is_read_by_the_learner_and_its_author(read, comment, amina, bea, chidi, mair):
    hide_comment(comment=comment, is_hidden=True, actor=amina)
    words = ["Who could show you?"]
    assert (read(amina), read(chidi), read(mair), read(bea)) == (words, words, [], [])
    hide_comment(comment=comment, is_hidden=False, actor=amina)
    assert read(mair) == words


def test_only_the_learner_puts_away(comment, chidi, mair):
    for adult in (chidi, mair):
        with pytest.raises(RuleBroken, match="Only the learner"):
            hide_comment(comment=comment, is_hidden=True, actor=adult)


def test_author_takes_back_within_a_day_and_nobody_reads_it(read, comment, amina, chidi):
    take_back_comment(comment=comment, actor=chidi)
    assert (read(amina), read(chidi)) == ([], [])


def test_words_of_yesterday_stay(comment, chidi, amina):
    StepComment.objects.update(at=timezone.now() - dt.timedelta(hours=25))
    with pytest.raises(RuleBroken, match="more than a day ago"):
        take_back_comment(comment=comment, actor=chidi)
    with pytest.raises(RuleBroken, match="Only who wrote it"):
        take_back_comment(comment=comment, actor=amina)


def test_who_is_shown_one_branch_reads_what_the_learner_says_since_and_their_own(
    read, engineering, workshop, amina, bea, chidi
):
    Bond.objects.filter(adult=bea).update(sees=[])
    before = write_comment(step=workshop, words="Before", actor=amina)
    StepComment.objects.filter(pk=before.pk).update(at=timezone.now() - dt.timedelta(days=1))
    assert read(bea) is None
    share = share_branch(branch=engineering, adult=bea, actor=amina)
    write_comment(step=workshop, words="From the tutor", actor=chidi)
    write_comment(step=workshop, words="From me", actor=bea)
    write_comment(step=workshop, words="From Amina", actor=amina)
    assert read(bea) == ["From me", "From Amina"]
    assert read(amina) == ["Before", "From the tutor", "From me", "From Amina"]
    end_share(share=share, actor=amina)
    assert read(bea) is None


def test_second_branch_that_is_shown_hides_nothing_of_what_was_said_on_the_way_to_both(
    sign_in, read, script, engineering, trunk, amina, bea
):
    Bond.objects.filter(adult=bea).update(sees=[])
    first = trunk.steps.first()
    music = branch_off(script=script, parent=trunk, forks_after=first, name="Music", actor=amina)
    share = share_branch(branch=engineering, adult=bea, actor=amina)
    write_comment(step=first, words="Early", actor=amina)
    only_music = add_step(branch=music, title="Sing", style="online", actor=amina)
    write_comment(step=only_music, words="Before it was shown", actor=amina)
    later = share_branch(branch=music, adult=bea, actor=amina)
    assert (read(bea, first), read(bea, only_music)) == (["Early"], [])
    for shown in (share, later):
        page = sign_in(bea).get(shown.get_absolute_url())
        steps = [*page.context["before"], *page.context["steps"]]
        assert {step.pk: step.comment_count for step in steps if step.comment_count} == {first.pk: 1}


def test_steps_of_many_shares_cost_no_more_than_of_one(
    script, engineering, trunk, amina, bea, django_assert_max_num_queries
):
    Bond.objects.filter(adult=bea).update(sees=[])
    names = ("Music", "Sea", "Law")
    others = [branch_off(script=script, parent=trunk, forks_after=None, name=name, actor=amina) for name in names]
    for branch in others:
        share_branch(branch=branch, adult=bea, actor=amina)
    share_branch(branch=engineering, adult=bea, actor=amina)
    step = Step.objects.select_related("branch").get(pk=trunk.steps.first().pk)
    with django_assert_max_num_queries(6):
        assert reader_of(bea, step).share.branch == engineering


def test_reader_of_one_branch_is_not_told_who_else_reads(sign_in, engineering, workshop, amina, bea, chidi):
    Bond.objects.filter(adult=bea).update(sees=[])
    share_branch(branch=engineering, adult=bea, actor=amina)
    write_comment(step=workshop, words="From the tutor", actor=chidi)
    page = sign_in(bea).get(reverse("step_comments", args=[workshop.pk]))
    assert page.status_code == 200
    assert "Chidi" not in page.text


def test_learner_reads_who_reads_along_and_others_do_not(sign_in, engineering, workshop, amina, bea, chidi, mair):
    Bond.objects.filter(adult=bea).update(sees=[])
    share_branch(branch=engineering, adult=bea, actor=amina)
    path = reverse("step_comments", args=[workshop.pk])
    assert sign_in(amina).get(path).context["adults"] == ["Bea Said", "Chidi Okafor", "Mair Jenkins"]
    said = sign_in(chidi).get(path).text.split("<main")[1]
    assert [name for name in ("Bea", "Mair") if name in said] == []


def test_what_the_learner_put_away_is_neither_read_nor_counted_by_who_is_shown_one_branch(
    sign_in, read, engineering, workshop, amina, bea
):
    Bond.objects.filter(adult=bea).update(sees=[])
    share = share_branch(branch=engineering, adult=bea, actor=amina)
    mine = write_comment(step=workshop, words="Never mind", actor=amina)
    hide_comment(comment=mine, is_hidden=True, actor=amina)
    assert read(bea) == []
    assert [step.comment_count for step in sign_in(bea).get(share.get_absolute_url()).context["steps"]] == [0]


def test_whose_words_were_put_away_is_not_told_of_the_next(comment, workshop, amina, chidi, mair):
    said = write_comment(step=workshop, words="Hm", actor=mair)
    hide_comment(comment=said, is_hidden=True, actor=amina)
    answer = write_comment(step=workshop, words="Lila.", actor=amina)
    told = Notice.objects.filter(key=f"comment-{answer.pk}").values_list("recipient__username", flat=True)
    assert list(told) == ["chidi"]


def test_reader_of_one_branch_counts_only_what_they_read(sign_in, engineering, workshop, amina, bea, chidi):
    Bond.objects.filter(adult=bea).update(sees=[])
    share = share_branch(branch=engineering, adult=bea, actor=amina)
    write_comment(step=workshop, words="From the tutor", actor=chidi)
    page = sign_in(bea).get(share.get_absolute_url())
    assert [step.comment_count for step in page.context["steps"]] == [0]


@pytest.mark.parametrize("name", ["script_list", "branch"])
def test_count_stands_beside_the_step(sign_in, comment, workshop, amina, mair, script, engineering, name):
    hidden = write_comment(step=workshop, words="Hm", actor=mair)
    hide_comment(comment=hidden, is_hidden=True, actor=amina)
    path = reverse(name, args=[script.pk if name == "script_list" else engineering.pk])
    assert "1 comment<" in sign_in(mair).get(path).text
    take_back_comment(comment=comment, actor=comment.author)
    assert "1 comment" not in sign_in(mair).get(path).text


def test_comments_outlive_their_step_without_standing_in_the_way(comment, workshop, amina, sign_in):
    remove_step(step=workshop, actor=amina)
    assert StepComment.objects.get() == comment
    assert sign_in(amina).get(reverse("step_comments", args=[comment.step_id])).status_code == 404
    assert sign_in(amina).post(reverse("comment_hide", args=[comment.pk])).status_code == 404


def test_form_names_its_errors(sign_in, workshop, amina):
    path = reverse("step_comments", args=[workshop.pk])
    page = sign_in(amina).post(path, {"words": "  "})
    assert (page.status_code, page.context["form"].errors) == (422, {"words": ["Write a few words first."]})
    page = sign_in(amina).post(path, {"words": "x" * 601})
    assert page.status_code == 422
    assert "x" * 601 in page.text


def test_markup_in_a_comment_is_text(sign_in, workshop, amina):
    write_comment(step=workshop, words="<script>alert(1)</script>", actor=amina)
    page = sign_in(amina).get(reverse("step_comments", args=[workshop.pk]))
    assert "<script>alert(1)" not in page.text
