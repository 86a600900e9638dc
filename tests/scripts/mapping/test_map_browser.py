"""The map in a browser: it prints on one sheet, its arrow keys walk its lines, and the grid takes a dragged step."""

import re

import pytest
from django.urls import reverse

from learnplan.demonstration import maps
from learnplan.people.actions.bonds import bind
from learnplan.people.models import Membership, User
from learnplan.years import current_year
from scripts.authoring.models import Step
from scripts.editing.actions.branches import start_script
from tests.serving import served
from tests.stage.world import FIRST_DAY

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
FOCUSED = "document.activeElement.getAttribute('aria-label')"


def add_forty(stage):
    """Add to the stage forty steps on eight branches, as in the demonstration, of another learner of Chidi's."""
    wren = User.objects.create_user("wren", given_name="Wren", family_name="Tidemark")
    when = {"from_on": FIRST_DAY}
    Membership.objects.create(user=wren, institution=stage.riverside, role="learner", year_group="12", **when)
    bind(learner=wren, adult=stage.chidi, kind="tutor", institution=stage.riverside, actor=stage.rosa, **when)
    script = start_script(learner=wren, actor=wren)
    trunk = script.branches.get()
    there = trunk.steps.count()
    Step.objects.bulk_create(
        Step(branch=trunk, position=at, title=f"Part {at} that everyone does") for at in range(there, 14)
    )
    stage.things["forty"] = maps.write_forty(script, current_year())
    return stage


@pytest.fixture(scope="module")
def house(staged, django_db_blocker):
    with django_db_blocker.unblock(), staged.at_hand() as stage, served(lambda: add_forty(stage)) as server:
        yield server


@pytest.fixture
def forty(house):
    return house.stage.forty


def test_forty_steps_print_on_one_sheet_on_its_side(look, forty):
    page = look("chidi")
    page.goto(reverse("script", args=[forty.pk]))
    sheet = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    width, height = (float(size) for size in re.search(rb"/MediaBox \[0 0 (\S+) (\S+)\]", sheet).groups())
    assert (round(width), round(height)) == (842, 595)
    page.emulate_media(media="print")
    words = page.locator(".map.rows ol > li.stop a").first
    assert words.evaluate("e => parseFloat(getComputedStyle(e).fontSize) * e.currentCSSZoom") >= 9


def test_arrow_keys_walk_along_a_line_and_between_lines(look, forty):
    page = look("chidi")
    page.goto(reverse("script", args=[forty.pk]))
    page.locator(".map.across a", has_text="Engines and gearboxes").focus()
    walked = []
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
        walked.append(page.evaluate(FOCUSED))
    assert walked[:4] == [
        "Six weeks at sea",
        "Electrics afloat",
        "Ship engines ends at Engineer on the ferry",
        "Electrics afloat",
    ]
    assert walked[4:] == ["Launch her, with everyone", "Electrics afloat"]
    assert page.locator("[data-map-card]").inner_text().startswith("Electrics afloat.")


def test_map_can_be_skipped(look, forty):
    page = look("chidi")
    page.goto(reverse("script", args=[forty.pk]))
    page.get_by_role("link", name="Skip the map").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('.map')")


def test_map_says_its_structure_to_a_screen_reader(look, forty):
    page = look("chidi")
    page.goto(reverse("script", args=[forty.pk]))
    line = page.get_by_role("list", name=re.compile("^Ship engines. Possible"))
    assert line.get_by_role("listitem").count() == 4
    assert page.locator(".map.across [aria-current=step]").count() == 1


def test_step_is_dragged_into_a_term(look, forty):
    page = look("chidi")
    page.goto(reverse("script_grid", args=[forty.pk]))
    step = page.locator("[data-drag]", has_text="Draw her lines")
    step.drag_to(page.locator(f"tr[data-slot='{current_year() + 1}.1'] th"))
    page.get_by_text("“Draw her lines” is in autumn").wait_for()
    moved = Step.objects.get(title="Draw her lines")
    assert (moved.year, moved.term) == (current_year() + 1, 1)


@pytest.mark.parametrize("width", [390, 1280])
def test_one_long_word_makes_no_page_wider(look, forty, width):
    """A name without a space breaks where it stands; the page does not scroll sideways for it."""
    page, branch = look("chidi"), forty.branches.last()
    step, name = branch.steps.first(), branch.name
    branches = type(branch).objects.filter(pk=branch.pk)
    branches.update(name="W" * 100)
    branch.steps.filter(pk=step.pk).update(title="W" * 150)
    page.set_viewport_size({"width": width, "height": 800})
    addresses = [reverse(each, args=[forty.pk]) for each in ("script_grid", "script_list", "script_compare")]
    for address in [reverse("script", args=[forty.pk]), *addresses]:
        page.goto(f"{address}?branch={branch.pk}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
    branches.update(name=name)
    branch.steps.filter(pk=step.pk).update(title=step.title)


def test_grid_of_many_paths_scrolls_in_its_frame_and_prints(look, forty):
    page = look("chidi")
    branches = "&".join(f"branch={branch.pk}" for branch in forty.branches.all()[:4])
    page.goto(f"{reverse('script_grid', args=[forty.pk])}?{branches}")
    assert page.locator(".by-term").evaluate("e => e.offsetWidth > e.parentElement.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(media="print")
    assert page.locator(".by-term").is_visible()
    assert not page.locator(".by-term .move").first.is_visible()
