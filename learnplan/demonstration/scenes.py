"""A scene of the demonstration: its moment, and who is in it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import time_machine
from django.utils import timezone

from learnplan.people.models import Bond, Institution, Role, User

HOMES = ("Riverside Sixth Form", "Northgate College", "Hillcrest School")


@contextmanager
def at(year: int, month: int, day: int) -> Iterator[None]:
    """Be in that academic year's September or later for a while, but never later than now."""
    moment = dt.datetime(year if month >= 9 else year + 1, month, day, 10, tzinfo=dt.UTC)
    with time_machine.travel(min(moment, timezone.now()), tick=True):
        yield


def home_institutions() -> list[Institution]:
    """Return the institutions that have learners."""
    return [Institution.objects.get(name=name) for name in HOMES]


def named(*usernames: str) -> list[User]:
    """Return the people of these user names, in that order."""
    return [User.objects.get(username=name) for name in usernames]


def adult_of(learner: User, kind: str) -> User | None:
    """Return the first adult who is with the learner in this way today."""
    bonds = Bond.objects.in_force().filter(learner=learner, kind=kind, standing_in_for=None)
    bond = bonds.select_related("adult").order_by("pk").first()
    return bond.adult if bond else None


def tutor_of(learner: User) -> User:
    """Return the learner's tutor, whom every learner of the demonstration has."""
    tutor = adult_of(learner, Bond.Kind.TUTOR)
    if tutor is None:
        raise ValueError(f"{learner} has no tutor.")
    return tutor


def administrator_of(institution: Institution) -> User:
    """Return the administrator of an institution."""
    return User.objects.with_role(Role.ADMINISTRATOR, institution).order_by("pk")[0]
