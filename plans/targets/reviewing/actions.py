"""Acts on many: chosen and kept for a look, then done in one go, each line through its own action."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.people.models import User
from learnplan.rules import RuleBroken
from plans.consultation.actions import ask_for_talk
from plans.targets.acting import check_open, lock_target, record_act
from plans.targets.actions import rate
from plans.targets.asking.actions import answer_asked
from plans.targets.models import Level, Target
from plans.targets.reviewing.bulk import MOST, Row, rows_of
from plans.targets.reviewing.models import Acknowledgement, BulkAct
from plans.targets.telling import tell_learner

Kind = BulkAct.Kind


@transaction.atomic
def acknowledge(*, target: Target, words: str, actor: User) -> Acknowledgement:
    """Say in words that the learner's last check-in has been read. It is no answer, and a call still waits for one."""
    words = (words or "").strip()
    if not words:
        raise RuleBroken(_("Say something to them, even if it is short: people want a reply, not a flag."))
    if len(words) > 300:
        raise RuleBroken(_("That is longer than 300 letters. Say it shorter, or answer it."))
    target, stands = lock_target(target, actor)
    if not stands.may_rate:
        raise RuleBroken(_("Only the learner's tutor, advocate or teachers can do this."))
    check_open(target)
    check_in = target.check_ins.first()
    if check_in is None:
        raise RuleBroken(_("There is no check-in to read yet."))
    if check_in.acknowledgements.filter(adult=actor).exists():
        raise RuleBroken(_("You have said already that you have read this check-in."))
    made = check_in.acknowledgements.create(adult=actor, words=words)
    event = record_act("target.acknowledged", target.plan, actor, thing=target, words=target.words, said=words)
    tell_learner(target, event, _("%(actor)s read your check-in on “%(words)s”: %(said)s"), said=words)
    return made


@transaction.atomic
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


@transaction.atomic
def do_bulk(*, bulk: BulkAct, actor: User) -> BulkAct:
    """Do what was prepared, each line through its own action, and keep the report; a second time changes nothing.

    A line that is refused leaves the others as they are, and says why.
    """
    bulk = BulkAct.objects.select_for_update().get(pk=bulk.pk)
    if bulk.adult_id != actor.pk:
        raise RuleBroken(_("Only whoever chose them can do this."))
    if bulk.done_at:
        return bulk
    bulk.report = [_report(row, bulk, actor) for row in rows_of(bulk.kind, bulk.items, actor)]
    bulk.done_at = timezone.now()
    bulk.save(update_fields=["report", "done_at"])
    return bulk


def _report(row: Row, bulk: BulkAct, actor: User) -> dict:
    if not row.why:
        try:
            DO[bulk.kind](row, bulk.words, actor)
        except RuleBroken as error:
            row.why = error.messages[0]
    return {"who": row.who, "what": row.what, "level": row.level_in_words, "why": row.why}


def _answer(row: Row, words: str, actor: User) -> None:
    rate(target=row.subject, level=row.level, comment=words, actor=actor)  # type: ignore[arg-type]  # see prepare_bulk


def _acknowledge(row: Row, words: str, actor: User) -> None:
    acknowledge(target=row.subject, words=words, actor=actor)  # type: ignore[arg-type]


def _allow(row: Row, words: str, actor: User) -> None:
    answer_asked(asked=row.subject, allow=True, reason=words, actor=actor)  # type: ignore[arg-type]


def _ask_for_talk(row: Row, words: str, actor: User) -> None:
    ask_for_talk(plan=row.subject, adult=actor, reason=words, actor=actor)  # type: ignore[arg-type]


DO: dict[str, Callable[[Row, str, User], None]] = {
    Kind.ANSWER: _answer,
    Kind.ACKNOWLEDGE: _acknowledge,
    Kind.ALLOW: _allow,
    Kind.TALK: _ask_for_talk,
}
