"""The chain from end to end, walked in a browser by four people: target, script, offer, place, money, and back."""

import datetime as dt

import pytest
from django.urls import reverse

from plans.funding.models import Entry
from plans.targets.models import Plan
from scripts.offers.models import Offer, Place
from tests.serving import served
from tests.stage.world import YEAR, begin

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
SOON = str(dt.date.today() + dt.timedelta(days=10))


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, stage_settings):
    """A served world in which nothing has been done yet."""
    with django_db_blocker.unblock(), served(begin) as server:
        yield server


@pytest.fixture
def people(look):
    """The four, each with a page of their own."""
    return {name: look(name) for name in ("rosa", "amina", "chidi", "sam")}


def follow(page, *words):
    """Follow links of the page itself, one after another, by their words."""
    for each in words:
        page.locator("main").get_by_role("link", name=each).first.click()


def press(page, words, **fields):
    """Fill fields by their labels (with spaces for underscores), and press the button called `words`."""
    for label, value in fields.items():
        field = page.locator("main").get_by_label(label.replace("_", " ")).first
        field.select_option(label=value) if field.evaluate("e => e.tagName") == "SELECT" else field.fill(value)
    page.locator("main").get_by_role("button", name=words).first.click()


def says(page, *words):
    """Check that the page says each of `words`, in a moment if not yet."""
    missing = words
    for _moment in range(50):
        page.wait_for_load_state()
        text = " ".join(page.locator("main").inner_text().split())
        missing = [each for each in words if each not in text]
        if not missing:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{page.url} does not say {missing}, but: {text}")


def begin_plan_and_target(amina):
    amina.goto("/")
    press(amina, "Start my plan")
    follow(amina, "Write a target")
    what = {"What_I_am_aiming_for": "Weld a clean corner", "How_I_will_know": "It holds when Sam stands on it"}
    press(amina, "Save the target", **what, By_when=SOON)
    follow(amina, "Check in")
    amina.get_by_label("with a lot of help").check()
    press(amina, "Save the check-in", What_happened="The seam cracked twice.")
    says(amina, "The seam cracked twice.", "Nobody else has answered yet")


def agree_with_partner(rosa, house):
    rosa.goto(reverse("partner_new"))
    partner = {"Partner": house.stage.northgate.name, "What_we_share_about_learners": "Name and year group"}
    press(rosa, "Note the agreement", From=str(dt.date.today()), **partner)
    says(rosa, house.stage.northgate.name)


def put_up_offer(sam):
    sam.goto(reverse("offers"))
    follow(sam, "New offer")
    fields = {"Title": "Welding for beginners", "Code": "W1", "From": f"{YEAR}-09-01", "Until": f"{YEAR + 1}-08-31"}
    press(sam, "Put it up", **fields, How="in a workplace", Places="2", Price_of_a_place="900")
    says(sam, "Welding for beginners", "2 of 2 left", "£900")


def branch_and_choose(amina):
    amina.goto(reverse("script_start"))
    press(amina, "Start my script")
    follow(amina, "New branch")
    press(amina, "Put it on the map", What_do_you_call="Metal", Where_could_it_end="A welder's apprentice")
    follow(amina, "Add the first step", "Take it up")
    press(amina, "Add the step")
    says(amina, "Welding for beginners")
    follow(amina, "Choose this path")
    press(amina, "Choose Metal")
    says(amina, "Metal")


def rate_and_ask(chidi):
    chidi.goto("/")
    follow(chidi, "Answer")
    chidi.get_by_label("nearly on my own").check()
    press(chidi, "Save the answer", What_have_you_seen="The last seam held.")
    says(chidi, "The last seam held.", "The seam cracked twice.")
    chidi.goto(Offer.objects.get().get_absolute_url())
    follow(chidi, "Ask for a place")
    press(chidi, "Ask", For_whom="Amina Said")
    says(chidi, "has been told")


def hold_and_offer(sam):
    sam.goto(reverse("places"))
    follow(sam, "Welding for beginners", "Hold a place")
    press(sam, "Hold a place")
    follow(sam, "Offer the place")
    press(sam, "Offer the place", Answer_by=SOON)
    says(sam, "Offered. The learner")


def share_out(rosa):
    rosa.goto(reverse("funds"))
    follow(rosa, "Open a fund")
    press(rosa, "Open the fund", Name="Learner choice")
    follow(rosa, "Pay in")
    press(rosa, "Pay in", Amount="10,000", Where_it_comes_from="Authority grant")
    follow(rosa, "Draft the formula")
    press(rosa, "Save and look", For_every_learner="1000")
    says(rosa, "£1,000", "Amina Said")
    press(rosa, "Publish and share out")
    says(rosa, "Published on")


def take_the_place(amina):
    amina.goto(Place.objects.get().get_absolute_url())
    follow(amina, "Take it")
    press(amina, "Take it")
    says(amina, "The place is yours.")


def test_four_people_walk_the_chain(people, house):
    rosa, amina, chidi, sam = people.values()
    begin_plan_and_target(amina)
    agree_with_partner(rosa, house)
    put_up_offer(sam)
    branch_and_choose(amina)
    rate_and_ask(chidi)
    hold_and_offer(sam)
    refused_without_money(amina)
    share_out(rosa)
    take_the_place(amina)
    sees_only_its_promise(sam)
    money_is(amina, promised="£900", left="£100")
    give_it_up(amina)
    money_is(amina, promised="£0", left="£1,000")
    history_tells(amina, chidi)
    assert sum(Entry.objects.values_list("pence", flat=True)) == 0
    complaints = {name: page.complaints for name, page in people.items()}
    assert [said for said in complaints.pop("amina") if "422" not in said] == []  # the refusal above
    assert complaints == {"rosa": [], "chidi": [], "sam": []}


def refused_without_money(amina):
    amina.goto(Place.objects.get().get_absolute_url())
    follow(amina, "Take it")
    press(amina, "Take it")
    says(amina, "no money", "It becomes possible when")


def sees_only_its_promise(sam):
    sam.goto(reverse("promised"))
    says(sam, "Amina Said", "Welding for beginners", "£900")
    text = sam.locator("main").inner_text()
    assert "1,000" not in text
    assert "100" not in text.replace("£900", "")
    plan = Plan.objects.get(learner__username="amina")
    for page in ("plan", "money", "plan_history"):
        assert sam.request.get(reverse(page, args=[plan.pk])).status == 404


def money_is(amina, *, promised, left):
    amina.goto(reverse("my_money"))
    says(amina, f"{promised} promised to places", f"{left} left to choose with")


def give_it_up(amina):
    amina.goto(Place.objects.get().get_absolute_url())
    follow(amina, "Give up the place")
    press(amina, "Give up the place", Why="I would rather learn it at my uncle's.")
    says(amina, "has been given back")


def history_tells(amina, chidi):
    plan = Plan.objects.get(learner__username="amina")
    for page in (amina, chidi):
        page.goto(reverse("plan_history", args=[plan.pk]))
    acts = ("Weld a clean corner", "Metal", "Welding for beginners", "£900", "Chidi Okafor", "Sam Price", "Rosa Byrne")
    says(amina, *acts)
    says(chidi, "Amina Said", "Metal", "£900")
