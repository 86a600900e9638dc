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
from learnplan.years import current_year
from plans.asking.permissions import waiting_for
from plans.consultation.models import Talk
from plans.matrix.models import AskedFor
from plans.matrix.telling import what
from plans.reviewing.actions.nods import check_may_nod
from plans.reviewing.models import BulkAct
from plans.reviewing.reading import bonds_of, learners_of, reason_of
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
    return ROWS[kind](items, user)


def target_row(target: Target, level: int | None = None) -> Row:
    """Return the line of a target read `with_waiting`, with its plan and learner."""
    said = Level(target.said_level).label if target.said_level else ""
    row = Row(key=target.pk, who=str(target.plan.learner), what=target.words, level=level, subject=target)
    row.said = str(said)
    return row


def why_waiting(target: Target) -> str:
    """Return why a target read `with_waiting` waits, with the day."""
    facts = {"words": target.words, "state": target.state, "is_call": target.is_call}
    return f"{reason_of(facts)}, {date_format(target.waits_since, 'j F')}"


def _target_rows(check: Callable[[Target, Standing], None]) -> Callable[[list[dict], User], list[Row]]:
    def rows(items: list[dict], user: User) -> list[Row]:
        keys = [item["key"] for item in items]
        found = Target.objects.visible_to(user).filter(pk__in=keys).with_waiting().select_related("plan__learner")
        targets = {target.pk: target for target in found.fetch_mode(models.FETCH_RAISE)}
        plans = [target.plan for target in targets.values()]
        stands = standings(user, plans, ties_of(user, {plan.learner_id for plan in plans}))
        made = []
        for item in items:
            target = targets.get(item["key"])
            if target is None:
                made.append(_gone(item["key"]))
                continue
            outcome: Outcome[None] = Outcome(about=target)
            outcome.judge(partial(check, target, stands[target.plan_id]))
            made.append(target_row(target, item.get("level")))
            made[-1].why = outcome.why
        return made

    return rows


def _helped_by(user: User, learners: set[int]) -> set[int]:
    bonds = Bond.objects.in_force().helpers().filter(adult=user, learner__in=learners)
    return set(bonds.values_list("learner", flat=True))


def _gone(key: int) -> Row:
    return Row(key=key, who=str(NOBODY), why=str(NOT_THERE))


def _check_answer(target: Target, stands: Standing) -> None:
    check_may_answer(target, stands, target.waits)


def _check_nod(target: Target, stands: Standing) -> None:
    check_may_nod(target, stands, target.waits, target.is_call)


def asked_row(asked: AskedFor) -> Row:
    """Return the line of a request, with its asker and target."""
    return Row(key=asked.pk, who=str(asked.asker), what=what(asked), said=asked.reason, subject=asked)


def _asked_rows(items: list[dict], user: User) -> list[Row]:
    keys = [item["key"] for item in items]
    found = AskedFor.objects.visible_to(user).filter(pk__in=keys).select_related("asker", "target", "plan__learner")
    asked = {one.pk: one for one in found.fetch_mode(models.FETCH_RAISE)}
    mine = set(waiting_for(user).filter(pk__in=keys).order_by().values_list("pk", flat=True))
    made = []
    for key in keys:
        if key not in asked:
            made.append(_gone(key))
            continue
        row = asked_row(asked[key])
        if not asked[key].is_waiting:
            row.why = _("This is answered already: %(state)s.") % {"state": asked[key].get_state_display()}
        elif key not in mine:
            row.why = _("This is for somebody else to answer.")
        made.append(row)
    return made


def plan_row(plan: Plan) -> Row:
    """Return the line of a learner's plan, with the learner."""
    return Row(key=plan.pk, who=str(plan.learner), subject=plan)


def _plan_rows(items: list[dict], user: User) -> list[Row]:
    keys = [item["key"] for item in items]
    open_talk = Talk.objects.filter(plan=models.OuterRef("pk"), adult=user, state__in=Talk.BEFORE)
    found = Plan.objects.visible_to(user).filter(pk__in=keys).select_related("learner", "institution")
    plans = {plan.pk: plan for plan in found.annotate(has_talk=models.Exists(open_talk)).fetch_mode(models.FETCH_RAISE)}
    tied = _helped_by(user, {plan.learner_id for plan in plans.values()})
    made = []
    for key in keys:
        if key not in plans:
            made.append(_gone(key))
            continue
        row = plan_row(plans[key])
        if plans[key].learner_id not in tied:
            row.why = _("You are not with this learner today.")
        elif plans[key].has_talk:
            row.why = _("A talk of you two is asked for or booked already.")
        made.append(row)
    return made


ROWS: dict[str, Callable[[list[dict], User], list[Row]]] = {
    Kind.ANSWER: _target_rows(_check_answer),
    Kind.ACKNOWLEDGE: _target_rows(_check_nod),
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
