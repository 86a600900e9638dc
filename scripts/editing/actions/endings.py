"""What the ending of a branch asks, and which step meets each thing it asks."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from scripts.authoring.locking import lock_branch, record_writing
from scripts.authoring.models import Branch, EndingAsk, Step
from scripts.authoring.reading import paths_of
from scripts.authoring.rules import trimmed

MOST_ASKS = 12
MOST_CHARACTERS = 200


@act
def set_asks(*, branch: Branch, asks: Sequence[Mapping[str, Any]], actor: User) -> list[EndingAsk]:
    """Write down what the ending of a branch asks, in order; return the rows.

    Each has its `words`, and may have the framework `item` they stand for. One with the words of an earlier row is
    that row, so what meets it stays. Raises RuleBroken for empty or long words, the same twice, and too many.
    """
    branch = lock_branch(branch.pk)
    there = {ask.words.casefold(): ask for ask in branch.asks.all()}
    order = list(there)
    rows: list[EndingAsk] = []
    for position, said in enumerate(asks):
        words = _words(str(said.get("words", "")))
        row = there.get(words.casefold()) or EndingAsk(branch=branch)
        row.position, row.words, row.item = position, words, said.get("item") or row.item
        rows.append(row)
    said_once = [row.words.casefold() for row in rows]
    _check_list(said_once)
    if said_once == order and all(row.words == there[row.words.casefold()].words for row in rows):
        return rows
    branch.asks.exclude(pk__in=[row.pk for row in rows if row.pk]).delete()
    for row in rows:
        row.save()
    facts = {"asks": [row.words for row in rows]}
    record_writing("branch.asks_written", script=branch.script, thing=branch, actor=actor, branch=branch, **facts)
    return rows


def _words(said: str) -> str:
    too_long = _("Each thing an ending asks has room for %(most)s characters. Make two of it, or make it shorter.")
    words = trimmed(said, MOST_CHARACTERS, too_long)
    if not words:
        raise RuleBroken(_("Say what the ending asks, in a few words."))
    return words


def _check_list(words: list[str]) -> None:
    if len(set(words)) < len(words):
        twice = next(each for place, each in enumerate(words) if each in words[:place])
        raise RuleBroken(_("“%(words)s” is there twice. Once is enough.") % {"words": twice})
    if len(words) > MOST_ASKS:
        raise RuleBroken(
            _("There is room for %(most)s things that an ending asks. Leave out the small ones.") % {"most": MOST_ASKS}
        )


@act
def meet_ask(*, ask: EndingAsk, step: Step | None, actor: User) -> EndingAsk:
    """Say which step of the branch's path meets what its ending asks; None: nothing does yet.

    Raises RuleBroken if the step is not on that path, or the ask is gone.
    """
    branch = lock_branch(ask.branch_id)
    found = EndingAsk.objects.filter(pk=ask.pk).first()
    if found is None:
        raise RuleBroken(_("The ending does not ask this any more. Look at it again."))
    if step is not None and step.pk not in {each.pk for each in paths_of(branch.script_id)(branch)}:
        raise RuleBroken(
            _("“%(step)s” is not on the way to this ending. Choose a step of this branch, or one before it.")
            % {"step": step.title}
        )
    if found.step_id == (step and step.pk):
        return found
    found.step = step
    found.save(update_fields=["step"])
    verb = "branch.ask_met" if step else "branch.ask_open"
    facts = {"words": found.words, "step": step.title if step else ""}
    record_writing(verb, script=branch.script, thing=branch, actor=actor, branch=branch, **facts)
    return found
