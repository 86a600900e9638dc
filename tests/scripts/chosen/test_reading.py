"""The one statement of a script reads the same as the script's own pages do."""

import pytest
from django.urls import reverse
from django.utils import timezone

from learnplan.years import current_year
from scripts.authoring.models import Step
from scripts.authoring.reading import read_chosen, read_script
from scripts.checking.report import report_of
from scripts.editing.actions.branches import choose_branch, set_branch_state
from scripts.editing.actions.choices import set_options
from scripts.editing.actions.endings import set_asks
from scripts.editing.actions.steps import add_step
from scripts.frameworks.models import FrameworkItem
from scripts.offers.models import OfferAsk, OfferCover, OfferSlot


@pytest.fixture
def full(engineering, trunk, make_offer, make_place, amina):
    """The branch with an offer that asks, covers and has a time, a step with alternatives, and an ending that asks."""
    offer = make_offer("Level 3 Engineering", price_pence=5_000)
    item = FrameworkItem.objects.first()
    OfferAsk.objects.create(offer=offer, item=item)
    OfferCover.objects.create(offer=offer, item=FrameworkItem.objects.last())
    OfferSlot.objects.create(offer=offer, weekday=2, starts_at="13:00", ends_at="15:00")
    step = add_step(
        branch=engineering, title="Workshop", style="workplace", year=current_year(), term=2, offer=offer, actor=amina
    )
    make_place(offer, step=step)
    open_step = add_step(branch=engineering, title="Sport", style="community", actor=amina)
    set_options(step=open_step, options=[{"title": "Rowing"}, {"title": "", "offer": make_offer("Judo")}], actor=amina)
    set_asks(branch=engineering, asks=[{"words": "An interview"}], actor=amina)
    return choose_branch(branch=engineering, actor=amina)


@pytest.mark.parametrize("who", ["amina", "chidi"])
def test_reading_the_chosen_path_gives_the_report_of_the_script_itself(full, script, who, request):
    reader = request.getfixturevalue(who)
    ours, theirs = read_chosen(reader, script.learner_id, is_writer=True), read_script(script, reader)
    assert [branch.pk for branch in ours.branches] == [branch.pk for branch in theirs.branches]
    assert [step.pk for step in ours.path(ours.chosen)] == [step.pk for step in theirs.path(theirs.chosen)]
    assert ours.chosen == full
    assert vars(report_of(ours, ours.chosen)) == vars(report_of(theirs, theirs.chosen))
    assert [step.place for step in ours.path(ours.chosen)] == [step.place for step in theirs.path(theirs.chosen)]


def test_reading_the_chosen_path_is_one_query(full, script, amina, django_assert_num_queries):
    with django_assert_num_queries(1):
        picture = read_chosen(amina, script.learner_id, is_writer=True)
        report_of(picture, picture.chosen)


def test_reading_of_a_script_that_is_not_ones_own_to_see_gives_nothing(full, script, amina, dov, sam):
    assert [read_chosen(one, script.learner_id, is_writer=False) for one in (dov, sam)] == [None, None]


def test_home_says_since_when_no_path_is_chosen_beside_whatever_else_waits(full, script, trunk, amina, sign_in):
    """A finished path that is brought back leaves none chosen; what waits is told in its order all the same."""
    Step.objects.update(done_at=timezone.now())
    set_branch_state(branch=full, state="finished", actor=amina)
    set_branch_state(branch=full, state="idea", actor=amina)
    ours = read_chosen(amina, amina.pk, is_writer=True)
    assert (ours.chosen, ours.script.started_at) == (None, script.started_at)
    assert "No path of your script is chosen." in sign_in(amina).get(reverse("home")).text
