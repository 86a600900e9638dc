"""Acts on many: chosen and kept for a look, then done in one go, each line judged by itself."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.people.models import User
from learnplan.rules import Outcome, RuleBroken
from plans.asking.actions import answer_all_asked
from plans.consultation.actions.talks import ask_for_talk
from plans.matrix.models import AskedFor
from plans.matrix.telling import what
from plans.reviewing.actions.nods import acknowledge_all
from plans.reviewing.bulk import MOST, NOBODY, rows_of
from plans.reviewing.models import BulkAct
from plans.targets.actions.rating import Answer, rate_all
from plans.targets.locking import NOT_THERE
from plans.targets.models import Level

Kind = BulkAct.Kind


@act
def prepare_bulk(*, kind: str, items: list[dict], words: str, actor: User) -> BulkAct:
    """Keep what was chosen, to be looked at before it is done; nothing happens to anyone yet.

    `items` are {"key", "level"}. RuleBroken when nobody is chosen, too many are, or words or a level are missing.
    """
    words = (words or "").strip()
    if not items:
        raise RuleBroken(_("Nobody is chosen. Tick whom you mean: an empty choice is never everyone."))
    if len(items) > MOST:
        raise RuleBroken(_("Choose at most %(most)s at a time.") % {"most": MOST})
    if not words:
        raise RuleBroken({"words": _("Write what you say to them.")})
    if kind == Kind.ANSWER and any(item.get("level") not in Level.values for item in items):
        raise RuleBroken(_("Pick a level for each one you answer, or one for all that have none."))
    chosen = {item["key"]: {"key": item["key"], "level": item.get("level")} for item in items}
    return BulkAct.objects.create(adult=actor, kind=kind, words=words, items=list(chosen.values()))


def do_bulk(*, bulk: BulkAct, actor: User) -> BulkAct:
    """Do what was prepared and keep the report, line by line; a second time, or a second tap, changes nothing.

    A line that is refused leaves the others as they are, and says why. What was chosen never changes, so the row is
    not read again: whoever marks it as done first has done it, and the other's act is taken back as a whole.
    """
    if bulk.adult_id != actor.pk:
        raise RuleBroken(_("Only whoever chose them can do this."))
    if bulk.done_at:
        return bulk
    try:
        with transaction.atomic():
            report, now = DO[bulk.kind](bulk, actor), timezone.now()
            if not BulkAct.objects.filter(pk=bulk.pk, done_at=None).update(report=report, done_at=now):
                raise _DoneMeanwhile
    except _DoneMeanwhile:
        bulk.refresh_from_db()
    else:
        bulk.report, bulk.done_at = report, now
    return bulk


class _DoneMeanwhile(Exception):  # no error: it only takes back what the first tap has done already
    pass


def _answer(bulk: BulkAct, actor: User) -> list[dict]:
    answers = [Answer(item["key"], item["level"], bulk.words) for item in bulk.items]
    outcomes = rate_all(answers=answers, actor=actor, only_waiting=True)
    levels = [str(Level(item["level"]).label) for item in bulk.items]
    return [_of_target(outcome, level) for outcome, level in zip(outcomes, levels, strict=True)]


def _acknowledge(bulk: BulkAct, actor: User) -> list[dict]:
    targets = [item["key"] for item in bulk.items]
    outcomes = acknowledge_all(targets=targets, words=bulk.words, actor=actor, only_waiting=True)
    return [_of_target(outcome) for outcome in outcomes]


def _answer_asked(bulk: BulkAct, actor: User) -> list[dict]:
    keys = [item["key"] for item in bulk.items]
    outcomes = answer_all_asked(asked=keys, allow=bulk.kind == Kind.ALLOW, reason=bulk.words, actor=actor)
    doubtful = [outcome.about.pk for outcome in outcomes if outcome.refused and outcome.about]
    seen: set[int] = set()
    if doubtful:
        seen = set(AskedFor.objects.visible_to(actor).filter(pk__in=doubtful).values_list("pk", flat=True))
    return [_of_asked(outcome, seen) for outcome in outcomes]


def _ask_for_talk(bulk: BulkAct, actor: User) -> list[dict]:
    report = []
    for row in rows_of(bulk.kind, bulk.items, actor):
        outcome: Outcome[object] = Outcome(about=row.subject)
        if not row.why:
            given: dict[str, Any] = {"plan": row.subject, "adult": actor, "reason": bulk.words, "actor": actor}
            outcome.judge(partial(ask_for_talk, **given))
        report.append(_line(row.who, row.what, row.why or outcome.why))
    return report


def _of_asked(outcome: Outcome[AskedFor], seen: set[int]) -> dict:
    asked: AskedFor | None = outcome.about
    if asked is None or (outcome.refused and asked.pk not in seen):
        return _line(str(NOBODY), "", str(NOT_THERE))
    said = _("%(act)s: %(answer)s") % {"act": asked.get_act_display(), "answer": asked.get_state_display()}
    return _line(str(asked.asker), what(asked), outcome.why, said if outcome.made else "")


def _of_target(outcome: Outcome, level: str = "") -> dict:
    target = outcome.about
    if target is None:
        return _line(str(NOBODY), "", outcome.why)
    return _line(str(target.plan.learner), target.words, outcome.why, level)


def _line(who: str, what: str, why: str, did: str = "") -> dict:
    return {"who": who, "what": what, "level": did, "why": why}


DO: dict[str, Callable[[BulkAct, User], list[dict]]] = {
    Kind.ANSWER: _answer,
    Kind.ACKNOWLEDGE: _acknowledge,
    Kind.ALLOW: _answer_asked,
    Kind.REFUSE: _answer_asked,
    Kind.TALK: _ask_for_talk,
}
