"""What somebody else did in the meantime: an act looks at the script as it stands under its lock."""

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.urls import reverse

from learnplan.events.models import Event
from learnplan.rules import RuleBroken
from scripts.authoring.models import Branch, Script, Step
from scripts.editing.actions.branches import branch_off, choose_branch
from scripts.editing.actions.choices import add_options, pick_option, rank_options, set_options, take_option_off
from scripts.editing.actions.endings import meet_ask, set_asks
from scripts.editing.actions.order import move_step, move_to_term
from scripts.editing.actions.steps import add_step, change_step, remove_step, set_step_done
from scripts.editing.actions.versions import undo
from scripts.editing.views.answering import written
from tests.races import behind

GONE = "This step is not there any more"


def places(branch):
    return [(step.title, step.position) for step in branch.steps.all()]


def test_a_step_that_moved_to_another_branch_meanwhile_is_removed_there(engineering, music, steps, amina, chidi):
    as_seen = Step.objects.get(pk=steps[0].pk)
    move_step(step=steps[0], branch=music, actor=chidi)
    remove_step(step=as_seen, actor=amina)
    assert places(engineering) == [("B", 0), ("C", 1)]
    assert places(music) == []
    assert Event.objects.get(verb="step.removed").facts["branch"] == "Music"


def test_a_step_that_moved_to_another_branch_meanwhile_is_not_put_in_order_there(engineering, music, steps, amina):
    as_seen = Step.objects.get(pk=steps[2].pk)
    add_step(branch=music, title="Sing", style="online", actor=amina)
    move_step(step=steps[2], branch=music, actor=amina)
    with pytest.raises(RuleBroken, match="“C” is on “Music” now"):
        move_step(step=as_seen, position=0, actor=amina)
    assert places(music) == [("Sing", 0), ("C", 1)]


def test_no_act_is_done_to_a_step_that_is_gone(steps, amina):
    option = set_options(step=steps[0], options=[{"title": "X"}], actor=amina)[0]
    Step.objects.filter(pk=steps[0].pk).delete()
    step = steps[0]
    acts = [
        lambda: change_step(step=step, title="A", style="online", year=None, term=None, target=None, actor=amina),
        lambda: remove_step(step=step, actor=amina),
        lambda: set_step_done(step=step, is_done=True, actor=amina),
        lambda: move_step(step=step, position=1, actor=amina),
        lambda: move_to_term(step=step, year=None, term=None, lasts=2, actor=amina),
        lambda: set_options(step=step, options=[], actor=amina),
        lambda: add_options(step=step, options=[{"title": "Y"}], actor=amina),
        lambda: take_option_off(step=step, option=option, actor=amina),
        lambda: rank_options(step=step, order=[option.pk], actor=amina),
        lambda: pick_option(step=step, option=option, actor=amina),
    ]
    for act in acts:
        with pytest.raises(RuleBroken, match=GONE):
            act()
    assert not Event.objects.filter(verb__in=["step.done", "step.timed", "step.changed"]).exists()


@pytest.mark.django_db(transaction=True)
def test_a_branch_that_goes_while_one_waits_for_it_is_said_to_be_gone(script, engineering, amina, chidi):
    refused = behind(
        lambda: undo(script=script, actor=chidi),
        lambda: add_step(branch=engineering, title="More", style="online", actor=amina),
    )
    assert isinstance(refused, RuleBroken)
    assert refused.message.startswith("This branch is not there any more")
    assert not Branch.objects.filter(pk=engineering.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_a_step_that_goes_while_one_waits_for_it_is_said_to_be_gone(steps, amina, chidi):
    refused = behind(
        lambda: remove_step(step=steps[0], actor=chidi), lambda: set_step_done(step=steps[0], is_done=True, actor=amina)
    )
    assert isinstance(refused, RuleBroken)
    assert refused.message.startswith(GONE)


@pytest.mark.django_db(transaction=True)
def test_two_who_add_an_alternative_at_once_have_both(steps, amina, chidi):
    behind(
        lambda: add_options(step=steps[0], options=[{"title": "Cart"}], actor=chidi),
        lambda: add_options(step=steps[0], options=[{"title": "Boat"}], actor=amina),
    )
    assert [(row.rank, row.title) for row in steps[0].options.all()] == [(1, "Cart"), (2, "Boat")]


def test_take_option_off_is_said_when_it_is_off_already(steps, amina):
    cart, _boat = add_options(step=steps[0], options=[{"title": "Cart"}, {"title": "Boat"}], actor=amina)
    take_option_off(step=steps[0], option=cart, actor=amina)
    assert [(row.rank, row.title) for row in steps[0].options.all()] == [(1, "Boat")]
    with pytest.raises(RuleBroken, match="not one of this step’s alternatives any more"):
        take_option_off(step=steps[0], option=cart, actor=amina)


def undo_of(answer):
    return [message.extra_tags for message in answer.context["messages"]]


@pytest.fixture
def mine(sign_in, amina):
    return sign_in(amina)


def test_an_act_that_changes_nothing_offers_no_undo_of_the_act_before(mine, engineering, steps, amina):
    chosen = reverse("branch_choose", args=[engineering.pk])
    said = {"title": "A", "style": "online", "lasts": 1}
    mine.post(chosen, follow=True)
    done = mine.post(reverse("step_done", args=[steps[0].pk]), {"is_done": "yes"}, follow=True)
    assert undo_of(done) == [f"/scripts/{engineering.script_id}/undo/?of=7"]
    for path, data in [
        (chosen, {}),
        (reverse("step_done", args=[steps[0].pk]), {"is_done": "yes"}),
        (reverse("step_change", args=[steps[0].pk]), said),
        (reverse("branch_change", args=[engineering.pk]), {"name": engineering.name, "ending": engineering.ending}),
        (reverse("branch_order", args=[engineering.pk]), {"step": steps[2].pk, "to": "down"}),
        (reverse("step_pick", args=[steps[0].pk]), {}),
    ]:
        answer = mine.post(path, data, follow=True)
        assert (answer.status_code, undo_of(answer)) == (200, [""]), path
    assert Event.objects.filter(verb="step.changed").count() == 0


def test_an_undo_is_offered_of_ones_own_act_only(mine, sign_in, engineering, steps, amina, chidi):
    answer = sign_in(chidi).post(reverse("step_done", args=[steps[0].pk]), {"is_done": "yes"}, follow=True)
    assert undo_of(answer) == [f"/scripts/{engineering.script_id}/undo/?of=6"]


def test_no_undo_is_offered_of_what_somebody_else_did_meanwhile(rf, script, engineering, amina, chidi):
    request = rf.post("/")
    request.user, request.htmx, request.session = amina, None, {}
    request._messages = FallbackStorage(request)
    as_read = Script.objects.filter(pk=script.pk).with_newest().get()
    add_step(branch=engineering, title="From Chidi", style="online", actor=chidi)
    written(request, "/", script=as_read, message="Nothing is different.")
    assert [message.extra_tags for message in request._messages] == [""]


def test_a_step_says_that_what_it_counts_for_was_changed_elsewhere(mine, steps, common_script, amina):
    path, item = reverse("step_change", args=[steps[0].pk]), common_script.items.first().item_id
    was = mine.get(path).context["form"].initial["was"]
    said = {"title": "A", "style": "online", "was": was}
    assert mine.post(path, said | {"covers": [item]}).status_code == 302
    assert mine.post(path, said | {"title": "B"}).status_code == 422
    assert [cover.item_id for cover in steps[0].covers.all()] == [item]


def test_an_ask_is_not_opened_by_a_step_that_is_gone(mine, engineering, steps, amina):
    ask = set_asks(branch=engineering, asks=[{"words": "Maths"}], actor=amina)[0]
    meet_ask(ask=ask, step=steps[0], actor=amina)
    for step in ("999999", "x", "9" * 5000):
        answer = mine.post(reverse("ask_meet", args=[ask.pk]), {"step": step})
        assert answer.status_code == 422
        assert "That step is not there any more. Choose another one." in answer.text
    ask.refresh_from_db()
    assert ask.step == steps[0]


def test_an_ask_refuses_a_step_off_the_way_as_a_refusal(mine, engineering, music, steps, amina):
    ask = set_asks(branch=music, asks=[{"words": "Maths"}], actor=amina)[0]
    answer = mine.post(reverse("ask_meet", args=[ask.pk]), {"step": steps[0].pk})
    assert answer.status_code == 422
    assert "“A” is not on the way to this ending" in answer.text


def test_an_offer_that_closed_meanwhile_leaves_what_was_typed(mine, engineering, steps, make_offer):
    offer = make_offer("Sound studio")
    typed = {"offer": offer.pk, "title": "My own studio", "style": "evening"}
    offer.closed_at = "2026-01-01T00:00Z"
    offer.save()
    answer = mine.post(reverse("step_new", args=[engineering.pk]), typed)
    assert answer.status_code == 422
    assert "That offer is not open to you any more" in answer.text
    assert answer.context["form"]["title"].value() == "My own studio"
    answer = mine.post(reverse("step_options", args=[steps[0].pk]), {"offer": offer.pk})
    assert answer.status_code == 422
    assert "That offer is not open to you any more" in answer.text


LONG = "9" * 5000


def test_numbers_that_no_row_has_are_no_fault_of_the_server(mine, script, engineering, steps):
    assert mine.get(reverse("script", args=[script.pk]), {"branch": LONG}).status_code == 200
    assert mine.get(reverse("script_start"), {"learner": LONG}).status_code == 404
    assert mine.get(reverse("step_new", args=[engineering.pk]), {"offer": LONG}).status_code == 404
    assert mine.post(reverse("step_new", args=[engineering.pk]), {"offer": LONG}).status_code == 422
    assert mine.post(reverse("step_options", args=[steps[0].pk]), {"offer": LONG}).status_code == 422
    assert mine.post(reverse("step_pick", args=[steps[0].pk]), {"option": LONG}).status_code == 422
    assert mine.post(reverse("version_restore", args=[script.pk, 1]), {"seen": LONG}).status_code == 302


def test_step_option_refuses_a_rank_that_is_none(mine, steps, amina):
    option = add_options(step=steps[0], options=[{"title": "Cart"}, {"title": "Boat"}], actor=amina)[0]
    path = reverse("step_option", args=[steps[0].pk])
    assert mine.post(path, {"option": option.pk, "to": "sideways"}).status_code == 422
    assert mine.post(path, {"option": option.pk, "to": "1"}).status_code == 302
    assert [row.title for row in steps[0].options.all()] == ["Boat", "Cart"]


def test_step_move_goes_after_the_step_that_was_chosen_whatever_came_before_it(mine, engineering, steps, amina):
    path = reverse("step_move", args=[steps[2].pk])
    form = mine.get(path).context["form"]
    assert form["to"].value() == f"{engineering.pk}-{steps[1].pk}"
    choice = next(key for key, words in form.fields["to"].choices[1][1] if words == "after A")
    add_step(branch=engineering, title="First", style="online", position=0, actor=amina)
    mine.post(path, {"to": choice})
    assert [title for title, _place in places(engineering)] == ["First", "A", "C", "B"]


def test_branch_fork_saved_as_it_stands_leaves_the_branch_where_it_is(mine, script, engineering, steps, amina):
    welding = branch_off(script=script, parent=engineering, forks_after=None, name="Welding", actor=amina)
    path = reverse("branch_fork", args=[welding.pk])
    form = mine.get(path).context["form"]
    assert mine.post(path, {"after": form["after"].value()}).status_code == 302
    assert Branch.objects.get(pk=welding.pk).parent == engineering
    assert mine.post(path, {"after": "start"}).status_code == 302
    assert Branch.objects.get(pk=welding.pk).parent.is_trunk
    assert "here" not in dict(mine.get(path).context["form"].fields["after"].choices)


def test_a_term_belongs_to_a_year_wherever_it_is_said(mine, engineering, steps, amina):
    path = reverse("step_change", args=[steps[0].pk])
    assert mine.post(path, {"title": "A", "style": "online", "term": 2}).status_code == 422
    path = reverse("step_new", args=[engineering.pk])
    assert mine.post(path, {"title": "D", "style": "online", "term": 2}).status_code == 422
    with pytest.raises(RuleBroken, match="A term belongs to a year"):
        add_step(branch=engineering, title="D", style="online", term=2, actor=amina)
    # One that was written before this was asked may be changed otherwise.
    Step.objects.filter(pk=steps[0].pk).update(term=2)
    assert mine.post(reverse("step_change", args=[steps[0].pk]), {"title": "Z", "style": "online", "term": 2}).url
    assert Step.objects.get(pk=steps[0].pk).title == "Z"


def test_choosing_twice_is_one_choice(engineering, amina):
    choose_branch(branch=engineering, actor=amina)
    choose_branch(branch=engineering, actor=amina)
    assert Event.objects.filter(verb="branch.chosen").count() == 1
