"""What is written in depth on the stage: alternatives of a step, what an ending asks, and versions with a name."""

from scripts.authoring.actions import add_step
from scripts.authoring.editing.actions import meet_ask, name_version, set_asks, set_options


def writing(stage) -> None:
    """A choice and an ending that asks, on the branch that is an idea; and versions that have a name."""
    for number in range(stage.rows):
        step = add_step(
            branch=stage.idea, title=f"Work on a boat {number}", style="workplace", lasts=2, minutes_a_week=150,
            year=stage.plan.year, term=2, actor=stage.amina,
        )  # fmt: skip
        offer = stage.things[f"offer_open{number}"]
        said = [{"title": f"The ferry {each}", "style": "workplace"} for each in range(stage.rows)]
        set_options(step=step, options=[*said, {"offer": offer}], actor=stage.amina)
        stage.things.setdefault("choice", step)
    words = [{"words": f"Swim {100 * (number + 1)} metres"} for number in range(stage.rows)]
    asks = set_asks(branch=stage.idea, asks=[*words, {"words": "No fear of spiders"}], actor=stage.amina)
    for ask in asks[:-1]:
        meet_ask(ask=ask, step=stage.choice, actor=stage.amina)
    stage.things["ask"] = asks[0]
    for number in range(stage.rows):
        version = stage.script.versions.get(number=number + 2)
        name_version(version=version, name=f"Before the talk {number}", actor=stage.amina)
