"""A branch written in a real browser, wide and on a phone: put in order by keys, mouse and finger, chosen, undone."""

import pytest
from django.urls import reverse

from scripts.authoring.models import Branch
from tests.test_journey import follow, press, says

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


def titles(branch):
    return [step.title for step in branch.steps.all()]


def said(page):
    return page.locator("[data-order-said]").inner_text()


def arrives(page, branch, order):
    """Wait until the server has the steps in this order, and the page shows them so."""
    for _moment in range(100):
        if titles(branch) == order and page.locator("[data-order] b").all_inner_texts() == order:
            return
        page.wait_for_timeout(50)
    raise AssertionError((titles(branch), page.locator("[data-order] b").all_inner_texts()))


def write_branch(page, house, name):
    page.goto(reverse("branch_new", args=[house.stage.script.pk]))
    press(page, "Put it on the map", What_do_you_call=name, Where_could_it_end="A boatyard")
    for title in ("Visit", "Course", "Trial week"):
        follow(page, "Add the first step" if title == "Visit" else "Add a step")
        press(page, "Add the step", What_is_the_step=title)
        says(page, title)
    return Branch.objects.get(name=name)


def order_by_keys(page, branch):
    page.get_by_text("More to do with this branch").click()
    follow(page, "Put the steps in order")
    grips = page.locator("[data-grip]")
    grips.nth(0).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert said(page).startswith("“Trial week” is picked up, number 3 of 3.")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert said(page) == "“Trial week”: number 1 of 3."
    page.keyboard.press("Escape")
    assert said(page) == "“Trial week” is back where it was."
    assert titles(branch) == ["Visit", "Course", "Trial week"]
    page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    arrives(page, branch, ["Visit", "Trial week", "Course"])
    says(page, "“Trial week” is number 2 of 3 now.")
    assert page.evaluate("document.activeElement.closest('li').dataset.step") == "Trial week"


def order_by_drag(page, branch, *, with_finger):
    page.locator("[data-order] li").nth(2).scroll_into_view_if_needed()
    grip, last = (
        page.locator("[data-grip]").nth(0).bounding_box(),
        page.locator("[data-order] li").nth(2).bounding_box(),
    )
    x, y, below = grip["x"] + 10, grip["y"] + 10, last["y"] + last["height"] - 5
    path = [(x, y + (below - y) * part / 5) for part in range(6)]
    (drag_with_finger if with_finger else drag_with_mouse)(page, path)
    arrives(page, branch, ["Trial week", "Course", "Visit"])
    says(page, "“Visit” is number 3 of 3 now.")


def drag_with_mouse(page, path):
    page.mouse.move(*path[0])
    page.mouse.down()
    for x, y in path:
        page.mouse.move(x, y)
    page.mouse.up()


def drag_with_finger(page, path):
    hand = page.context.new_cdp_session(page)
    hand.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    for kind, (x, y) in zip(["touchStart", *["touchMove"] * len(path)], [path[0], *path], strict=True):
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    hand.detach()


def order_by_buttons(page, branch):
    page.locator("[data-order] li").nth(1).get_by_role("button", name="Course: up").click()
    arrives(page, branch, ["Course", "Trial week", "Visit"])


def compare_and_undo(page, house, branch):
    press(page, "Undo")
    arrives(page, branch, ["Trial week", "Course", "Visit"])
    says(page, "Undone. The script is as it was before.")
    page.goto(reverse("script_version", args=[house.stage.script.pk, 2]))
    newest = house.stage.script.versions.latest("number").number
    page.get_by_label("Compare it with").select_option(f"{newest}")
    says(page, f"to version {newest}", f"The branch “{branch.name}” is new")


def compare_paths(page, house, branch):
    page.goto(reverse("script", args=[house.stage.script.pk]))
    follow(page, "Compare")
    page.goto(f"{reverse('script_compare', args=[house.stage.script.pk])}?branch={branch.pk}")
    says(page, branch.name, "Trial week", "Visit")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_branch_is_written_ordered_compared_chosen_and_undone(look, house, width):
    page, name = look("amina", width=width, height=900), f"Boats {width}"
    branch = write_branch(page, house, name)
    order_by_keys(page, branch)
    order_by_drag(page, branch, with_finger=width == 390)
    order_by_buttons(page, branch)
    compare_and_undo(page, house, branch)
    compare_paths(page, house, branch)
    before = Branch.objects.get(script=house.stage.script, state="chosen")
    page.goto(reverse("branch", args=[branch.pk]))
    follow(page, "Choose this path")
    press(page, f"Choose {name}")
    says(page, f"“{name}” is now the chosen path.")
    press(page, "Undo")
    says(page, "Undone.")
    before.refresh_from_db()
    assert before.state == "chosen"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.complaints == []


def test_a_move_that_does_not_arrive_leaves_the_list_as_it_was(look, house):
    page = look("amina", width=1280, height=900)
    branch = write_branch(page, house, "Boats that stay")
    order = ["Visit", "Course", "Trial week"]
    page.goto(reverse("branch_order", args=[branch.pk]))
    page.context.clear_cookies()
    page.locator("[data-grip]").nth(0).focus()
    for key in ("Space", "ArrowDown", "Space"):
        page.keyboard.press(key)
    page.locator("[data-told]").wait_for()
    assert page.locator("[data-order] b").all_inner_texts() == order
    assert titles(branch) == order


def test_a_move_of_a_step_that_is_gone_is_refused_in_words(look, house):
    page = look("amina", width=1280, height=900)
    branch = write_branch(page, house, "Boats that go")
    page.goto(reverse("branch_order", args=[branch.pk]))
    other = page.context.new_page()
    other.goto(page.url.partition("/scripts")[0] + reverse("step_remove", args=[branch.steps.get(title="Visit").pk]))
    press(other, "Take it off")
    other.close()
    page.locator("[data-grip]").nth(0).focus()
    for key in ("Space", "ArrowDown", "Space"):
        page.keyboard.press(key)
    page.locator("#order-refused p").wait_for()
    says(page, "That step is not on this branch any more.")
    assert page.locator("[data-order] b").all_inner_texts() == ["Course", "Trial week"]
