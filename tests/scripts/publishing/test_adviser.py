"""Templates of advisers: who writes them, their steps, and publishing them for an institution."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from learnplan.people.models import Membership, User
from learnplan.rules import RuleBroken
from scripts.publishing.actions.templates import (
    add_template_step,
    change_template_step,
    publish_template,
    remove_template_step,
    withdraw_template,
    write_template,
)
from scripts.publishing.models import BranchTemplate, TemplateStep

STEP = {"title": "Again", "style": "online", "starts": "", "lasts": "1", "minutes_a_week": "", "options": ""}


@pytest.mark.parametrize("who", ["chidi", "mair", "rosa"])
def test_teachers_advocates_and_administrators_write(request, riverside, who):
    actor = request.getfixturevalue(who)
    made = write_template(institution=riverside, name=" Boats ", about="", ending="", asks=[], actor=actor)
    assert (made.name, made.state, made.is_by_learner) == ("Boats", "draft", False)


@pytest.mark.parametrize("who", ["amina", "bea", "sam", "dov"])
def test_others_do_not(request, riverside, who):
    with pytest.raises(RuleBroken, match="Teachers, advocates and administrators"):
        write_template(
            institution=riverside, name="B", about="", ending="", asks=[], actor=request.getfixturevalue(who)
        )


def test_draft_is_its_authors_only(draft, chidi, rosa, mair, amina):
    seen = [BranchTemplate.objects.visible_to(person).exists() for person in (chidi, rosa, mair, amina)]
    assert seen == [True, False, False, False]


def test_published_is_the_institutions(boats, rosa, amina, bea, sam, dov):
    seen = [BranchTemplate.objects.visible_to(person).exists() for person in (rosa, amina, bea, sam, dov)]
    assert seen == [True, True, False, False, False]


def test_published_does_not_change_until_it_is_withdrawn(boats, chidi):
    step = boats.steps.get()
    with pytest.raises(RuleBroken, match="Withdraw it first"):
        remove_template_step(step=step, actor=chidi)
    withdraw_template(template=boats, actor=chidi)
    remove_template_step(step=step, actor=chidi)
    with pytest.raises(RuleBroken, match="at least one step"):
        publish_template(template=boats, actor=chidi)


def test_another_adviser_changes_nothing(draft, rosa):
    with pytest.raises(RuleBroken, match="Only who wrote this"):
        publish_template(template=draft, actor=rosa)


def test_adviser_who_left_neither_changes_nor_publishes(draft, chidi):
    chidi.memberships.update(until_on=timezone.localdate() - dt.timedelta(days=1))
    gone = User.objects.get(pk=chidi.pk)
    for act in (
        lambda: publish_template(template=draft, actor=gone),
        lambda: remove_template_step(step=draft.steps.get(), actor=gone),
    ):
        with pytest.raises(RuleBroken, match="while you work there"):
            act()


def test_step_is_not_removed_by_who_left_and_the_page_says_so(sign_in, draft, chidi, northgate):
    chidi.memberships.update(institution=northgate)
    path = reverse("template_step_remove", args=[draft.steps.get().pk])
    assert "while you work there" in sign_in(User.objects.get(pk=chidi.pk)).post(path, follow=True).text
    assert draft.steps.count() == 1


def test_adviser_of_two_institutions_says_whose_learners_it_is_for(sign_in, chidi, northgate, riverside):
    Membership.objects.create(user=chidi, institution=northgate, role="teacher", from_on="2020-09-01")
    client = sign_in(User.objects.get(pk=chidi.pk))
    page = client.post(reverse("template_new"), {"name": "Boats"})
    assert page.context["form"].errors == {"institution": ["This field is required."]}
    client.post(reverse("template_new"), {"name": "Boats", "institution": northgate.pk})
    assert BranchTemplate.objects.get().institution == northgate


def test_steps_are_moved_and_keep_their_alternatives(draft, chidi):
    second = add_template_step(template=draft, title="Second", style="online", actor=chidi)
    third = add_template_step(template=draft, title="Third", style="online", actor=chidi)
    same = {"style": "online", "starts": None, "lasts": 1, "minutes_a_week": None, "offer": None, "actor": chidi}
    change_template_step(step=third, title="Third", options=["Or this"], position=0, **same)
    assert list(draft.steps.values_list("title", "position")) == [("Third", 0), ("A week in a yard", 1), ("Second", 2)]
    remove_template_step(step=second, actor=chidi)
    assert list(third.options.values_list("title", flat=True)) == ["Or this"]


def test_closed_offer_is_refused(draft, chidi, make_offer):
    from django.utils import timezone

    closed = make_offer("Welding", closed_at=timezone.now())
    with pytest.raises(RuleBroken, match="not open now"):
        add_template_step(template=draft, title="Weld", style="workplace", offer=closed, actor=chidi)


def test_pages_write_a_template_from_nothing_to_published(sign_in, chidi):
    client = sign_in(chidi)
    page = client.post(reverse("template_new"), {"name": ""})
    assert (page.status_code, page.context["form"].errors) == (
        422, {"name": ["Give it a name, so that learners can find it."]},
    )  # fmt: skip
    client.post(reverse("template_new"), {"name": "Boats", "asks": "Swim\n\n  Row "})
    made = BranchTemplate.objects.get()
    assert made.asks == ["Swim", "Row"]
    path = reverse("template_step_new", args=[made.pk])
    page = client.post(path, STEP | {"title": "", "lasts": "12", "options": "x" * 151})
    assert sorted(page.context["form"].errors) == ["lasts", "options", "title"]
    client.post(path, STEP | {"starts": "3", "options": "Or this\nor that"})
    step = TemplateStep.objects.get()
    assert (step.starts, [one.title for one in step.options.all()]) == (3, ["Or this", "or that"])
    client.post(reverse("template_step", args=[step.pk]), STEP | {"title": "Changed"})
    assert TemplateStep.objects.get().title == "Changed"
    client.post(reverse("template_publish", args=[made.pk]))
    assert BranchTemplate.objects.get().is_published


def test_publishing_an_empty_draft_says_what_is_missing(sign_in, chidi, riverside):
    made = write_template(institution=riverside, name="B", about="", ending="", asks=[], actor=chidi)
    answer = sign_in(chidi).post(reverse("template_publish", args=[made.pk]), follow=True)
    assert "Write at least one step first" in answer.text
