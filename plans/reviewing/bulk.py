"""An act on many: what can be chosen for it, what it would do to each, and why it is refused where it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from django.db import models
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.people.models import Bond, User
from learnplan.rules import Outcome
from learnplan.waiting.reading import things_for
from learnplan.years import current_year
from plans.consultation.models import Talk
from plans.matrix.models import AskedFor
from plans.matrix.telling import what
from plans.reviewing.actions.nods import check_may_nod
from plans.reviewing.models import BulkAct
from plans.reviewing.reading import bonds_of, learners_of
from plans.targets.actions.rating import check_may_answer
from plans.targets.locking import NOT_THERE
from plans.targets.models import Level, Plan, Target
from plans.targets.permissions import Standing, standings, ties_of

MOST = 100
NOBODY = gettext_lazy("(not here)")
Kind = BulkAct.Kind


@dataclass
class Row:
    """One line of an act on many: `key` of the row it is about, who, what about; `why` it is refused, else ""."""

    key: int
    who: str = ""
    what: str = ""
    level: int | None = None
    why: str = ""
    subject: models.Model | None = None
    said: str = ""

    @property
    def level_in_words(self) -> str:
        return str(Level(self.level).label) if self.level else ""


def waiting_targets(user: User):
    """Return the targets of the user's learners that wait for an answer, longest first, with plan and learner."""
    helped = bonds_of(user).helpers().values("learner")
    waiting = Target.objects.visible_to(user).waiting().filter(plan__learner__in=helped, plan__year=current_year())
    return waiting.select_related("plan__learner").order_by("waits_since", "pk").fetch_mode(models.FETCH_RAISE)


def plans_to_talk_about(user: User):
    """Return this year's plans of the user's learners, by name."""
    helped = learners_of(user).filter(bonds__in=bonds_of(user).helpers())
    plans = Plan.objects.filter(learner__in=helped, year=current_year()).select_related("learner")
    return plans.order_by("learner__family_name", "learner__given_name", "pk").fetch_mode(models.FETCH_RAISE)


def rows_of(kind: str, items: list[dict], user: User) -> list[Row]:
    """Return what the act would do now, in the order chosen: two queries, however many."""
    found = {row.key: row for row in ROWS[kind]([item["key"] for item in items], user)}
    rows = []
    for item in items:
        row = found.get(item["key"])
        if row:
            row.level = item.get("level")
        rows.append(row or Row(key=item["key"], who=str(NOBODY), why=str(NOT_THERE)))
    return rows


def target_row(target: Target, why: str = "") -> Row:
    """Return the line of a target read `with_waiting`, with its plan and learner."""
    said = str(Level(target.said_level).label) if target.said_level else ""
    return Row(target.pk, str(target.plan.learner), target.words, why=why, subject=target, said=said)


def asked_row(asked: AskedFor, why: str = "") -> Row:
    """Return the line of a request, with its asker and target."""
    return Row(asked.pk, str(asked.asker), what(asked), why=why, subject=asked, said=asked.reason)


def reason_of(oldest: dict) -> str:
    """Return why a target waits, in words."""
    if not oldest["is_call"]:
        return _("checked in on “%(words)s”") % oldest
    if oldest["state"] == Target.State.NEED_HELP:
        return _("asked for help with “%(words)s”") % oldest
    return _("wants to talk about “%(words)s”") % oldest


def why_waiting(target: Target) -> str:
    """Return why a target read `with_waiting` waits, with the day."""
    facts = {"words": target.words, "state": target.state, "is_call": target.is_call}
    return f"{reason_of(facts)}, {date_format(target.waits_since, 'j F')}"


def _target_rows(check: Callable[[Target, Standing], None], keys: list[int], user: User) -> list[Row]:
    found = Target.objects.visible_to(user).filter(pk__in=keys).with_waiting().select_related("plan__learner")
    targets = list(found.fetch_mode(models.FETCH_RAISE))
    plans = [target.plan for target in targets]
    stands = standings(user, plans, ties_of(user, {plan.learner_id for plan in plans}))
    rows = []
    for target in targets:
        outcome: Outcome[None] = Outcome(about=target)
        outcome.judge(partial(check, target, stands[target.plan_id]))
        rows.append(target_row(target, outcome.why))
    return rows


def _asked_rows(keys: list[int], user: User) -> list[Row]:
    found = AskedFor.objects.visible_to(user).filter(pk__in=keys).select_related("asker", "target", "plan__learner")
    rows = list(found.fetch_mode(models.FETCH_RAISE))
    mine = set(things_for(user, "asked.learner", "asked.adult").filter(thing_id__in=keys))
    return [asked_row(asked, _why_not_mine(asked, mine)) for asked in rows]


def _why_not_mine(asked: AskedFor, mine: set[int]) -> str:
    if not asked.is_waiting:
        return _("This is answered already: %(state)s.") % {"state": asked.get_state_display()}
    return "" if asked.pk in mine else _("This is for somebody else to answer.")


def _plan_rows(keys: list[int], user: User) -> list[Row]:
    open_talk = Talk.objects.filter(plan=models.OuterRef("pk"), adult=user, state__in=Talk.BEFORE)
    found = Plan.objects.visible_to(user).filter(pk__in=keys).select_related("learner", "institution")
    plans = list(found.annotate(has_talk=models.Exists(open_talk)).fetch_mode(models.FETCH_RAISE))
    bonds = Bond.objects.in_force().helpers().filter(adult=user, learner__in=[plan.learner_id for plan in plans])
    helped = set(bonds.values_list("learner", flat=True))
    rows = []
    for plan in plans:
        why = _("A talk of you two is asked for or booked already.") if plan.has_talk else ""
        if plan.learner_id not in helped:
            why = _("You are not with this learner today.")
        rows.append(Row(plan.pk, str(plan.learner), why=why, subject=plan))
    return rows


ROWS: dict[str, Callable[[list[int], User], list[Row]]] = {
    Kind.ANSWER: partial(_target_rows, lambda one, stands: check_may_answer(one, stands, one.waits)),
    Kind.ACKNOWLEDGE: partial(_target_rows, lambda one, stands: check_may_nod(one, stands, one.waits, one.is_call)),
    Kind.ALLOW: _asked_rows,
    Kind.REFUSE: _asked_rows,
    Kind.TALK: _plan_rows,
}


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
    mine = AskedFor.objects.filter(pk__in=things_for(user, "asked.learner")).order_by("asked_at", "pk")
    found = mine.select_related("asker", "target", "plan__learner")
    return [(asked_row(asked), _why_asked(asked)) for asked in found.fetch_mode(models.FETCH_RAISE)[: MOST + 1]]


def _plans(user: User) -> Iterable[tuple[Row, str]]:
    return [(Row(plan.pk, str(plan.learner), subject=plan), "") for plan in plans_to_talk_about(user)[: MOST + 1]]


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
