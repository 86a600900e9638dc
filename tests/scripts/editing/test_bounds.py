"""Where the rules of writing begin and end: years, counts, what is done, finished or closed, and whose it is."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from learnplan.people.models import Bond
from learnplan.rules import RuleBroken
from learnplan.years import current_year
from plans.targets.models import Plan, Target
from scripts.authoring.models import Branch, Step
from scripts.authoring.permissions import may_author
from scripts.editing.actions.branches import branch_off, change_branch, choose_branch, set_branch_state
from scripts.editing.actions.choices import pick_option, set_options
from scripts.editing.actions.endings import meet_ask, set_asks
from scripts.editing.actions.order import copy_forward, move_step, move_to_term
from scripts.editing.actions.steps import add_step, change_step, remove_step, set_step_done
from scripts.editing.actions.versions import name_version, restore, undo
from scripts.offers.models import Agreement

YEAR = current_year()


def again(row):
    return type(row).objects.get(pk=row.pk)


def titles(branch):
    return [step.title for step in branch.steps.all()]


@pytest.mark.parametrize(("first", "far"), [(-6, -7), (10, 11)])
def test_a_script_has_room_from_six_years_back_to_ten_on(steps, amina, first, far):
    move_to_term(step=steps[0], year=YEAR + first, term=1, actor=amina)
    with pytest.raises(RuleBroken, match="A script has room for the years"):
        move_to_term(step=steps[0], year=YEAR + far, term=1, actor=amina)
    assert again(steps[0]).year == YEAR + first


def test_a_step_of_long_ago_may_be_changed_otherwise(steps, amina):
    Step.objects.filter(pk=steps[0].pk).update(year=YEAR - 20, term=1)
    was = {"style": "online", "year": YEAR - 20, "term": 1, "target": None}
    change_step(step=steps[0], title="Old", actor=amina, **was)
    move_to_term(step=steps[0], year=YEAR - 20, term=2, actor=amina)
    assert (again(steps[0]).title, again(steps[0]).term) == ("Old", 2)


def test_as_many_as_there_is_room_for(engineering, steps, amina):
    assert len(set_options(step=steps[0], options=[{"title": str(n)} for n in range(8)], actor=amina)) == 8
    assert len(set_asks(branch=engineering, asks=[{"words": str(n)} for n in range(12)], actor=amina)) == 12


def test_an_alternative_may_take_no_time(steps, amina):
    option = set_options(step=steps[0], options=[{"title": "Sleep on it", "minutes_a_week": 0}], actor=amina)[0]
    assert option.minutes_a_week == 0


def test_picking_the_same_offer_needs_no_place_given_up(engineering, amina, make_offer, make_place):
    offer = make_offer()
    step = add_step(branch=engineering, style="workplace", offer=offer, actor=amina)
    make_place(offer, step, "asked")
    evening = set_options(step=step, options=[{"offer": offer, "style": "evening"}], actor=amina)[0]
    pick_option(step=step, option=evening, actor=amina)
    assert (again(step).offer, again(step).style) == (offer, "evening")


def test_an_offer_that_is_closed_since_stays_on_the_list(steps, amina, make_offer):
    offer = make_offer()
    row = set_options(step=steps[0], options=[{"offer": offer}], actor=amina)[0]
    close(offer)
    rows = set_options(step=steps[0], options=[{"id": row.pk, "offer": offer}, {"title": "Other"}], actor=amina)
    assert [each.offer for each in rows] == [offer, None]


def close(offer):
    offer.closed_at = timezone.now()
    offer.save()


@pytest.mark.parametrize(
    ("starts", "ends", "is_closed", "stays"),
    [(0, 1, False, True), (0, 0, False, False), (2, 3, False, False), (0, 1, True, False), (1, 1, False, True)],
)
def test_copy_forward_keeps_an_offer_that_runs_in_the_new_year(
    engineering, amina, make_offer, starts, ends, is_closed, stays
):
    days = {"starts_on": dt.date(YEAR + starts, 9, 1), "ends_on": dt.date(YEAR + ends + 1, 7, 1)}
    offer = make_offer(**days)
    step = add_step(branch=engineering, style="workplace", offer=offer, year=YEAR, actor=amina)
    if is_closed:
        close(offer)
    copy_forward(branch=engineering, year=YEAR, actor=amina)
    assert (again(step).year, again(step).offer is not None) == (YEAR + 1, stays)


def test_copy_forward_of_what_was_picked_keeps_its_words_and_opens_the_choice(steps, engineering, amina, make_offer):
    offer = make_offer(starts_on=dt.date(YEAR, 9, 1), ends_on=dt.date(YEAR + 1, 7, 1))
    rows = set_options(step=steps[0], options=[{"offer": offer}, {"title": "Cart"}], actor=amina)
    pick_option(step=steps[0], option=rows[0], actor=amina)
    move_to_term(step=steps[0], year=YEAR, term=1, actor=amina)
    copy_forward(branch=engineering, year=YEAR, actor=amina)
    step = again(steps[0])
    assert (step.title, step.offer, step.picked, step.before_pick) == ("Level 3 Engineering", None, None, None)
    pick_option(step=step, option=rows[1], actor=amina)
    pick_option(step=step, option=None, actor=amina)
    assert again(step).title == "Level 3 Engineering"


def test_copy_forward_ends_where_scripts_have_no_more_room(engineering, amina):
    add_step(branch=engineering, title="Far", style="online", year=YEAR + 10, actor=amina)
    with pytest.raises(RuleBroken, match="A script has room for the years"):
        copy_forward(branch=engineering, year=YEAR + 10, actor=amina)


def test_copy_forward_puts_what_goes_on_behind_what_stays_of_the_same_year(engineering, amina):
    for title, is_done in (("Open", False), ("Done", True), ("Undated", None)):
        year = None if is_done is None else YEAR
        step = add_step(branch=engineering, title=title, style="online", year=year, actor=amina)
        if is_done:
            set_step_done(step=step, is_done=True, actor=amina)
    copy_forward(branch=engineering, year=YEAR, actor=amina)
    assert titles(engineering) == ["Done", "Open", "Undated"]


def test_undo_takes_a_step_away_whose_place_was_given_up(script, engineering, amina, make_offer, make_place):
    offer = make_offer()
    step = add_step(branch=engineering, style="workplace", offer=offer, actor=amina)
    make_place(offer, step, "declined")
    undo(script=script, actor=amina)
    assert titles(engineering) == []


def test_an_offer_whose_agreement_ended_does_not_come_back(script, engineering, amina, make_offer):
    step = add_step(branch=engineering, style="workplace", offer=make_offer(), actor=amina)
    then = script.versions.latest("number")
    remove_step(step=step, actor=amina)
    Agreement.objects.update(until_on=dt.date.today() - dt.timedelta(days=1))
    with pytest.raises(RuleBroken, match="is not open to you any more"):
        undo(script=script, actor=amina)
    assert restore(version=then, actor=amina).words == ["Level 3 Engineering"]


def test_a_closed_offer_among_alternatives_comes_back_in_words(script, steps, amina, make_offer):
    offer = make_offer()
    set_options(step=steps[0], options=[{"offer": offer}], actor=amina)
    then = script.versions.latest("number")
    set_options(step=steps[0], options=[], actor=amina)
    close(offer)
    assert restore(version=then, actor=amina).words == ["Level 3 Engineering"]
    assert [(row.title, row.offer) for row in steps[0].options.all()] == [("Level 3 Engineering", None)]


@pytest.fixture
def target(amina, riverside):
    plan = Plan.objects.create(learner=amina, institution=riverside, year=YEAR)
    return Target.objects.create(
        plan=plan, words="Weld a frame", success_test="It holds", due_on=dt.date(YEAR + 1, 1, 1), author=amina,
        state="active",
    )  # fmt: skip


def test_a_step_takes_an_open_target_and_keeps_one_that_is_closed_since(engineering, amina, target):
    step = add_step(branch=engineering, title="Weld", style="online", target=target, actor=amina)
    Target.objects.update(state="dropped")
    closed = again(target)
    said = {"style": "online", "year": None, "term": None}
    change_step(step=step, title="Weld it", target=closed, actor=amina, **said)
    assert again(step).target == target
    with pytest.raises(RuleBroken, match="one of your own open targets"):
        add_step(branch=engineering, title="More", style="online", target=closed, actor=amina)


def test_a_target_of_somebody_else_does_not_come_back(script, engineering, amina, dov, target):
    step = add_step(branch=engineering, title="Weld", style="online", target=target, actor=amina)
    remove_step(step=step, actor=amina)
    Plan.objects.update(learner=dov)
    undo(script=script, actor=amina)
    assert again(step).target is None


def test_a_carer_who_may_not_see_targets_reads_none_in_the_script(
    script, engineering, amina, bea, chidi, rosa, target, sign_in
):
    step = add_step(branch=engineering, title="Weld", style="online", target=target, actor=amina)
    change_step(step=step, title="Weld", style="online", year=None, term=None, target=None, actor=amina)
    change_step(step=step, title="Weld", style="online", year=None, term=None, target=target, actor=amina)
    beside = f"?branch={engineering.pk}"
    pages = [reverse(name, args=[script.pk]) + beside for name in ("script_list", "script_grid", "script")]
    pages += [reverse("branch", args=[engineering.pk]), reverse("script_version", args=[script.pk, 3]) + "?with=4"]
    for person in (amina, bea, chidi, rosa):
        assert ["Weld a frame" in sign_in(person).get(path).text for path in pages] == [True] * len(pages), person
    Bond.objects.filter(adult=bea).update(sees=["script"])
    client = sign_in(bea)
    assert ["Weld a frame" in client.get(path).text for path in pages] == [False] * len(pages)
    assert "for the target: nothing, before that a target" in client.get(pages[-1]).text


def test_nothing_new_goes_on_a_finished_branch(engineering, music, steps, amina):
    Step.objects.update(done_at=timezone.now())
    sing = add_step(branch=music, title="Sing", style="online", actor=amina)
    set_branch_state(branch=engineering, state="finished", actor=amina)
    with pytest.raises(RuleBroken, match="“Engineering” is finished, so nothing new goes on it"):
        add_step(branch=engineering, title="More", style="online", actor=amina)
    with pytest.raises(RuleBroken, match="“Engineering” is finished, so nothing new goes on it"):
        move_step(step=sing, branch=engineering, actor=amina)
    set_step_done(step=sing, is_done=True, actor=amina)
    move_step(step=sing, branch=engineering, actor=amina)
    assert titles(engineering) == ["A", "B", "C", "Sing"]
    set_branch_state(branch=engineering, state="possible", actor=amina)
    add_step(branch=engineering, title="More", style="online", actor=amina)


def test_a_step_that_a_finished_branch_stands_on_is_not_opened(trunk, engineering, music, steps, amina, sign_in):
    sing = add_step(branch=music, title="Sing", style="online", actor=amina)
    Step.objects.update(done_at=timezone.now())
    set_branch_state(branch=engineering, state="finished", actor=amina)
    set_step_done(step=sing, is_done=False, actor=amina)
    for step in (steps[0], trunk.steps.first()):
        with pytest.raises(RuleBroken, match="Bring “Engineering” back first"):
            set_step_done(step=step, is_done=False, actor=amina)
        page = sign_in(amina).post(reverse("step_done", args=[step.pk]), {"is_done": "no"})
        assert (page.status_code, "Bring “Engineering” back first" in page.text) == (422, True)
        assert again(step).done_at is not None


def test_what_was_picked_stays_picked_once_it_is_done(steps, amina):
    rows = set_options(step=steps[0], options=[{"title": "X"}, {"title": "Y"}], actor=amina)
    set_step_done(step=steps[0], is_done=True, actor=amina)
    pick_option(step=steps[0], option=rows[0], actor=amina)
    for option in (rows[1], None):
        with pytest.raises(RuleBroken, match="what you picked is part of your story"):
            pick_option(step=steps[0], option=option, actor=amina)
    assert again(steps[0]).title == "X"


def test_a_set_aside_branch_is_chosen_and_finished_only_along_its_whole_path(engineering, steps, amina):
    set_branch_state(branch=engineering, state="set_aside", actor=amina)
    Step.objects.filter(branch=engineering).update(done_at=timezone.now())
    with pytest.raises(RuleBroken, match="“GCSE maths” is not done yet"):
        set_branch_state(branch=engineering, state="finished", actor=amina)
    choose_branch(branch=engineering, actor=amina)
    assert Branch.objects.get(state="chosen") == engineering


def test_who_may_author_has_a_bond_that_counts_today(script, amina, chidi, mair, bea):
    assert [may_author(person, script) for person in (amina, chidi, mair, bea)] == [True, True, True, False]
    Bond.objects.filter(adult=mair).update(consented_at=None)
    Bond.objects.filter(adult=chidi).update(until_on=dt.date.today() - dt.timedelta(days=1))
    assert [may_author(person, script) for person in (mair, chidi)] == [False, False]


def test_a_branch_of_another_script_is_no_place_to_fork_from(script, amina, other_script):
    with pytest.raises(RuleBroken, match="A branch forks from the same script"):
        branch_off(script=script, parent=other_script.branches.last(), forks_after=None, name="Sea", actor=amina)


def test_a_branch_keeps_its_name_and_gets_another_ending(engineering, amina):
    assert change_branch(branch=engineering, name="engineering", ending="Boatyard", actor=amina).name == "engineering"


def test_a_version_keeps_its_name_in_other_letters(script, steps, amina):
    version = name_version(version=script.versions.latest("number"), name="before", actor=amina)
    assert name_version(version=version, name="Before", actor=amina).name == "Before"
    assert name_version(version=version, name="", actor=amina).name == ""


def test_removing_lets_forks_leave_after_the_nearest_step_before(script, engineering, steps, amina):
    welding = branch_off(script=script, parent=engineering, forks_after=steps[2], name="Welding", actor=amina)
    remove_step(step=steps[2], actor=amina)
    assert again(welding).forks_after == steps[1]


def test_an_ask_does_not_come_back_met_by_a_step_that_is_gone(script, engineering, steps, music, amina):
    ask = set_asks(branch=engineering, asks=[{"words": "Maths"}], actor=amina)[0]
    meet_ask(ask=ask, step=steps[0], actor=amina)
    Step.objects.filter(pk=steps[0].pk).delete()
    undo(script=script, actor=amina)
    assert again(ask).step is None


def test_after_an_undo_one_lands_on_ones_own_script_only(sign_in, script, engineering, steps, other_script, amina):
    swim = reverse("step_change", args=[Step.objects.get(title="Swim").pk])
    undo_at = reverse("script_undo", args=[script.pk])
    assert sign_in(amina).post(undo_at, {"back": swim}).url == reverse("script", args=[script.pk])
    own = reverse("step_change", args=[steps[0].pk])
    assert sign_in(amina).post(undo_at, {"back": own}).url == own


def test_the_page_of_a_branch_state_tells_of_its_own_places(
    sign_in, script, trunk, engineering, amina, make_offer, make_place
):
    step = add_step(branch=trunk, style="online", offer=make_offer("On the trunk"), position=0, actor=amina)
    make_place(step.offer, step, "asked")
    page = sign_in(amina).get(reverse("branch_state", args=[engineering.pk]))
    assert page.context["places"] == []


def test_a_move_in_the_grid_can_be_undone_in_one_tap(sign_in, script, engineering, steps, amina):
    choose_branch(branch=engineering, actor=amina)
    grid = reverse("script_grid", args=[script.pk])
    page = sign_in(amina).post(grid, {"step": steps[0].pk, f"to-{steps[0].pk}": f"{YEAR}.1"}, follow=True)
    number = script.versions.latest("number").number
    assert f'action="{reverse("script_undo", args=[script.pk])}?of={number}"' in page.text
