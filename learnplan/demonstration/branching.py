"""What Amina does with her script: an idea that does not fit, a path thought through, and the core contested."""

from typing import Any

from learnplan.demonstration.scenes import administrator_of, at, named, take_up
from learnplan.people.models import User
from scripts.authoring.models import Branch, Script
from scripts.comparing.actions import vary_branch
from scripts.contesting.actions import answer_core, ask_about_core
from scripts.editing.actions.choices import pick_option, set_options
from scripts.editing.actions.endings import meet_ask, set_asks
from scripts.editing.actions.order import move_step
from scripts.editing.actions.steps import add_step
from scripts.editing.actions.versions import name_version, undo
from scripts.offers.models import Offer

# Further maths begins before Software ends; nothing on the idea counts for what the data team asks first.
DREAM = (("MATHS-F", 1), ("DIG-3", 1), ("HW-DATA", 3))
ASKS = ("A finished piece that works, with its drawings", "Maths at grade 5 or more", "Somebody there who knows me")
OPTIONS = (
    {"title": "Build the rig in the school workshop", "style": "project", "minutes_a_week": 180},
    {"title": "Help at the boatyard on Saturdays", "style": "workplace", "minutes_a_week": 240},
)


def dream_of_physics(year: int) -> None:
    """Put three offers on the idea beside Amina's chosen path: an idea is free, whatever the check says of it."""
    (amina,) = named("amina")
    physics = Branch.objects.get(script__learner=amina, name="Physics")
    with at(year, 10, 6):
        for code, term in DREAM:
            take_up(branch=physics, offer=Offer.objects.get(code=code), year=year, term=term, actor=amina)


def write_in_depth(year: int) -> None:
    """Have Amina think on in the autumn: alternatives, an ending that asks three things, versions with a name."""
    (amina,) = named("amina")
    script = Script.objects.get(learner=amina)
    chosen = script.branches.get(state=Branch.State.CHOSEN)
    idea = script.branches.filter(state=Branch.State.IDEA).exclude(parent=None)[0]
    with at(year, 11, 3):
        name_version(version=script.versions.latest("number"), name="Before the autumn talk", actor=amina)
    with at(year, 11, 5):
        _ask(chosen, amina)
    with at(year, 11, 8):
        _choose_among(script, idea, year, amina)


def _ask(branch: Branch, amina: User) -> None:
    """Write down what the chosen path's ending asks; two of the three are met already."""
    asks = set_asks(branch=branch, asks=[{"words": words} for words in ASKS], actor=amina)
    meet_ask(ask=asks[0], step=list(branch.steps.all())[-1], actor=amina)
    common = Branch.objects.get(script=branch.script, parent=None).steps.filter(title__icontains="number")[0]
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


def ask_about_the_core(year: int) -> None:
    """Have Amina ask three things about what everyone does: one refused by a rule, one allowed, one that waits."""
    amina, chidi = named("amina", "chidi")
    script = Script.objects.get(learner=amina)
    parts = {common.item.name: common for common in script.common_script.items.select_related("item")}
    asked: dict[str, Any] = {"script": script, "actor": amina}
    with at(year, 11, 3):
        out = ask_about_core(
            common_item=parts["See three workplaces"],
            kind="exempt",
            words="I have worked in my uncle's garage since I was twelve. I know what a workplace is.",
            **asked,
        )
        online = ask_about_core(
            common_item=parts["Show what I can do"],
            kind="style",
            style="online",
            words="On Thursdays I look after my brother. Online I could do it in the evening.",
            **asked,
        )
        ask_about_core(
            common_item=parts["Read what is not written for me"],
            kind="change",
            words="Everyone could choose what they read. I would take a workshop manual, not a novel.",
            **asked,
        )
    with at(year, 11, 6):
        answer_core(
            asked=out,
            allow=False,
            answer="I cannot leave it out for anyone. The garage can be the first of the three: say so on that step.",
            rule=f"{script.common_script.name}: parts that every learner covers before Year 13",
            actor=administrator_of(script.institution),
        )
        answer_core(asked=online, allow=True, answer="Try it until Easter, then tell me how it goes.", actor=chidi)
    with at(year, 11, 10):
        chosen = script.branches.get(state=Branch.State.CHOSEN)
        vary_branch(branch=chosen, name=f"{chosen.name}, but nearer home", actor=amina)
