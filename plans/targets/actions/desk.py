"""Writing, changing and moving targets, many at once or one: each judged and done in memory, then saved together."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.events.models import Event
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from plans.matrix.acts import Act
from plans.matrix.models import AskedFor
from plans.matrix.permissions import check
from plans.targets import rules
from plans.targets.actions.steps import match_steps, put_steps_of_all, steps_of
from plans.targets.locking import act_event, before_and_after, check_not_there, check_open, open_words
from plans.targets.models import Plan, Target, TargetStep
from plans.targets.permissions import Standing
from plans.targets.versions import StaleTarget, Wording, base_of, changes_of, wording_of

VERB_OF_STATE: dict[str, str] = {
    Target.State.NEED_HELP: "target.help_asked",
    Target.State.DISCUSS: "target.talk_wanted",
    Target.State.ACTIVE: "target.resumed",
    Target.State.REACHED: "target.reached",
    Target.State.DROPPED: "target.let_go",
}


@dataclass(frozen=True)
class Wished:
    """What a target is to say; None leaves how sure the learner is, or the steps, as they are.

    `confidence`, 1 to 5, is only the learner's to say; `steps` are the words of up to five. `seen` is the token of the
    wording the writer had before them (`versions.Wording.seen`), "" where there was none.
    """

    words: str
    success_test: str
    due_on: dt.date
    confidence: int | None = None
    steps: Sequence[str] | None = None
    seen: str = ""


@dataclass(frozen=True)
class Doer:
    """Who does it, how they stand to the plan, and the request that was answered with yes, where it is one."""

    actor: User
    stands: Standing
    asked: AskedFor | None = None


class Desk:
    """Acts on targets whose rows and plans are locked: each raises RuleBroken or is done, all are saved at once.

    A refused act leaves the desk as it was. `there` are the words of the open targets of each plan as `open_words`
    has them, `steps` the steps of each target, by key, where they have been read.
    """

    def __init__(self, there: dict[int, set[str]] | None = None, steps: dict[int, list[TargetStep]] | None = None):
        self._there = {} if there is None else there
        self._steps = {} if steps is None else steps
        self._fresh: list[Target] = []
        self._changed: dict[int, tuple[Target, set[str]]] = {}
        self._put: list[tuple[Target, Sequence[tuple[int | None, str]], Sequence[TargetStep]]] = []
        self._done: list[tuple[str, Target, User, dict]] = []

    def check_write(self, plan: Plan, wished: Wished, by: Doer) -> Wished:
        """Return what is to be written, clean; RuleBroken when it may not be, AskFirst where the matrix says so."""
        words, success_test = _clean(wished)
        steps = rules.clean_steps(wished.steps or ())
        rules.check_year_open(plan)
        rules.check_due_on(wished.due_on, plan.year, timezone.localdate())
        if not by.stands.may_write:
            raise RuleBroken(_("Only the learner, or their tutor or advocate for them, can write a target here."))
        rules.check_confidence(wished.confidence, is_learner=by.stands.is_learner)
        check(Act.WRITE, plan=plan, actor=by.actor, stands=by.stands, asked=by.asked)
        check_not_there(plan, words, self._words_of(plan))
        return Wished(words, success_test, wished.due_on, wished.confidence, steps)

    def write(self, plan: Plan, wished: Wished, by: Doer) -> Target:
        """Write a new target into the plan."""
        return self.put(plan, Target(plan=plan, author=by.actor), self.check_write(plan, wished, by), by)

    def put(self, plan: Plan, target: Target, clean: Wished, by: Doer) -> Target:
        """Make the target, new or a draft until now, one of the plan; it is checked by `check_write`."""
        values: dict[str, Any] = {"words": clean.words, "success_test": clean.success_test, "due_on": clean.due_on}
        if clean.confidence is not None:
            values["confidence"] = clean.confidence
        values |= {"plan": plan, "state": Target.State.ACTIVE, "moved_at": timezone.now()}
        had = self._had(target) if target.pk else []
        self._set(target, values)
        self._put.append((target, match_steps(had, clean.steps or ()), had))
        self._words_of(plan).add(clean.words.casefold())
        facts = {"success_test": clean.success_test, "due_on": str(clean.due_on), "steps": clean.steps}
        self._note("target.written", target, by, words=clean.words, confidence=target.confidence, **facts)
        return target

    def change(self, target: Target, wished: Wished, by: Doer) -> bool:
        """Put new values on an open target; False when somebody else has put the very same there meanwhile.

        Raises StaleTarget, with both versions, when the wording is no longer the one that was seen.
        """
        words, success_test = _clean(wished)
        self._check_change(target, wished, Wording(words, success_test, wished.due_on), by)
        new: dict[str, Any] = {"words": words, "success_test": success_test, "due_on": wished.due_on}
        if wished.confidence is not None:
            new["confidence"] = wished.confidence
        old: dict[str, Any] = {name: getattr(target, name) for name in new}
        had = self._had(target) if wished.steps is not None else []
        if wished.steps is not None:
            new["steps"], old["steps"] = rules.clean_steps(wished.steps), [step.words for step in had]
        if new == old:
            if wished.seen and wished.seen != wording_of(target).seen:
                return False
            raise RuleBroken(_("Nothing is different yet. Change the words, the test or the date, then save."))
        self._check_new(target, new)
        self._set(target, {name: value for name, value in new.items() if name != "steps"})
        if "steps" in new:
            self._put.append((target, match_steps(had, new["steps"]), had))
        verb = "target.changed" if words == old["words"] else "target.reworded"
        self._note(verb, target, by, **before_and_after(old, new))
        return True

    def move(self, target: Target, state: str, by: Doer, *, own: int | None, other: int | None, reason="") -> None:
        """Move a target to a state; `own` and `other` are what learner and actor said last (see `rules.check_move`)."""
        rules.check_year_open(target.plan)
        if not by.stands.may_write:
            raise RuleBroken(_("This target is not yours to move. The learner, their tutor or their advocate can."))
        rules.check_move(target, state, is_learner=by.stands.is_learner, own=own, other=other)
        reason = (reason or "").strip()
        if len(reason) > rules.MOST_WORDS:
            raise RuleBroken(_("Say why in 300 characters or fewer."))
        if act := rules.act_of(target, state):
            check(act, plan=target.plan, actor=by.actor, stands=by.stands, asked=by.asked)
        verb = VERB_OF_STATE[state] if target.is_open else "target.reopened"
        old, now = target.state, timezone.now()
        self._set(target, {"state": state, "moved_at": now, "closed_at": now if state in rules.CLOSED else None})
        if (there := self._there.get(target.plan_id)) is not None:
            (there.add if target.is_open else there.discard)(target.words.casefold())
        why = {"reason": reason} if reason else {}
        self._note(verb, target, by, words=target.words, old_state=old, state=state, **why)

    def finish(self) -> list[Event]:
        """Write all that was done, each table in one statement; return its events in order, not recorded yet."""
        if self._fresh:
            Target.objects.bulk_create(self._fresh)
        if self._changed:
            fields = set().union(*(fields for _target, fields in self._changed.values()))
            Target.objects.bulk_update([target for target, _fields in self._changed.values()], sorted(fields))
        put_steps_of_all(self._put)
        return [act_event(verb, one.plan, actor, thing=one, **facts) for verb, one, actor, facts in self._done]

    def _check_change(self, target: Target, wished: Wished, mine: Wording, by: Doer) -> None:
        rules.check_year_open(target.plan)
        if not by.stands.may_write:
            raise RuleBroken(_("This target is not yours to change. You can say what you think by rating it."))
        check_open(target)
        check(Act.CHANGE, plan=target.plan, actor=by.actor, stands=by.stands, asked=by.asked)
        rules.check_confidence(wished.confidence, is_learner=by.stands.is_learner)
        _check_seen(target, wished.seen, mine)

    def _check_new(self, target: Target, new: dict[str, Any]) -> None:
        if new["due_on"] != target.due_on:
            rules.check_due_on(new["due_on"], target.plan.year, timezone.localdate())
        if new["words"].casefold() != target.words.casefold():
            there = self._words_of(target.plan)
            check_not_there(target.plan, new["words"], there)
            there.discard(target.words.casefold())
            there.add(new["words"].casefold())

    def _set(self, target: Target, values: dict[str, Any]) -> None:
        for name, value in values.items():
            setattr(target, name, value)
        if target.pk is None:
            self._fresh.append(target)
        else:
            self._changed.setdefault(target.pk, (target, set()))[1].update(values)

    def _note(self, verb: str, target: Target, by: Doer, **facts) -> None:
        self._done.append((verb, target, by.actor, facts))

    def _had(self, target: Target) -> list[TargetStep]:
        return self._steps[target.pk] if target.pk in self._steps else steps_of(target)

    def _words_of(self, plan: Plan) -> set[str]:
        if plan.pk not in self._there:
            self._there[plan.pk] = open_words(plan)
        return self._there[plan.pk]


def _clean(wished: Wished) -> tuple[str, str]:
    return (
        rules.clean_words(wished.words, _("Write what you are aiming for, in your own words.")),
        rules.clean_words(wished.success_test, _("Write how you will know that you got there.")),
    )


def _check_seen(target: Target, seen: str, mine: Wording) -> None:
    """Raise StaleTarget if the wording is no longer the one seen, unless both wrote the same."""
    theirs = wording_of(target)
    if not seen or theirs.seen == seen or theirs == mine:
        return
    changes = list(changes_of(target))
    last = changes[0] if changes else None
    by, at = (last.actor, last.at) if last else (None, None)
    raise StaleTarget(mine=mine, theirs=theirs, base=base_of(seen, changes), by=by, at=at)
