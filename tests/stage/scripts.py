"""Of scripts, the stage has versions of frameworks, steps written in depth, and times that clash."""

import datetime as dt
import json
import tempfile
from pathlib import Path

from scripts.editing.actions.branches import branch_off
from scripts.editing.actions.choices import set_options
from scripts.editing.actions.endings import meet_ask, set_asks
from scripts.editing.actions.steps import add_step
from scripts.editing.actions.versions import name_version
from scripts.frameworks.importing import load
from scripts.frameworks.versions.actions import take_changes
from scripts.frameworks.versions.reading import pending
from scripts.offers.actions import change_offer, say_way
from tests.stage.files import framework_file


def frameworks(stage) -> None:
    """Bring in two newer versions; the first is decided, the second waits for Rosa.

    Of each kind of change there are as many as the stage has rows.
    """
    _bring_in(stage, words="Count on to", more=1)
    waiting = pending(stage.common_script)
    stage.things["taking"] = take_changes(
        common_script=stage.common_script,
        version=waiting.newest,
        adds={change.item_id: True for change in waiting.added},
        rewords={change.item_id for change in waiting.reworded},
        ends=set(),
        actor=stage.rosa,
    )
    _bring_in(stage, words="Count back to", more=2)


def _bring_in(stage, *, words: str, more: int) -> None:
    """Bring in the framework with its rows reworded, and `more` items a row at the top."""
    package = json.loads(framework_file(stage.framework.identifier, stage.framework.title, stage.rows))
    prefix = stage.framework.identifier[:-2]
    package["CFItems"] = [item for item in package["CFItems"] if item["fullStatement"] != "Study skills" or more < 2]
    for item in package["CFItems"]:
        item["fullStatement"] = item["fullStatement"].replace("Count to", words)
    for number in range(more * stage.rows):
        key = f"{prefix}{50 + number}"
        first = package["CFItems"][0]
        package["CFItems"].append(
            first | {"identifier": key, "fullStatement": f"Estimate {number}", "humanCodingScheme": ""}
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "framework.json"
        path.write_text(json.dumps(package))
        report = load(path, dry_run=False, by=stage.rosa, institution=stage.riverside)
    assert report.committed, report.to_json()


MORNING = [(1, dt.time(9), dt.time(12))]


def times_and_clashes(stage) -> None:
    """Give the offer on Amina's chosen path and the open ones the same times; put both on an idea of hers."""
    say_way(agreement=stage.agreement0, travel_minutes=20, actor=stage.rosa)
    last = stage.framework.items.order_by("pk").last()
    change_offer(offer=stage.offer_asked0, actor=stage.sam, slots=MORNING, minutes_a_week=240)
    for number in range(stage.rows):
        offer = stage.things[f"offer_open{number}"]
        change_offer(offer=offer, actor=stage.sam, slots=MORNING, entry=[(last.pk,)])
    sky = branch_off(
        script=stage.script, parent=stage.trunk, forks_after=None, name="Sky", ending="", actor=stage.amina
    )
    for offer in (stage.offer_asked0, *(stage.things[f"offer_open{number}"] for number in range(stage.rows))):
        add_step(branch=sky, style="workplace", offer=offer, actor=stage.amina)


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
