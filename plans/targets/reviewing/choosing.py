"""What many can be chosen from: targets that wait, requests that wait, learners to ask for a talk."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.people.models import User
from plans.targets.asking.standing_by import waiting_for
from plans.targets.reviewing.bulk import (
    MOST,
    Kind,
    Row,
    asked_row,
    plan_row,
    plans_to_talk_about,
    target_row,
    waiting_targets,
    why_waiting,
)


@dataclass(frozen=True)
class Choice:
    """One list to choose from: its acts, whether each row has a level, and its rows with why each is there."""

    name: str
    label: Promise
    heading: Promise
    nobody: Promise
    kinds: tuple[str, ...]
    rows: Callable[[User], Iterable[tuple[Row, str]]]
    has_levels: bool = False


def _targets(user: User) -> Iterable[tuple[Row, str]]:
    return [(target_row(target), why_waiting(target)) for target in waiting_targets(user)[: MOST + 1]]


def _requests(user: User) -> Iterable[tuple[Row, str]]:
    found = waiting_for(user).filter(column="learner").select_related("asker", "target", "plan__learner")
    return [(asked_row(asked), _why_asked(asked)) for asked in found.fetch_mode(models.FETCH_RAISE)[: MOST + 1]]


def _plans(user: User) -> Iterable[tuple[Row, str]]:
    return [(plan_row(plan), "") for plan in plans_to_talk_about(user)[: MOST + 1]]


def _why_asked(asked) -> str:
    facts = {"act": asked.get_act_display(), "what": asked_row(asked).what, "day": date_format(asked.asked_at, "j F")}
    return _("asks to %(act)s: “%(what)s”, %(day)s") % facts


CHOICES = {
    choice.name: choice
    for choice in (
        Choice(
            "targets",
            gettext_lazy("Waiting for an answer"),
            gettext_lazy("Waiting, longest first"),
            gettext_lazy("Nobody is waiting for an answer"),
            (Kind.ANSWER, Kind.ACKNOWLEDGE),
            _targets,
            has_levels=True,
        ),
        Choice(
            "asked",
            gettext_lazy("Asking to do something"),
            gettext_lazy("Asked for, oldest first"),
            gettext_lazy("Nobody is asking for anything"),
            (Kind.ALLOW, Kind.REFUSE),
            _requests,
        ),
        Choice(
            "learners",
            gettext_lazy("My learners"),
            gettext_lazy("All my learners, by name"),
            gettext_lazy("No learner of yours has a plan yet"),
            (Kind.TALK,),
            _plans,
        ),
    )
}
