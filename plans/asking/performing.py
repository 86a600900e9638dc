"""Doing what was asked for and allowed: one entry for each act that can be asked for, through that act's own rules.

Acts on targets are done at one desk, however many. What other rooms do, or a target that was a draft or answers a
need, is done through its own action, alone.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Any

from learnplan.acts import act
from learnplan.people.models import Bond, User
from plans.consultation.actions.agenda import add_prompt
from plans.consultation.actions.outcome import write_target_for
from plans.consultation.actions.talks import book_talk
from plans.consultation.models import Need, Talk
from plans.evidence import choices
from plans.evidence.actions import lock_evidence, show_to
from plans.evidence.models import Evidence
from plans.matrix.acts import Act
from plans.matrix.models import AskedFor
from plans.targets.actions.carrying import carry_forward
from plans.targets.actions.desk import Desk, Doer, Wished
from plans.targets.actions.targets import write_target
from plans.targets.models import Plan, Target, TargetStep
from plans.targets.permissions import Standing


def desk_for(rows: Collection[AskedFor]) -> Desk:
    """Return the desk at which `rows`, locked and read as `actions` reads them, are done."""
    there = {row.plan_id: {words.casefold() for words in getattr(row, "there", ())} for row in rows}
    return Desk(there=there, steps=_steps_of(rows))


def perform(desk: Desk, asked: AskedFor, stands: Standing) -> None:
    """Do it as its asker, or leave it to be done alone. Raises RuleBroken when it is no longer possible."""
    if not is_alone(asked):
        TOGETHER[asked.act](desk, asked, Doer(asked.asker, stands, asked))


def is_alone(asked: AskedFor) -> bool:
    """Say whether it is done alone, through an action of its own."""
    return asked.act in ALONE and (asked.act != Act.WRITE or bool({"need", "draft"} & asked.facts.keys()))


@act
def perform_alone(asked: AskedFor) -> None:
    """Do it through its action. Raises RuleBroken when it is no longer possible."""
    ALONE[asked.act](asked)


def _steps_of(rows: Iterable[AskedFor]) -> dict[int, list[TargetStep]]:
    """Return the steps of the targets whose steps are to change: no query where none are."""
    found: dict[int, list[TargetStep]] = {
        row.target_id: [] for row in rows if row.target_id and row.act == Act.CHANGE and "steps" in row.facts
    }
    if found:
        for step in TargetStep.objects.filter(target__in=found):
            found[step.target_id].append(step)
    return found


def _write(desk: Desk, asked: AskedFor, by: Doer) -> None:
    desk.write(asked.plan, Wished(**_facts(asked)), by)


def _change(desk: Desk, asked: AskedFor, by: Doer) -> None:
    desk.change(_target(asked), Wished(**_facts(asked)), by)


def _move(state: str, desk: Desk, asked: AskedFor, by: Doer) -> None:
    desk.move(_target(asked), state, by, own=asked.own, other=asked.other)


def _write_alone(asked: AskedFor) -> None:
    facts = _facts(asked)
    need, draft = facts.pop("need", None), facts.pop("draft", None)
    own = Target.objects.filter(plan=asked.plan, state=Target.State.DRAFT).not_others_drafts(asked.asker)
    facts["draft"] = own.filter(pk=draft).first() if draft else None
    how: dict[str, Any] = {"plan": asked.plan, "actor": asked.asker, "asked": asked}
    if need and (found := _need_of(asked, need)):
        write_target_for(need=found, **how, **facts)
    else:
        write_target(**how, **facts)


def _need_of(asked: AskedFor, key: int) -> Need | None:
    """Return the need that the target was to answer, if the asker knows of it and it still is one."""
    rows = Need.objects.visible_to(asked.asker).filter(plan__learner=asked.plan.learner_id)
    return rows.exclude(state=Need.State.LET_GO).filter(pk=key).first()


def _carry(asked: AskedFor) -> None:
    facts = _facts(asked)
    plan = Plan.objects.get(pk=facts["to"])
    carry_forward(target=_target(asked), plan=plan, actor=asked.asker, due_on=facts["due_on"], asked=asked)


def _show(asked: AskedFor) -> None:
    """Show the piece to whom it was asked for; what the learner changed about it since they asked stays so."""
    piece = lock_evidence(Evidence(pk=asked.facts["evidence"]), asked.asker)
    now = choices.chosen(piece.shares.all())
    wanted = choices.values_of(asked.facts["kinds"], asked.facts["adults"])
    values = choices.caught_up(wanted, before=asked.facts.get("before", now), now=now)
    kinds = [value for value in values if value in Bond.Kind.values]
    adults = User.objects.filter(pk__in=[value.removeprefix("adult-") for value in values - set(kinds)])
    show_to(evidence=piece, kinds=kinds, adults=adults, actor=asked.asker, asked=asked)


def _book(asked: AskedFor) -> None:
    facts = {name: value for name, value in asked.facts.items() if name != "words"}
    before: int | None = facts.get("follows")
    facts |= {"adult": User.objects.get(pk=facts["adult"]), "at": dt.datetime.fromisoformat(facts["at"])}
    facts["follows"] = Talk.objects.filter(pk=before).first() if before else None
    book_talk(plan=asked.plan, actor=asked.asker, asked=asked, **facts)


def _prompt(asked: AskedFor) -> None:
    facts = {name: asked.facts[name] for name in ("words", "purpose")}
    add_prompt(talk=Talk.objects.get(pk=asked.facts["talk"]), actor=asked.asker, asked=asked, **facts)


def _target(asked: AskedFor) -> Target:
    """Return the target of a request for an act on one, which has one by a check when it was made."""
    assert asked.target is not None
    return asked.target


def _facts(asked: AskedFor) -> dict:
    """Return what was kept as JSON as the action takes it: days as days, lists as tuples."""
    facts = dict(asked.facts)
    if "due_on" in facts:
        facts["due_on"] = dt.date.fromisoformat(facts["due_on"])
    return {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}


TOGETHER: dict[str, Callable[[Desk, AskedFor, Doer], None]] = {
    Act.WRITE: _write,
    Act.CHANGE: _change,
    Act.LET_GO: partial(_move, Target.State.DROPPED),
    Act.REACH: partial(_move, Target.State.REACHED),
    Act.REOPEN: partial(_move, Target.State.ACTIVE),
}
ALONE: dict[str, Callable[[AskedFor], None]] = {
    Act.WRITE: _write_alone,
    Act.CARRY: _carry,
    Act.SHARE: _show,
    Act.BOOK: _book,
    Act.PROMPT: _prompt,
}
CAN_BE_ASKED = TOGETHER.keys() | ALONE.keys()
