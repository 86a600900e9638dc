"""What waits is gathered from every room: none that knows of something is forgotten."""

import importlib
import pkgutil

from learnplan.home import waiting as home
from learnplan.people.models import Bond
from learnplan.waiting import bonds
from learnplan.waiting.shapes import SOURCES
from tests.watching import needs_of

ROOMS = ("learnplan", "plans", "scripts", "advocacy")
OWN_NAME = home.__name__.rpartition(".")[2]
needs = needs_of()


def rooms_that_have_sources():
    """Return the modules of all rooms that are called as home's own is."""
    roots = [importlib.import_module(room) for room in ROOMS]
    found = [module for root in roots for module in pkgutil.walk_packages(root.__path__, f"{root.__name__}.")]
    named = {module.name for module in found if not module.ispkg and module.name.endswith(f".{OWN_NAME}")}
    return named - {home.__name__, f"learnplan.{OWN_NAME}"}


def test_every_room_that_has_sources_is_gathered():
    assert {room.__name__ for room in home.ROOMS} == rooms_that_have_sources() | {bonds.__name__}
    assert [source.kind for room in home.ROOMS for source in room.SOURCES] == list(SOURCES)


def test_adult_who_asks_to_read_along_waits_for_the_learner_alone(amina, chidi, make_user, riverside, bond):
    olu = make_user("Olu", "Ade", role="advocate", at=riverside)
    asked = bond(amina, olu, "advocate", consented=False)
    waiting = {person: [need.words for need in needs(person)] for person in (amina, olu, chidi)}
    assert waiting == {amina: ["Olu Ade would like to read along"], olu: [], chidi: []}
    Bond.objects.filter(pk=asked.pk).update(consented_at="2026-09-01T09:00Z", consented_by=amina)
    assert needs(amina) == []
