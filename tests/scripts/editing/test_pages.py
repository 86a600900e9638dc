"""The pages of writing in depth: what they do by post, and how they refuse."""

import pytest
from django.urls import reverse

from learnplan.years import current_year
from scripts.authoring.models import Branch, Step
from scripts.editing.actions.choices import pick_option, set_options
from scripts.editing.actions.endings import meet_ask, set_asks
from scripts.editing.actions.steps import add_step

YEAR = current_year()


@pytest.fixture
def mine(sign_in, amina):
    return sign_in(amina)


def titles(branch):
    return [step.title for step in branch.steps.all()]


def path(name, *args):
    return reverse(name, args=[getattr(arg, "pk", arg) for arg in args])


def test_branch_order_moves_by_buttons_and_says_where(mine, engineering, steps):
    mine.post(path("branch_order", engineering), {"step": steps[2].pk, "to": "0"})
    assert titles(engineering) == ["C", "A", "B"]
    mine.post(path("branch_order", engineering), {"step": steps[2].pk, "to": "down"})
    assert titles(engineering) == ["A", "C", "B"]
    answer = mine.post(path("branch_order", engineering), {"step": steps[2].pk, "to": "up"}, follow=True)
    assert titles(engineering) == ["C", "A", "B"]
    assert "“C” is number 1 of 3 now." in answer.text
    assert answer.redirect_chain[0][0].endswith(f"#step-{steps[2].pk}")


@pytest.mark.parametrize(("step", "to"), [("999999", "0"), ("x", "0"), ("own", "sideways"), ("own", "-1"), ("", "")])
def test_branch_order_refuses_what_is_not_there(mine, engineering, steps, step, to):
    answer = mine.post(path("branch_order", engineering), {"step": steps[0].pk if step == "own" else step, "to": to})
    assert answer.status_code == 422
    assert "This is how it stands now" in answer.text


def test_branch_order_refuses_a_step_of_another_learner(mine, engineering, steps, other_script):
    swim = Step.objects.get(title="Swim")
    assert mine.post(path("branch_order", engineering), {"step": swim.pk, "to": 0}).status_code == 422
    assert mine.get(path("branch_order", swim.branch)).status_code == 404
    assert mine.post(path("step_move", swim), {"to": f"{engineering.pk}-0"}).status_code == 404
    assert mine.post(path("step_term", swim), {"year": YEAR}).status_code == 404
    assert mine.get(path("step_options", swim)).status_code == 404


def test_step_move_to_another_branch_and_not_to_another_learners(mine, engineering, music, steps, other_script):
    there = other_script.branches.last()
    assert mine.post(path("step_move", steps[0]), {"to": f"{there.pk}-0"}).status_code == 422
    answer = mine.post(path("step_move", steps[0]), {"to": f"{music.pk}-0"})
    assert answer.url == path("branch", music)
    assert (titles(engineering), titles(music)) == (["B", "C"], ["A"])


def test_step_move_of_a_common_part_offers_the_trunk_only(mine, trunk, music):
    page = mine.get(path("step_move", trunk.steps.first()))
    assert [group for group, _places in page.context["form"].fields["to"].choices] == ["Common script"]
    assert mine.post(path("step_move", trunk.steps.first()), {"to": f"{music.pk}-0"}).status_code == 422


def test_step_term_plans_and_says_what_is_wrong(mine, steps):
    assert mine.post(path("step_term", steps[0]), {"term": 2}).status_code == 422
    assert mine.post(path("step_term", steps[0]), {"year": 1900}).status_code == 422
    assert mine.post(path("step_term", steps[0]), {"year": YEAR, "term": 2, "lasts": 3}).status_code == 302
    steps[0].refresh_from_db()
    assert (steps[0].year, steps[0].term, steps[0].lasts) == (YEAR, 2, 3)


def test_hours_are_typed_and_minutes_are_kept(mine, engineering, steps):
    page = mine.get(path("step_change", steps[0]))
    said = page.context["form"].initial | {"title": "A", "minutes_a_week": "2.5", "year": "", "term": "", "target": ""}
    assert mine.post(path("step_change", steps[0]), said).status_code == 302
    steps[0].refresh_from_db()
    assert steps[0].minutes_a_week == 150
    assert 'value="2.5"' in mine.get(path("step_change", steps[0])).text
    for wrong in ("61", "-1", "many"):
        assert mine.post(path("step_change", steps[0]), said | {"minutes_a_week": wrong}).status_code == 422


def test_a_step_changed_in_two_tabs_asks_before_it_overwrites(mine, steps):
    was = mine.get(path("step_change", steps[0])).context["form"].initial["was"]
    said = {"style": "online", "was": was}
    assert mine.post(path("step_change", steps[0]), said | {"title": "First tab"}).status_code == 302
    page = mine.post(path("step_change", steps[0]), said | {"title": "Second tab"})
    assert page.status_code == 422
    assert "is “First tab” (online) now" in page.text
    again = page.context["form"]["was"].value()
    assert mine.post(path("step_change", steps[0]), said | {"title": "Second tab", "was": again}).status_code == 302
    assert Step.objects.get(pk=steps[0].pk).title == "Second tab"


def test_names_of_400_letters_and_of_none_are_refused_in_the_form(mine, script, engineering, steps):
    for name in ("x" * 400, "", "  "):
        assert mine.post(path("step_change", steps[0]), {"title": name, "style": "online"}).status_code == 422
        assert mine.post(path("branch_new", script), {"name": name, "after": "start"}).status_code == 422
        assert mine.post(path("branch_change", engineering), {"name": name}).status_code == 422
        assert mine.post(path("step_options", steps[0]), {"title": name, "style": "online"}).status_code == 422
    assert mine.post(path("branch_ending", engineering), {"asks": "x" * 400}).status_code == 422
    assert mine.post(path("version_name", script, 1), {"name": "x" * 400}).status_code == 422


def test_branch_forward_shows_first_then_plans(mine, engineering, amina):
    step = add_step(branch=engineering, title="Left over", style="online", year=YEAR - 1, actor=amina)
    page = mine.get(path("branch_forward", engineering))
    assert [each.title for each in page.context["carried"]] == ["Left over"]
    assert mine.post(path("branch_forward", engineering), {"year": YEAR - 1}).status_code == 302
    step.refresh_from_db()
    assert step.year == YEAR
    assert mine.post(path("branch_forward", engineering), {"year": YEAR - 1}).status_code == 422
    assert mine.get(path("branch_forward", engineering), {"year": "nonsense"}).status_code == 200


def test_branch_fork_offers_no_branch_that_comes_out_of_it(mine, script, trunk, engineering, steps, music):
    form = mine.get(path("branch_fork", engineering)).context["form"]
    assert [group for group, _steps in form.fields["after"].choices[1:]] == ["Common script"]
    assert mine.post(path("branch_fork", engineering), {"after": steps[0].pk}).status_code == 422
    assert mine.post(path("branch_fork", engineering), {"after": trunk.steps.first().pk}).status_code == 302
    assert mine.post(path("branch_fork", trunk), {"after": "start"}).status_code == 422


def test_step_options_are_written_picked_and_put_back(mine, engineering, steps, make_offer):
    offer = make_offer("Sound studio")
    mine.post(path("step_options", steps[0]), {"title": "Build a cart", "style": "project", "minutes_a_week": "3"})
    mine.post(path("step_options", steps[0]), {"offer": offer.pk})
    cart, studio = steps[0].options.all()
    assert (cart.minutes_a_week, studio.offer) == (180, offer)
    mine.post(path("step_option", steps[0]), {"option": studio.pk, "to": "up"})
    assert [row.title for row in steps[0].options.all()] == ["Sound studio", "Build a cart"]
    page = mine.post(path("step_pick", steps[0]), {"option": cart.pk}, follow=True)
    assert "It is “Build a cart” now." in page.text
    assert "Picked from:" in page.text
    refused = mine.post(path("step_option", steps[0]), {"option": cart.pk, "to": "off"})
    assert refused.status_code == 422
    assert "is picked, so it stays" in refused.text
    mine.post(path("step_pick", steps[0]))
    assert Step.objects.get(pk=steps[0].pk).title == "A"
    mine.post(path("step_option", steps[0]), {"option": cart.pk, "to": "off"})
    assert [row.title for row in steps[0].options.all()] == ["Sound studio"]


def test_an_option_counts_for_a_part_of_the_common_script(mine, script, steps):
    part = script.common_script.items.first()
    said = {"title": "Maths on a boat", "style": "project", "item": part.item_id}
    assert mine.post(path("step_options", steps[0]), said).status_code == 302
    assert steps[0].options.get().item == part.item


def test_step_pick_with_a_place_says_where_to_go_first(mine, steps, make_offer, make_place, amina):
    offer = make_offer()
    option = set_options(step=steps[0], options=[{"offer": offer}], actor=amina)[0]
    pick_option(step=steps[0], option=option, actor=amina)
    place = make_place(offer, steps[0], "asked")
    page = mine.post(path("step_pick", steps[0]))
    assert page.status_code == 422
    assert "Give the place up first" in page.text
    assert path("place", place) in page.text


def test_an_option_of_another_step_is_refused(mine, steps, amina):
    option = set_options(step=steps[1], options=[{"title": "X"}], actor=amina)[0]
    for name in ("step_pick", "step_option"):
        answer = mine.post(path(name, steps[0]), {"option": option.pk, "to": "0"})
        assert answer.status_code == 422
        assert "not one of this step’s alternatives" in answer.text
    assert Step.objects.get(pk=steps[0].pk).picked is None


def test_branch_ending_shows_what_is_met(mine, engineering, steps):
    mine.post(path("branch_ending", engineering), {"asks": "Maths at 5\n\n A portfolio \n"})
    _maths, portfolio = engineering.asks.all()
    mine.post(path("ask_meet", portfolio), {"step": steps[1].pk})
    page = mine.get(path("branch", engineering))
    assert page.context["asks"] == [("Maths at 5", None), ("A portfolio", steps[1])]
    assert "by B" in mine.get(path("branch_choose", engineering)).text
    assert mine.post(path("branch_ending", engineering), {"asks": "One\none"}).status_code == 422


def test_ask_of_another_script_is_not_there(mine, other_script):
    sea = other_script.branches.last()
    ask = set_asks(branch=sea, asks=[{"words": "Swim"}], actor=other_script.learner)[0]
    assert mine.post(path("ask_meet", ask), {"step": ""}).status_code == 404


def test_what_meets_an_ask_from_off_the_path_does_not_count(mine, engineering, steps, music, amina):
    ask = set_asks(branch=engineering, asks=[{"words": "Maths"}], actor=amina)[0]
    meet_ask(ask=ask, step=steps[0], actor=amina)
    mine.post(path("step_move", steps[0]), {"to": f"{music.pk}-0"})
    assert mine.get(path("branch", engineering)).context["asks"] == [("Maths", None)]


def test_undo_from_the_message_stays_on_the_page_and_is_done_once(mine, engineering, steps):
    page = mine.post(path("step_done", steps[0]), {"is_done": "yes"}, follow=True)
    number = engineering.script.versions.latest("number").number
    undo = f"{path('script_undo', engineering.script)}?of={number}"
    assert f'action="{undo}"' in page.text
    answer = mine.post(undo, {"back": path("branch", engineering)})
    assert answer.url == path("branch", engineering)
    assert Step.objects.get(pk=steps[0].pk).done_at is None
    refused = mine.post(undo)
    assert refused.status_code == 422
    assert "The script was changed after you opened that page" in refused.text


def test_undo_of_a_branch_leads_to_the_map_and_never_elsewhere(mine, script, music, other_script):
    number = script.versions.latest("number").number
    undo = f"{path('script_undo', script)}?of={number}"
    assert mine.post(undo, {"back": path("branch", music)}).url == path("script", script)
    assert not Branch.objects.filter(pk=music.pk).exists()
    for back in ("https://example.org/", "//example.org", path("branch", other_script.branches.last()), "nonsense"):
        assert mine.post(path("script_undo", script), {"back": back}).url == path("script", script)


def test_versions_are_listed_compared_and_gone_back_to(mine, script, engineering, steps):
    page = mine.get(path("script_versions", script))
    assert [version.number for version, _said in page.context["rows"]] == [5, 4, 3, 2, 1]
    assert "You added the step C to Engineering." in page.text
    page = mine.get(path("script_version", script, 2))
    assert [each.sentence for each in page.context["told"]] == [
        "“A” is new on “Engineering”.",
        "“B” is new on “Engineering”.",
        "“C” is new on “Engineering”.",
    ]
    back = mine.get(path("script_version", script, 4), {"with": 3})
    assert [each.sentence for each in back.context["told"]] == ["“B” is new on “Engineering”."]
    restore = path("version_restore", script, 3)
    seen = mine.get(restore).context["seen"]
    assert mine.post(restore, {"seen": seen}).url == path("script", script)
    assert titles(engineering) == ["A"]
    refused = mine.post(restore, {"seen": seen})
    assert refused.status_code == 422


def test_a_version_of_another_script_is_not_there(mine, script, other_script):
    for name in ("script_version", "version_name", "version_restore"):
        assert mine.get(path(name, other_script, 1)).status_code == 404
        assert mine.get(path(name, script, 99)).status_code == 404
    assert mine.get(path("script_version", script, 1), {"with": 99}).status_code == 200


def test_a_reader_sees_versions_and_no_buttons(sign_in, script, steps, bea):
    page = sign_in(bea).get(path("script_versions", script))
    assert "Amina Said added the step C to Engineering." in page.text
    assert "Undo" not in page.text
    assert "Go back to it" not in sign_in(bea).get(path("script_version", script, 2)).text
