"""Newer versions of the stage's framework: one that Riverside took and Amina is offered, and one that waits."""

import json
import tempfile
from pathlib import Path

from scripts.frameworks.importing import load
from scripts.frameworks.versions.actions import take_changes
from scripts.frameworks.versions.reading import pending
from tests.stage_files import framework_file


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
    """Bring in the framework with its rows worded anew, and `more` items a row at the top."""
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
