"""Saying in words that check-ins have been read, many at once or one: less than an answer, more than silence."""

from collections.abc import Sequence
from functools import partial

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from learnplan.acts import act_on_many
from learnplan.events.actions import record_all
from learnplan.people.models import User
from learnplan.rules import Outcome, RuleBroken
from plans.reviewing.models import Acknowledgement
from plans.targets.locking import NOT_THERE, act_event, check_open, lock_targets
from plans.targets.models import CheckIn, Target
from plans.targets.permissions import Standing
from plans.targets.rules import check_year_open
from plans.targets.telling import tell_learners

MOST_WORDS = 300


@act_on_many
def acknowledge_all(
    *, targets: Sequence[int], words: str, actor: User, only_waiting: bool = False
) -> list[Outcome[Acknowledgement]]:
    """Say of the last check-in on each of the targets (keys) that it has been read, and tell their learners.

    Returns what became of each, in their order: seven statements, however many. `only_waiting` refuses calls and
    check-ins that wait no more, and calls targets that are not the actor's to see not there.
    """
    words = (words or "").strip()
    held = lock_targets(targets, actor, _facts(targets, actor, only_waiting))
    outcomes: list[Outcome[Acknowledgement]] = []
    read: set[int] = set()
    for key in targets:
        target, facts = held.targets.get(key), held.facts.get(key, {})
        if target is None or not facts:
            outcomes.append(Outcome(refused=RuleBroken(NOT_THERE)))
            continue
        outcome: Outcome[Acknowledgement] = Outcome(about=target)
        facts["has_read"] |= key in read
        if outcome.judge(partial(_check, words, target, held.stands[key], facts)):
            outcome.made = Acknowledgement(check_in_id=facts["last"], adult=actor, words=words)
            read.add(key)
        outcomes.append(outcome)
    _write([(one.about, one.made) for one in outcomes if one.made], words, actor)
    return outcomes


def check_may_nod(target: Target, stands: Standing, waits: bool | None = None, is_call: bool = False) -> None:
    """Raise RuleBroken unless who stands so may say they have read it; `waits` False is that it waits no more."""
    check_year_open(target.plan)
    if not stands.may_rate:
        raise RuleBroken(_("Only the learner's tutor, advocate or teachers can do this."))
    check_open(target)
    if is_call:
        raise RuleBroken(
            _("This is a call for help or a talk: it needs an answer, not only a sign that you have read it.")
        )
    if waits is False:
        raise RuleBroken(_("There is no check-in that waits to be read."))


def _facts(targets: Sequence[int], actor: User, only_waiting: bool):
    """Return the queryset of what the nods are judged by: the last check-in, and whether the actor has read it."""
    said = CheckIn.objects.filter(target=OuterRef("pk")).order_by("-at", "-pk")
    mine = Acknowledgement.objects.filter(adult=actor, check_in=OuterRef("last"))
    rows = Target.objects.filter(pk__in=list(targets)).order_by().annotate(last=Subquery(said.values("pk")[:1]))
    rows = rows.annotate(has_read=Exists(mine))
    if only_waiting:
        return rows.visible_to(actor).with_waiting().values("pk", "last", "has_read", "waits", "is_call")
    return rows.values("pk", "last", "has_read")


def _check(words: str, target: Target, stands: Standing, facts: dict) -> None:
    check_words(words)
    check_may_nod(target, stands, facts.get("waits"), facts.get("is_call", False))
    if facts["last"] is None:
        raise RuleBroken(_("There is no check-in to read yet."))
    if facts["has_read"]:
        raise RuleBroken(_("You have said already that you have read this check-in."))


def check_words(words: str) -> None:
    """Raise RuleBroken unless a nod may say this."""
    if not words:
        raise RuleBroken(_("Say something to them, even if it is short: people want a reply, not a flag."))
    if len(words) > MOST_WORDS:
        raise RuleBroken(_("That is longer than 300 characters. Make it shorter, or answer it."))


def _write(nods: list[tuple[Target, Acknowledgement]], words: str, actor: User) -> None:
    if not nods:
        return
    Acknowledgement.objects.bulk_create([nod for _target, nod in nods])
    targets = [target for target, _nod in nods]
    events = record_all(
        act_event("target.acknowledged", target.plan, actor, thing=target, words=target.words, said=words)
        for target in targets
    )
    sentence = _("%(actor)s read your check-in on “%(words)s”: %(said)s")
    tell_learners(zip(targets, events, strict=True), sentence, said=words)
