"""The map, the grid and the list say the same: every fact of a script is in each of them."""

import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from learnplan.years import current_year, year_bounds, year_name
from plans.targets.actions.targets import start_plan, write_target
from scripts.authoring.reading import read_script
from scripts.checking.report import met_asks, report_of
from scripts.editing.actions.branches import branch_off, choose_branch
from scripts.editing.actions.choices import pick_option, set_options
from scripts.editing.actions.endings import meet_ask, set_asks
from scripts.editing.actions.order import move_to_term
from scripts.editing.actions.steps import add_step, set_step_done
from scripts.mapping.wording import tell
from scripts.models import CommonItem
from scripts.sharing.actions import write_comment

YEAR = current_year()


@pytest.fixture
def full(script, trunk, engineering, amina, riverside, make_offer, make_place):
    """Amina's script with something said of every kind."""
    plan = start_plan(learner=amina, institution=riverside, year=YEAR, actor=amina)
    target = write_target(
        plan=plan, words="Weld & cut", success_test="It holds", due_on=timezone.localdate(), actor=amina
    )
    first, last = year_bounds(YEAR)
    whole_year = {"starts_on": first, "ends_on": last}
    offer = make_offer(
        "Level 3 <Welding>", asks="A grade 4", timetable="Mondays & Fridays", minutes_a_week=270, **whole_year
    )
    other = make_offer("Robotics", asks="Curiosity")
    add_step(branch=trunk, title="Only mine", style="online", actor=amina, covers=[_item(script, 1)])
    set_step_done(step=trunk.steps.first(), is_done=True, actor=amina)
    when = {"year": YEAR, "term": 2}
    held = add_step(branch=engineering, style="workplace", offer=offer, target=target, lasts=3, actor=amina, **when)
    make_place(offer, held, "offered")
    add_step(branch=engineering, style="workplace", offer=other, year=YEAR + 1, actor=amina)
    choice = add_step(branch=engineering, title="Pick", style="project", actor=amina)
    options = [{"title": "Boat", "minutes_a_week": 90}, {"title": "Bridge"}, {"title": "Kite"}]
    rows = set_options(step=choice, options=options, actor=amina)
    pick_option(step=choice, option=rows[1], actor=amina)
    asks = set_asks(branch=engineering, asks=[{"words": "A placement"}, {"words": "Maths at 6"}], actor=amina)
    meet_ask(ask=asks[0], step=held, actor=amina)
    branch_off(script=script, parent=trunk, forks_after=None, name="Sea & sky", ending="", actor=amina)
    choose_branch(branch=engineering, actor=amina)
    write_comment(step=held, words="Who could show you that?", actor=amina)
    return script


def _item(script, at):
    return CommonItem.objects.filter(common_script=script.common_script_id)[at].item_id


def plain(page):
    """Return what a page says, in names, titles and text, as one line in small letters."""
    said = re.sub(r"<[^>]*>", lambda tag: " ".join(re.findall(r'aria-label="([^"]*)"', tag[0])).join("  "), page)
    return re.sub(r"\s+", " ", html.unescape(said)).casefold()


def every_fact(script):
    """Return every name and every fact, in words: what no view may leave out."""
    told = [*script.branches, *script.steps.values()]
    names = [branch.name for branch in script.branches] + [step.title for step in script.steps.values()]
    return names + [fact.words for each in told for fact in each.facts]


def part(page, start, end):
    return page[page.index(start) : page.index(end)]


def test_every_fact_is_in_the_map_in_the_grid_and_in_the_list(sign_in, full, amina):
    facts = tell(read_script(full, amina), is_mine=True)
    client = sign_in(amina)
    branches = "&".join(f"branch={branch.key}" for branch in facts.branches)
    map_page = client.get(reverse("script", args=[full.pk])).text
    views = {
        "map across": plain(part(map_page, 'class="map across', "</svg>\n</div>")),
        "map as rows": plain(part(map_page, 'class="map rows', 'id="after-map"')),
        "grid": plain(client.get(f"{reverse('script_grid', args=[full.pk])}?{branches}").text),
        "list": plain(client.get(reverse("script_list", args=[full.pk])).text),
    }
    assert len(set(every_fact(facts))) > 40
    missing = {
        name: [words for words in every_fact(facts) if re.sub(r"\s+", " ", words).casefold() not in said]
        for name, said in views.items()
    }
    assert {name: words for name, words in missing.items() if words} == {}


STEP = {
    "state", "when", "goal", "load", "where", "how", "hours", "option", "asks", "counts", "meets", "place", "check",
    "said",
}  # fmt: skip
BRANCH = {"state", "ending", "ask", "fork", "cover", "check"}


def test_facts_of_every_kind_are_told(full, amina):
    facts = tell(read_script(full, amina), is_mine=True)
    said = {fact.about for step in facts.steps.values() for fact in step.facts}
    assert STEP - said <= {"check"}
    assert BRANCH - {fact.about for branch in facts.branches for fact in branch.facts} <= {"check"}


def test_a_fact_says_when_and_how_long(full, amina):
    facts = tell(read_script(full, amina), is_mine=True)
    step = next(step for step in facts.steps.values() if step.lasts == 3)
    assert [fact.words for fact in step.of("when")] == [
        f"autumn {year_name(YEAR)}",
        f"for 3 terms, until summer {year_name(YEAR)}",
    ]
    assert [fact.words for fact in step.of("load")] == ["4 h 30 min a week"]
    assert [fact.said for fact in step.of("meets")] == ["Meets: A placement"]


def test_step_that_takes_up_an_offer_runs_as_long_as_the_offer_does(script, engineering, amina, make_offer):
    first, last = year_bounds(YEAR)
    offer = make_offer("A whole year", starts_on=first, ends_on=last, minutes_a_week=300)
    taken = add_step(branch=engineering, style="in_class", offer=offer, year=YEAR, term=1, actor=amina)
    picture = read_script(script, amina)
    assert tell(picture, is_mine=True).steps[taken.pk].lasts == 3
    load = report_of(picture, picture.by_id[engineering.pk]).load
    assert [load[YEAR, term] for term in (1, 2, 3)] == [300, 300, 300]
    move_to_term(step=taken, year=YEAR, term=2, actor=amina)  # it runs then too, as long as it does
    assert tell(read_script(script, amina), is_mine=True).steps[taken.pk].lasts == 3
    move_to_term(step=taken, year=YEAR + 1, term=2, actor=amina)  # when it does not run, as the check says
    told = tell(read_script(script, amina), is_mine=True).steps[taken.pk]
    assert (told.year, told.term, told.lasts, told.is_fixed) == (YEAR + 1, 2, 1, False)


def test_ask_is_met_where_the_check_says_so_and_nowhere_else(script, trunk, engineering, amina, sign_in):
    """Every page says the same: by a step of the path that counts, or by what covers the ask's item."""
    other = branch_off(script=script, parent=trunk, forks_after=None, name="Music", actor=amina)
    mine = add_step(branch=engineering, title="Portfolio", style="project", actor=amina)
    asks = set_asks(
        branch=engineering, asks=[{"words": "A portfolio"}, {"words": "Maths"}, {"words": "Art"}], actor=amina
    )
    meet_ask(ask=asks[0], step=mine, actor=amina)
    asks[1].item_id = _item(script, 0)
    asks[1].save()
    asks[2].step = add_step(branch=other, title="Elsewhere", style="project", actor=amina)
    asks[2].save()
    picture = read_script(script, amina)
    branch = picture.by_id[engineering.pk]
    met = [("A portfolio", "Portfolio"), ("Maths", "GCSE maths"), ("Art", None)]
    assert [(words, step and step.title) for words, step in met_asks(picture, branch)] == met
    told = next(each for each in tell(picture, is_mine=True).branches if each.key == branch.pk)
    assert [fact.words for fact in told.of("ask")] == [
        "A portfolio: met by Portfolio",
        "Maths: met by GCSE maths",
        "Art: not met yet",
    ]
    assert [mark.icon for mark in told.asks] == ["check", "check", "circle-dashed"]
    assert [one.facts for one in report_of(picture, branch).findings if one.code == "ending"] == [{"asks": ("Art",)}]
    takes = sign_in(amina).get(reverse("branch_takes", args=[branch.pk])).context["asks"]
    assert [(words, step and step.title) for words, step in takes] == met
    set_options(step=mine, options=[{"title": "Boat"}, {"title": "Bridge"}], actor=amina)
    picture = read_script(script, amina)
    assert met_asks(picture, picture.by_id[engineering.pk])[0] == ("A portfolio", None)


def test_check_is_told_where_nothing_is_required(script, engineering, amina):
    CommonItem.objects.update(is_required=False)
    set_asks(branch=engineering, asks=[{"words": "A portfolio"}], actor=amina)
    picture = read_script(script, amina)
    told = next(each for each in tell(picture, is_mine=True).branches if each.key == engineering.pk)
    assert [fact.words for fact in told.of("cover", "check")] == [
        "Nothing of the common script is required.",
        "The ending asks for this, and no step meets it yet: A portfolio. Name the step that meets it, or add one.",
    ]


def test_what_two_endings_ask_alike_is_said_once_at_the_step_that_meets_it(script, trunk, engineering, amina):
    other = branch_off(script=script, parent=trunk, forks_after=trunk.steps.last(), name="Nearer", actor=amina)
    for branch in (engineering, other):
        set_asks(branch=branch, asks=[{"words": "Maths at grade 5"}], actor=amina)
        meet_ask(ask=branch.asks.get(), step=trunk.steps.first(), actor=amina)
    told = tell(read_script(script, amina), is_mine=True).steps[trunk.steps.first().pk]
    assert [fact.words for fact in told.of("meets")] == ["Maths at grade 5"]
