"""Doing what was asked for and allowed: one entry for each act that can be asked for, through that act's own action."""

import datetime as dt
from collections.abc import Callable

from learnplan.people.models import Bond, User
from plans.consultation import actions as talks
from plans.consultation.models import Need, Talk
from plans.consultation.outcome_actions import write_target_for
from plans.targets import actions as targets
from plans.targets.asking.acts import Act
from plans.targets.asking.models import AskedFor
from plans.targets.carry_actions import carry_forward
from plans.targets.evidence import sight
from plans.targets.evidence.actions import show_to
from plans.targets.evidence.models import Evidence
from plans.targets.models import Plan, Target


def perform(asked: AskedFor) -> None:
    """Do what was asked for, as the asker. Raises RuleBroken when it is no longer possible."""
    PERFORM[asked.act](asked)


def _write(asked: AskedFor) -> None:
    facts = _facts(asked)
    need, draft = facts.pop("need", None), facts.pop("draft", None)
    own = Target.objects.filter(plan=asked.plan, state=Target.State.DRAFT).not_others_drafts(asked.asker)
    facts["draft"] = own.filter(pk=draft).first() if draft else None
    how = {"plan": asked.plan, "actor": asked.asker, "asked": asked}
    if need and (found := _need_of(asked, need)):
        write_target_for(need=found, **how, **facts)
    else:
        targets.write_target(**how, **facts)


def _need_of(asked: AskedFor, key: int) -> Need | None:
    """Return the need that the target was to answer, if the asker knows of it and it still is one."""
    rows = Need.objects.visible_to(asked.asker).filter(plan__learner=asked.plan.learner_id)
    return rows.exclude(state=Need.State.LET_GO).filter(pk=key).first()


def _change(asked: AskedFor) -> None:
    targets.change_target(target=_target(asked), actor=asked.asker, asked=asked, **_facts(asked))


def _carry(asked: AskedFor) -> None:
    facts = _facts(asked)
    plan = Plan.objects.get(pk=facts["to"])
    carry_forward(target=_target(asked), plan=plan, actor=asked.asker, due_on=facts["due_on"], asked=asked)


def _show(asked: AskedFor) -> None:
    """Show the piece to whom it was asked for; what the learner changed about it since they asked stays so."""
    piece = Evidence.objects.get(pk=asked.facts["evidence"])
    now = sight.chosen(piece.shares.all())
    wanted = sight.values_of(asked.facts["kinds"], asked.facts["adults"])
    values = sight.caught_up(wanted, before=asked.facts.get("before", now), now=now)
    kinds = [value for value in values if value in Bond.Kind.values]
    adults = User.objects.filter(pk__in=[value.removeprefix("adult-") for value in values - set(kinds)])
    show_to(evidence=piece, kinds=kinds, adults=adults, actor=asked.asker, asked=asked)


def _book(asked: AskedFor) -> None:
    facts = {name: value for name, value in asked.facts.items() if name != "words"}
    before: int | None = facts.get("follows")
    facts |= {"adult": User.objects.get(pk=facts["adult"]), "at": dt.datetime.fromisoformat(facts["at"])}
    facts["follows"] = Talk.objects.filter(pk=before).first() if before else None
    talks.book_talk(plan=asked.plan, actor=asked.asker, asked=asked, **facts)


def _prompt(asked: AskedFor) -> None:
    facts = {name: asked.facts[name] for name in ("words", "purpose")}
    talks.add_prompt(talk=Talk.objects.get(pk=asked.facts["talk"]), actor=asked.asker, asked=asked, **facts)


def _move_to(state: str) -> Callable[[AskedFor], None]:
    def move(asked: AskedFor) -> None:
        targets.set_target_state(target=_target(asked), state=state, actor=asked.asker, asked=asked)

    return move


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


PERFORM: dict[str, Callable[[AskedFor], None]] = {
    Act.WRITE: _write,
    Act.CHANGE: _change,
    Act.LET_GO: _move_to(Target.State.DROPPED),
    Act.REACH: _move_to(Target.State.REACHED),
    Act.CARRY: _carry,
    Act.SHARE: _show,
    Act.BOOK: _book,
    Act.PROMPT: _prompt,
    Act.REOPEN: _move_to(Target.State.ACTIVE),
}
