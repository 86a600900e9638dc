"""Asking to do something with a plan, taking that back, and answering it, one request or many at once."""

from collections.abc import Iterable, Sequence
from functools import partial

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.acts import act, act_on_many
from learnplan.events.actions import record_all
from learnplan.locking import hold
from learnplan.notices.actions import Telling, notify_each
from learnplan.people.models import Bond, Institution, User
from learnplan.rules import Outcome, RuleBroken
from plans.asking.performing import CAN_BE_ASKED, desk_for, is_alone, perform, perform_alone
from plans.asking.permissions import answerers, helpers_with, may_answer
from plans.matrix.actions import end_asked
from plans.matrix.acts import ON_TARGET, Setting
from plans.matrix.models import AskedFor
from plans.matrix.permissions import matrix_at, read, rules_of
from plans.matrix.presets import setting
from plans.matrix.rules import columns_of, deny_words
from plans.matrix.telling import asked_event, said, to_asker
from plans.targets.actions.desk import Desk
from plans.targets.locking import NOT_THERE, levels_said, lock_plan
from plans.targets.models import Plan, Target
from plans.targets.permissions import standing_to, standing_with

State = AskedFor.State


@act
def ask(*, act: str, plan: Plan, actor: User, reason: str, facts: dict, target: Target | None = None) -> AskedFor:
    """Ask to do `act` with the plan, for a reason; those who may answer are told.

    `facts` is what the act's own action takes, as JSON. Raises RuleBroken when it may be done without asking, may
    not be done at all, or waits for an answer already.
    """
    if act not in CAN_BE_ASKED:
        raise RuleBroken(_("That cannot be asked for yet."))
    if not (reason := (reason or "").strip()):
        raise RuleBroken(_("Say why, in a sentence. Whoever answers has only your words to go by."))
    hold(Institution, plan.institution_id)  # the rules it is judged by: when they change, what waits lapses
    plan = lock_plan(plan)
    stands = standing_to(actor, plan)
    rules = rules_of(plan)
    says = rules.says(act, stands)
    if says is None:
        raise RuleBroken(_("This is not yours to do in this plan, or to ask for."))
    if says == Setting.ALLOW:
        raise RuleBroken(_("You may do this without asking."))
    if says == Setting.DENY:
        raise RuleBroken(deny_words(rules, act, plan, stands))
    if (act in ON_TARGET) != (target is not None) or (target is not None and target.plan_id != plan.pk):
        raise RuleBroken(_("Say which target of this plan it is about."))
    waiting = AskedFor.objects.filter(plan=plan, act=act, asker=actor, state=State.WAITING, target=target)
    if waiting.filter(facts=facts).exists() if target is None else waiting.exists():
        raise RuleBroken(_("You have asked for this already. You are told as soon as there is an answer."))
    given = {"act": act, "column": columns_of(stands)[0], "reason": reason, "target": target, "facts": facts}
    asked = AskedFor.objects.create(plan=plan, asker=actor, **given)
    [event] = record_all([asked_event("asked.made", asked, actor)])
    words = _("%(who)s asks to %(act)s: “%(what)s”.") % said(asked)
    path, key = asked.get_absolute_url(), f"event-{event.pk}"
    notify_each([Telling(person, key, words, path, event) for person in answerers(asked)])
    return asked


@act
def withdraw_asked(*, asked: AskedFor, actor: User) -> AskedFor:
    """Take back what one has asked for, while it waits."""
    asked = _locked(asked)
    if actor.pk != asked.asker_id:
        raise RuleBroken(_("Only the person who asked can take it back."))
    check_waiting(asked)
    end_asked(asked, State.WITHDRAWN, "", actor)
    record_all([asked_event("asked.withdrawn", asked, actor)])
    return asked


@act
def answer_asked(*, asked: AskedFor, allow: bool, reason: str, actor: User) -> AskedFor:
    """Say yes or no, with a reason; yes does the act in the asker's name in the same transaction. The asker is told.

    Raises RuleBroken when somebody answered first, when it is not the actor's to answer, or when the act itself is
    no longer possible; then nothing is answered.
    """
    [outcome] = answer_all_asked(asked=[asked.pk], allow=allow, reason=reason, actor=actor)
    return outcome.result()


# Savepoints are the caller's: a refused line raises nothing here, and an error takes the whole act back.
@act_on_many
def answer_all_asked(*, asked: Sequence[int], allow: bool, reason: str, actor: User) -> list[Outcome[AskedFor]]:
    """Say yes or no to the requests (keys) with one reason, and tell each asker; yes does the act in their name.

    Returns what became of each, in their order. A few statements for each act there is, however many requests; what
    is done alone (`performing.is_alone`) takes its own statements for each.
    """
    rows = _lock_all(asked, allow)
    now, desk = timezone.now(), desk_for(rows.values())
    state, reason = State.ALLOWED if allow else State.REFUSED, (reason or "").strip()
    outcomes: list[Outcome[AskedFor]] = []
    for key in asked:
        row = rows.get(key)
        outcome: Outcome[AskedFor] = Outcome(about=row)
        outcomes.append(outcome)
        if row is None:
            outcome.refused = RuleBroken(NOT_THERE)
        elif outcome.judge(partial(_check, row, reason, actor)):
            _mark(row, state, reason, actor, now)
            if not allow or outcome.judge(partial(_allow, row, desk)):
                outcome.made = row
            else:
                _mark(row, State.WAITING, "", None, None)
    events = desk.finish()
    if allow:
        _perform_alone(outcomes)
    _write([outcome.made for outcome in outcomes if outcome.made], events, actor)
    return outcomes


def _locked(asked: AskedFor) -> AskedFor:
    rows = AskedFor.objects.select_for_update(of=("self",))
    return rows.select_related("plan__learner", "plan__institution", "asker", "target").get(pk=asked.pk)


def _lock_all(keys: Iterable[int], allow: bool) -> dict[int, AskedFor]:
    """Lock the requests, for a yes between their plans and their targets, then read all they are judged by."""
    mine = AskedFor.objects.filter(pk__in=list(keys))
    plans = Plan.objects.filter(pk__in=mine.values("plan")).order_by("pk").select_for_update(no_key=True)
    targets = Target.objects.filter(pk__in=mine.values("target")).order_by("pk").select_for_update()
    locks = {"plans": plans, "asked": mine.order_by("pk").select_for_update(), "targets": targets}
    for name, rows in locks.items():
        if allow or name == "asked":
            list(rows.values_list("pk"))
    beside = ("plan__learner", "plan__institution", "asker", "target")
    rows = _with_what_a_yes_needs(mine) if allow else _with_helpers(mine)
    found = {row.pk: row for row in rows.select_related(*beside).fetch_mode(models.FETCH_RAISE)}
    held: dict[int, Target] = {}
    for row in found.values():
        if row.target:  # two requests about one target are judged on the same row
            row.target = held.setdefault(row.target.pk, row.target)
            row.target.plan = row.plan
    return found


def _with_helpers(rows):
    return rows.annotate(helping=ArraySubquery(helpers_with("plan__learner").values("adult")))


def _with_what_a_yes_needs(rows):
    ties = Bond.objects.in_force().filter(adult=OuterRef("asker"), learner=OuterRef("plan__learner"))
    own, other = levels_said(OuterRef("target"), OuterRef("plan__learner"), OuterRef("asker"))
    open_targets = Target.objects.open().filter(plan=OuterRef("plan")).order_by()
    return _with_helpers(rows).annotate(
        matrix=matrix_at("plan__institution"),
        ties=ArraySubquery(ties.values(tie=JSONObject(kind="kind", sees="sees"))),
        there=ArraySubquery(open_targets.values("words")),
        own=Subquery(own[:1]),
        other=Subquery(other[:1]),
    )


def _check(row: AskedFor, reason: str, actor: User) -> None:
    if not reason:
        raise RuleBroken(_("Say why, in a sentence. %(who)s reads it.") % {"who": row.asker.get_short_name()})
    check_waiting(row)
    if not may_answer(actor, row, helping=set(row.helping)):
        raise RuleBroken(_("This is for somebody else to answer."))


def check_waiting(asked: AskedFor) -> None:
    """Raise RuleBroken when it is answered, taken back or lapsed."""
    if not asked.is_waiting:
        raise RuleBroken(_("This is answered already: %(state)s.") % {"state": asked.get_state_display()})


def _allow(row: AskedFor, desk: Desk) -> None:
    """Do it, unless the matrix of today leaves it to nobody."""
    stands = standing_with(row.asker, row.plan, row.ties)
    rules = read(row.plan.institution.name, row.matrix)
    if setting(rules.cells, row.act, [row.column]) == Setting.DENY:
        raise RuleBroken(deny_words(rules, row.act, row.plan, stands))
    perform(desk, row, stands)


def _perform_alone(outcomes: Iterable[Outcome[AskedFor]]) -> None:
    """Do what other rooms do, one by one; what is refused there leaves nothing behind."""
    for outcome in outcomes:
        row = outcome.made
        if row is not None and is_alone(row) and not outcome.judge(partial(perform_alone, row)):
            outcome.made = None
            _mark(row, State.WAITING, "", None, None)


def _mark(row: AskedFor, state: str, answer: str, by: User | None, at) -> None:
    row.state, row.answer, row.answered_by, row.answered_at = state, answer, by, at


def _write(answered: Sequence[AskedFor], events: list, actor: User) -> None:
    """Write the answers, the events of what was done and of the answers, and the notices of the askers."""
    if not answered:
        return
    one = answered[0]
    same = {"state": one.state, "answer": one.answer, "answered_by": actor, "answered_at": one.answered_at}
    AskedFor.objects.filter(pk__in=[row.pk for row in answered]).update(**same)
    is_yes = one.state == State.ALLOWED
    verb = "asked.allowed" if is_yes else "asked.refused"
    words = _("%(actor)s said yes, and it is done: %(what)s. “%(answer)s”")
    if not is_yes:
        words = _("%(actor)s said no to “%(what)s”. “%(answer)s”")
    events = record_all([*events, *(asked_event(verb, row, actor) for row in answered)])[len(events) :]
    notify_each([to_asker(row, words, event) for row, event in zip(answered, events, strict=True)])
