"""A scene of the demonstration: its moment, and who is in it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import time_machine
from django.db.models import QuerySet
from django.utils import timezone

from learnplan.people.models import Bond, Institution, Role, User
from plans.models import Plan
from scripts.editing.actions.steps import add_step
from scripts.models import Branch, Offer, Step

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


def plans_of(year: int) -> QuerySet[Plan]:
    """Return the plans of a year, with their learners and institutions."""
    return Plan.objects.filter(year=year).select_related("learner", "institution").order_by("pk")


def plans_beside(plan: Plan, tutor: User) -> QuerySet[Plan]:
    """Return the plans of that year of the tutor's other learners."""
    tied = Bond.objects.current().tutors().filter(adult=tutor).exclude(learner=plan.learner)
    return plans_of(plan.year).filter(learner__in=tied.values("learner"))


def take_up(*, branch: Branch, offer: Offer, **more: Any) -> Step:
    """Add a step that takes up an offer, and is called as that is; `more` as `add_step` has it."""
    return add_step(branch=branch, offer=offer, title=offer.title, style=offer.style, **more)


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
