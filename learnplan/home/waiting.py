"""Every kind of thing that waits, from every room; what each is and in what words is in the rooms' `waiting.py`."""

from learnplan.kept.shapes import TABLES
from learnplan.waiting import bonds
from learnplan.waiting.shapes import SOURCES, TABLE
from plans.asking import waiting as asking
from plans.carers import waiting as carers
from plans.consultation import waiting as talks
from plans.coproduction.freedoms import waiting as freedoms
from plans.funding import waiting as money
from plans.targets import waiting as targets
from plans.years import waiting as years
from scripts.authoring.facts import KEPT_PATHS
from scripts.contesting import waiting as core
from scripts.editing import waiting as scripts
from scripts.frameworks.versions import waiting as versions
from scripts.places import waiting as places
from scripts.proposals import waiting as proposals
from scripts.sharing import waiting as sharing

ROOMS = (
    bonds, targets, asking, carers, freedoms, years, talks, money,
    scripts, core, sharing, proposals, versions, places,
)  # fmt: skip


def gather() -> None:
    """Make known the kinds of every room, and the tables that are kept."""
    TABLES[:] = [TABLE, KEPT_PATHS]
    for room in ROOMS:
        SOURCES.update((source.kind, source) for source in room.SOURCES)
