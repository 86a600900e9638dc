"""What needs a person is gathered from every room: none that knows of something is forgotten."""

import importlib
import pkgutil
import sys

from learnplan.home import waiting as home
from learnplan.people.models import Bond

ROOMS = ("learnplan", "plans", "scripts", "advocacy")
OWN_NAME = home.__name__.rpartition(".")[2]


def rooms_that_have_needs():
    """Return the modules of all rooms that are called as home's own is; `learnplan.waiting` has only the shape."""
    roots = [importlib.import_module(room) for room in ROOMS]
    found = [module for root in roots for module in pkgutil.walk_packages(root.__path__, f"{root.__name__}.")]
    named = {module.name for module in found if not module.ispkg and module.name.endswith(f".{OWN_NAME}")}
    return named - {home.__name__, f"learnplan.{OWN_NAME}"}


def test_home_asks_every_room_that_has_needs(amina):
    asked = set()

    def note(frame, event, _argument):
        if event == "call" and frame.f_code.co_name == "needs":
            asked.add(frame.f_globals["__name__"])

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        home.needs(amina)
    finally:
        sys.setprofile(before)
    assert len(asked) > 10
    assert asked - {home.__name__} == rooms_that_have_needs()


def test_adult_who_asks_to_read_along_waits_for_the_learner_alone(amina, chidi, make_user, riverside, bond):
    olu = make_user("Olu", "Ade", role="advocate", at=riverside)
    asked = bond(amina, olu, "advocate", consented=False)
    waiting = {person: [need.words for need in home.needs(person)] for person in (amina, olu, chidi)}
    assert waiting == {amina: ["Olu Ade would like to read along"], olu: [], chidi: []}
    Bond.objects.filter(pk=asked.pk).update(consented_at="2026-09-01T09:00Z", consented_by=amina)
    assert home.needs(amina) == []
