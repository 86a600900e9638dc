"""What if, with rows: the variant of a branch, the chance of a place, and the pages."""

import datetime as dt

import pytest
from django.urls import reverse

from learnplan.events.models import Event
from learnplan.rules import RuleBroken
from learnplan.years import current_year
from scripts.authoring.models import Branch, Step
from scripts.comparing.actions import vary_branch
from scripts.comparing.chances import chances
from scripts.editing.actions.branches import branch_off, choose_branch
from scripts.editing.actions.choices import pick_option, set_options
from scripts.editing.actions.endings import set_asks
from scripts.editing.actions.steps import add_step
from scripts.offers.models import Place

TODAY = dt.date.today()


@pytest.fixture
def music(script, trunk, amina):
    branch = branch_off(
        script=script, parent=trunk, forks_after=trunk.steps.first(), name="Music", ending="My own studio", actor=amina
    )
    add_step(branch=branch, title="Studio evenings", style="evening", year=current_year(), term=2, actor=amina)
    return branch


def compare(sign_in, who, script, *branches):
    query = "&".join(f"branch={getattr(each, 'pk', each)}" for each in branches)
    return sign_in(who).get(f"{reverse('script_compare', args=[script.pk])}?{query}")


def test_variant_has_the_same_steps_and_no_places(engineering, amina, common_script, make_offer, make_place):
    item = common_script.items.first().item
    offer = make_offer()
    own = add_step(branch=engineering, title="Theory", style="online", lasts=2, covers=[item.pk], actor=amina)
    taken = add_step(branch=engineering, style="workplace", offer=offer, actor=amina)
    make_place(offer, step=taken)
    set_options(step=own, options=[{"title": "A", "style": "online"}, {"title": "B", "style": "evening"}], actor=amina)
    pick_option(step=own, option=own.options.last(), actor=amina)
    set_asks(branch=engineering, asks=[{"words": "Three good grades"}], actor=amina)
    made = vary_branch(branch=engineering, name="Engineering nearer home", actor=amina)
    first, second = made.steps.all()
    assert (made.parent_id, made.forks_after_id, made.state) == (
        engineering.parent_id,
        engineering.forks_after_id,
        "idea",
    )
    assert (first.title, first.lasts, first.covers.get().item, second.offer) == ("B", 2, item, offer)
    assert [option.title for option in first.options.all()] == ["A", "B"]
    assert first.picked.title == "B"
    assert first.picked.step == first
    assert made.asks.get().words == "Three good grades"
    assert not Place.objects.filter(step__branch=made).exists()
    assert Event.objects.get(verb="branch.varied").facts["original"] == "Engineering"
    assert engineering.steps.count() == 2


def test_variant_needs_a_name_of_its_own_and_there_is_one_trunk(engineering, trunk, amina):
    with pytest.raises(RuleBroken, match="already have a branch"):
        vary_branch(branch=engineering, name="engineering", actor=amina)
    with pytest.raises(RuleBroken, match="Write a branch from it"):
        vary_branch(branch=trunk, name="Mine", actor=amina)
    assert Branch.objects.count() == 2


def test_compare_shows_what_each_path_brings_and_gives_up(sign_in, amina, script, engineering, music, trunk):
    add_step(branch=engineering, title="Workshop year", style="workplace", actor=amina)
    choose_branch(branch=engineering, actor=amina)
    page = compare(sign_in, amina, script, engineering, music)
    mine, other = page.context["sides"]
    assert (mine["is_base"], mine["side"].gained) == (True, ())
    assert other["side"].gained == ("Studio evenings",)
    assert other["side"].given_up == (*[step.title for step in trunk.steps.all()][1:], "Workshop year")
    assert "My own studio" in page.text


def test_compare_begins_with_the_chosen_path_and_one_other(sign_in, amina, script, engineering, music):
    choose_branch(branch=music, actor=amina)
    shown = [each["branch"] for each in compare(sign_in, amina, script).context["sides"]]
    assert shown == [music, engineering]


def test_compare_never_drops_a_choice_silently(sign_in, amina, script, engineering, music, trunk):
    more = [branch_off(script=script, parent=trunk, forks_after=None, name=f"Way {n}", actor=amina) for n in range(2)]
    page = compare(sign_in, amina, script, engineering, music, *more)
    assert len(page.context["sides"]) == 3
    assert "do not fit beside one another" in page.text


@pytest.mark.parametrize("nonsense", ["0", "x", "9" * 30, "-1", "²"])
def test_compare_leaves_out_what_is_no_branch_of_this_script(sign_in, amina, script, engineering, nonsense):
    page = compare(sign_in, amina, script, engineering, nonsense)
    assert page.status_code == 200
    assert engineering in [each["branch"] for each in page.context["sides"]]


def test_compare_with_one_path_says_what_to_do(sign_in, amina, script):
    assert "Write a branch" in compare(sign_in, amina, script).text


def test_chance_counts_those_who_asked_before_and_hides_few(make_offer, make_place, make_user, riverside):
    now = make_offer("Bakery", starts_on=TODAY, ends_on=TODAY + dt.timedelta(days=90))
    before = make_offer(
        "Bakery", starts_on=TODAY - dt.timedelta(days=300), ends_on=TODAY - dt.timedelta(days=100), places=30
    )
    for number in range(9):
        make_place(before, learner=make_user(f"L{number}", "X"), state="completed" if number % 3 else "released")
    assert chances([now])[now.pk].asked is None
    make_place(before, learner=make_user("Last", "X"), state="declined")
    make_place(before, learner=make_user("Still", "X"), state="asked")
    found = chances([now])[now.pk]
    assert (found.asked, found.got) == (10, 7)


def test_chance_of_another_offer_is_not_this_ones(make_offer, make_place, make_user):
    now = make_offer("Bakery")
    other = make_offer("Joinery", ends_on=TODAY - dt.timedelta(days=1), starts_on=TODAY - dt.timedelta(days=9))
    for number in range(12):
        make_place(other, learner=make_user(f"L{number}", "X"), state="completed")
    assert chances([now])[now.pk].asked is None


def test_takes_reads_the_ending_back_to_today(sign_in, amina, music):
    set_asks(branch=music, asks=[{"words": "A recording of my own"}], actor=amina)
    page = sign_in(amina).get(reverse("branch_takes", args=[music.pk]))
    assert [row["row"].stop.title for row in page.context["rows"]] == ["Studio evenings", "GCSE maths"]
    assert page.text.index("A recording of my own") < page.text.index("Studio evenings") < page.text.index("Today")
    assert "The next one is “GCSE maths”." in page.text


def test_vary_page_writes_the_variant_and_says_what_is_wrong(sign_in, amina, engineering):
    url = reverse("branch_vary", args=[engineering.pk])
    refused = sign_in(amina).post(url, {"name": "  "})
    assert (refused.status_code, Step.objects.filter(branch__name="Nearer").count()) == (422, 0)
    assert "Give it a name" in refused.text
    assert "already have a branch" in sign_in(amina).post(url, {"name": "Engineering"}).text
    page = sign_in(amina).post(url, {"name": "Nearer"})
    assert page.headers["Location"] == reverse("branch", args=[Branch.objects.get(name="Nearer").pk])


def test_compare_says_of_a_variant_what_it_does_otherwise(sign_in, amina, script, engineering):
    step = add_step(branch=engineering, title="Theory", style="in_class", actor=amina)
    add_step(branch=engineering, title="Workshop", style="workplace", actor=amina)
    made = vary_branch(branch=engineering, name="Nearer", actor=amina)
    made.steps.filter(title="Theory").update(style="online")
    choose_branch(branch=engineering, actor=amina)
    page = compare(sign_in, amina, script, engineering, made)
    other = page.context["sides"][1]["side"]
    assert (other.gained, other.given_up, other.otherwise) == ((), (), (step.title,))
    assert "Theory: at another time or in another way" in page.text


def test_choice_of_a_variant_opens_to_what_the_step_was(engineering, amina):
    step = add_step(branch=engineering, title="Theory", style="online", actor=amina)
    options = set_options(step=step, options=[{"title": "A"}, {"title": "B"}], actor=amina)
    pick_option(step=step, option=options[0], actor=amina)
    copy = vary_branch(branch=engineering, name="Nearer", actor=amina).steps.get()
    assert (copy.title, pick_option(step=copy, option=None, actor=amina).title) == ("A", "Theory")


def test_chance_of_a_place_that_is_theirs_is_not_told(
    sign_in, amina, script, engineering, music, make_offer, make_place
):
    offer = make_offer("Bakery")
    steps = [add_step(branch=engineering, style="workplace", offer=offer, actor=amina) for _each in range(2)]
    for state, told in (("asked", [1, 0]), ("accepted", [0, 0])):
        Place.objects.all().delete()
        make_place(offer, steps[0], state)
        sides = compare(sign_in, amina, script, engineering, music).context["sides"]
        assert [len(each["chances"]) for each in sides] == told


def test_takes_says_once_that_steps_without_a_term_are_too_many_and_no_term_that_is_gone(sign_in, amina, trunk, music):
    music.steps.update(year=current_year() - 1, term=1)
    page = sign_in(amina).get(reverse("branch_takes", args=[music.pk]))
    assert [(row["is_said"], row["row"].is_late) for row in page.context["rows"]] == [(True, True), (False, True)]
    assert page.context["crowded"] == 1
    assert "at the latest" not in page.text
    assert page.text.count("1 step has no term yet") == 1
