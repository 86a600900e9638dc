"""A newer version of the demonstration's framework: two changes, taken by Riverside and offered to its learners."""

import json
import tempfile
from pathlib import Path

from learnplan.demonstration.scenes import at, named
from scripts.authoring.models import Script
from scripts.frameworks.importing import load
from scripts.frameworks.versions.actions import take_changes
from scripts.frameworks.versions.reading import pending

FRAMEWORK = Path(__file__).parent / "data" / "framework.json"
NEW_WORDS = "Compare offers, work out costs over time, judge a risk, and tell a swindle from an offer."
NEW_ITEM = {
    "identifier": "5d0f4a1e-2b7c-5e38-9a46-70c1d2e8b3f4",
    "uri": "https://frameworks.estuary.example.org/uri/5d0f4a1e-2b7c-5e38-9a46-70c1d2e8b3f4",
    "humanCodingScheme": "L4",
    "abbreviatedStatement": "Check what a machine tells me",
    "fullStatement": "Ask a machine about something that matters to me, and check the answer before I rely on it.",
}
NEW_PLACE = "c2a8b6d0-91f3-5c47-8e15-3b6f9d207a84"


def bring_in_new_version(year: int) -> None:
    """Bring in the newer version in November, and let Rosa take both changes for the cohort that Amina is in."""
    amina, rosa = named("amina", "rosa")
    common = Script.objects.select_related("common_script__institution").get(learner=amina).common_script
    with at(year, 11, 12), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "framework.json"
        path.write_text(json.dumps(newer(json.loads(FRAMEWORK.read_text(encoding="utf-8")))), encoding="utf-8")
        report = load(path, dry_run=False, by=rosa, institution=common.institution)
        if not report.committed:
            raise ValueError(f"The newer framework does not load: {report.problems[:3]}")
    with at(year, 11, 13):
        waiting = pending(common)
        assert waiting is not None
        take_changes(
            common_script=common,
            version=waiting.newest,
            adds={change.item_id: True for change in waiting.added},
            rewords={change.item_id for change in waiting.reworded},
            ends=set(),
            actor=rosa,
        )


def newer(package: dict) -> dict:
    """Return the package as its next version: M3 has new words, and L4 is new."""
    items = {item["humanCodingScheme"]: item for item in package["CFItems"]}
    document = package["CFDocument"]
    document |= {"version": "3", "lastChangeDateTime": "2026-11-02T09:00:00+00:00"}
    items["M3"]["fullStatement"] = NEW_WORDS
    package["CFItems"].append(items["L3"] | NEW_ITEM)
    place = next(
        tie
        for tie in package["CFAssociations"]
        if tie["associationType"] == "isChildOf" and tie["originNodeURI"]["identifier"] == items["L3"]["identifier"]
    )
    link = {"title": "L4", "identifier": NEW_ITEM["identifier"], "uri": NEW_ITEM["uri"]}
    new = {
        "identifier": NEW_PLACE,
        "uri": f"https://frameworks.estuary.example.org/uri/{NEW_PLACE}",
        "sequenceNumber": 4,
    }
    package["CFAssociations"].append(place | new | {"originNodeURI": link})
    return package
