"""What Amina wrote in depth: alternatives on a branch, an ending that asks three things, versions with a name."""

from learnplan.people.models import User
from scripts.authoring.models import Branch, Script
from scripts.editing.actions.choices import pick_option, set_options
from scripts.editing.actions.endings import meet_ask, set_asks
from scripts.editing.actions.order import move_step
from scripts.editing.actions.steps import add_step
from scripts.editing.actions.versions import name_version, undo
from scripts.offers.models import Offer

ASKS = ("A finished piece that works, with its drawings", "Maths at grade 5 or more", "Somebody there who knows me")
OPTIONS = (
    {"title": "Build the rig in the school workshop", "style": "project", "minutes_a_week": 180},
    {"title": "Help at the boatyard on Saturdays", "style": "workplace", "minutes_a_week": 240},
)


def write_in_depth(year: int, at) -> None:
    """Let Amina, where there is one with a script, think on in the autumn; every act in it is hers."""
    amina = User.objects.filter(username="amina").first()
    script = Script.objects.filter(learner=amina).first() if amina else None
    if amina is None or script is None:
        return
    chosen = script.branches.filter(state=Branch.State.CHOSEN).first()
    idea = script.branches.filter(state=Branch.State.IDEA).exclude(parent=None).first()
    with at(year, 11, 3):
        newest = script.versions.latest("number")
        name_version(version=newest, name="Before the autumn talk", actor=amina)
    if chosen and chosen.parent_id:
        with at(year, 11, 5):
            _ask(chosen, amina)
    if idea:
        with at(year, 11, 8):
            _choose_among(script, idea, year, amina)


def _ask(branch: Branch, amina: User) -> None:
    """Write down what the chosen path's ending asks; two of the three are met already."""
    asks = set_asks(branch=branch, asks=[{"words": words} for words in ASKS], actor=amina)
    own = list(branch.steps.all())
    if own:
        meet_ask(ask=asks[0], step=own[-1], actor=amina)
    common = Branch.objects.get(script=branch.script, parent=None).steps.filter(title__icontains="number").first()
    if common:
        meet_ask(ask=asks[1], step=common, actor=amina)
    name_version(version=branch.script.versions.latest("number"), name="What they ask", actor=amina)


def _choose_among(script: Script, idea: Branch, year: int, amina: User) -> None:
    """On the other branch: two steps, one of them a choice of three; picked, thought again, moved, and undone once."""
    step = add_step(
        branch=idea, title="Get my hands on something real", style="project", year=year, term=2, lasts=2, actor=amina
    )
    visit = add_step(branch=idea, title="Ask two people who do it", style="community", year=year, term=1, actor=amina)
    offers = Offer.objects.visible_to(amina).filter(closed_at=None, style="workplace").order_by("title")
    options = [*OPTIONS, *({"offer": offer} for offer in offers[:1])]
    rows = set_options(step=step, options=options, actor=amina)
    pick_option(step=step, option=rows[1], actor=amina)
    pick_option(step=step, option=None, actor=amina)
    move_step(step=visit, position=0, actor=amina)
    name_version(version=script.versions.latest("number"), name="Two ways", actor=amina)
    move_step(step=step, position=0, actor=amina)
    undo(script=script, actor=amina)
