"""Two scripts to look at from the inside: one of three steps, and one of forty steps on eight branches."""

from typing import NamedTuple

from learnplan.demonstration.lives import APART
from learnplan.demonstration.scenes import at, named
from learnplan.people.models import Institution
from scripts.authoring.models import Branch, Script, Step
from scripts.editing.actions.branches import branch_off, choose_branch, set_branch_state, start_script
from scripts.editing.actions.choices import pick_option, set_options
from scripts.editing.actions.endings import meet_ask, set_asks
from scripts.editing.actions.steps import add_step, set_step_done
from scripts.frameworks.actions import adopt_common_script
from scripts.frameworks.models import Framework

FORTY = "dunyav084"  # Dunya Valeman, who has lived no other story


class Idea(NamedTuple):
    """A branch: which branch (0 is the trunk) and step it forks after, and its steps.

    A step is (title, style, years from now, term, terms, hours a week).
    """

    name: str
    ending: str
    parent: int
    after: int
    state: str
    steps: tuple[tuple[str, str, int, int, int, float], ...]


IDEAS = (
    Idea("Boat building", "Apprentice at a boatyard", 0, 13, "chosen", (
        ("Woodwork evenings", "evening", 0, 2, 2, 3),
        ("Level 3 Boat building", "in_class", 1, 1, 3, 12),
        ("A winter in the yard", "workplace", 1, 2, 1, 4),
        ("Draw her lines", "project", 1, 3, 1, 2),
        ("Build a boat of my own", "project", 2, 1, 2, 6),
        ("Launch her, with everyone", "community", 2, 3, 1, 2),
    )),
    Idea("Ship engines", "Engineer on the ferry", 1, 1, "possible", (
        ("Engines and gearboxes", "in_class", 2, 1, 2, 8),
        ("Six weeks at sea", "workplace", 2, 2, 1, 30),
        ("Electrics afloat", "in_class", 2, 3, 1, 6),
    )),
    Idea("Ship science", "A degree in naval architecture", 1, 0, "idea", (
        ("A level maths in a year", "in_class", 1, 1, 3, 10),
        ("A level physics in a year", "in_class", 1, 1, 3, 10),
        ("Test a hull in the tank", "project", 2, 1, 1, 3),
    )),
    Idea("Sails", "My own sail loft", 0, 9, "set_aside", (
        ("Sewing heavy cloth", "evening", 0, 2, 1, 2),
        ("A winter in a loft", "workplace", 1, 2, 1, 8),
    )),
    Idea("Radio", "A voice on the harbour station", 0, 5, "idea", (
        ("Saturday breakfast show", "community", 0, 2, 3, 3),
        ("Cut sound until it sings", "online", 0, 3, 1, 2),
        ("Ten voices of the estuary", "project", 1, 1, 2, 4),
    )),
    Idea("Galley", "Cook on a research ship", 0, 7, "possible", (
        ("Food hygiene card", "online", 0, 2, 1, 1),
        ("Friday kitchen", "in_class", 1, 1, 2, 5),
        ("Two weeks in a ship’s galley", "workplace", 1, 3, 1, 30),
    )),
    Idea("Teaching sailing", "Instructor on the lake", 0, 11, "idea", (
        ("Help at the sailing club", "community", 0, 3, 1, 3),
        ("Instructor’s course", "in_class", 1, 2, 1, 4),
        ("A first summer of pupils", "workplace", 1, 3, 1, 12),
    )),
    Idea("River watch", "Ranger on the estuary", 0, 3, "idea", (
        ("Count the birds at dawn", "community", 0, 1, 2, 2),
        ("Water samples with the laboratory", "project", 0, 3, 1, 3),
        ("Tell the council what I found", "community", 1, 1, 1, 1),
    )),
)  # fmt: skip
CHOICES = {
    "Build a boat of my own": ("A skiff from a kit", "A canoe of cedar strips", "The old dinghy behind the club"),
    "Instructor’s course": ("Dinghies", "Keelboats"),
}
PICKED = "Build a boat of my own"
ASKS = {
    "Boat building": ("A grade 4 in maths", "Two weeks in a working yard", "A swim of 50 metres in clothes"),
    "Ship science": ("Maths and physics at A level", "A project to show"),
    "Galley": ("The food hygiene card",),
}
MET = {"A grade 4 in maths": "Work with numbers I meet", "Two weeks in a working yard": "A winter in the yard"}


def draw_maps(year: int) -> None:
    """Have one learner of Chidi's write forty steps, and another begin with three."""
    with at(year, 10, 7):
        (learner,) = named(FORTY)
        write_forty(start_script(learner=learner, actor=learner), year)
        write_three(year)


def write_forty(script: Script, year: int) -> Script:
    """Write twenty-six steps on eight branches of a script that has the fourteen parts everyone shares."""
    learner, trunk = script.learner, script.branches.get()
    steps = {step.title: step for step in trunk.steps.all()}
    branches, own = [trunk], [list(steps.values())]
    for step in own[0][:4]:
        set_step_done(step=step, is_done=True, actor=learner)
    for idea in IDEAS:
        branch, written = _write(script, idea, branches[idea.parent], own[idea.parent][idea.after], year)
        branches.append(branch)
        own.append(written)
        steps |= {step.title: step for step in written}
    for title, options in CHOICES.items():
        rows = set_options(step=steps[title], options=[{"title": each} for each in options], actor=learner)
        if title == PICKED:
            pick_option(step=steps[title], option=rows[1], actor=learner)
    by_name = {branch.name: branch for branch in branches}
    for name, words in ASKS.items():
        for ask in set_asks(branch=by_name[name], asks=[{"words": each} for each in words], actor=learner):
            if MET.get(ask.words) in steps:
                meet_ask(ask=ask, step=steps[MET[ask.words]], actor=learner)
    return script


def _write(script: Script, idea: Idea, parent: Branch, after: Step, year: int) -> tuple[Branch, list[Step]]:
    """Write one branch with its steps, and say what it is."""
    actor = script.learner
    branch = branch_off(
        script=script, parent=parent, forks_after=after, name=idea.name, ending=idea.ending, actor=actor
    )
    steps = [
        add_step(
            branch=branch,
            title=title,
            style=style,
            year=year + years,
            term=term,
            lasts=terms,
            minutes_a_week=round(hours * 60),
            actor=actor,
        )
        for title, style, years, term, terms, hours in idea.steps
    ]
    if idea.state == "chosen":
        choose_branch(branch=branch, actor=actor)
    elif idea.state != "idea":
        set_branch_state(branch=branch, state=idea.state, actor=actor)
    return branch, steps


def write_three(year: int) -> None:
    """Have a learner begin who comes one day a week: two parts that all of those share, and one step of their own."""
    riverside, framework = Institution.objects.get(name="Riverside Sixth Form"), Framework.objects.get()
    pip, rosa = named(APART, "rosa")
    items = [(framework.items.get(code=code), True) for code in ("M1", "W3")]
    adopt_common_script(
        institution=riverside,
        framework=framework,
        name="The Estuary core, one day a week",
        year=year,
        year_group="14",
        items=items,
        actor=rosa,
    )
    script = start_script(learner=pip, actor=pip)
    trunk = script.branches.get()
    ending = "Crane driver, and proud of it"
    branch = branch_off(
        script=script, parent=trunk, forks_after=trunk.steps.last(), name="Cranes", ending=ending, actor=pip
    )
    add_step(branch=branch, title="A week in the cab", style="workplace", year=year, term=2, actor=pip)
    choose_branch(branch=branch, actor=pip)
