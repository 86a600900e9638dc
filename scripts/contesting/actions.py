"""Every write about contesting the core: ask, take back, answer."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.notices.actions import notify
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from learnplan.years import term_name
from scripts.authoring.locking import lock_script, record_writing
from scripts.authoring.models import Script, Step
from scripts.authoring.permissions import may_author
from scripts.authoring.rules import check_when
from scripts.contesting.models import CoreRequest
from scripts.contesting.permissions import may_answer, who_answers
from scripts.frameworks.models import CommonItem
from scripts.offers.styles import Style

Kind, State = CoreRequest.Kind, CoreRequest.State
MOST_CHARACTERS = 1000
MOST_OF_A_RULE = 300


@act
def ask_about_core(
    *,
    script: Script,
    common_item: CommonItem,
    kind: str,
    words: str,
    style: str = "",
    year: int | None = None,
    term: int | None = None,
    actor: User,
) -> CoreRequest:
    """Ask that a part of the common script is left out, done another way or at another time, or changed for everyone.

    `style` is the other way, `year` and `term` the other time. Raises RuleBroken when it is not theirs to ask, words or
    what is wanted are missing, nothing would be different, or the same question waits for an answer already.
    """
    words = (words or "").strip()
    if not words:
        raise RuleBroken({"words": _("Say why, in your own words. Whoever decides reads it.")})
    if len(words) > MOST_CHARACTERS:
        raise RuleBroken(
            {"words": _("That is longer than %(most)s characters. Make it shorter.") % {"most": MOST_CHARACTERS}}
        )
    if not may_author(actor, script):
        raise RuleBroken(_("Only the learner, or their tutor or advocate for them, can ask this."))
    script = lock_script(script.pk)
    common_item = CommonItem.objects.select_related("item").get(pk=common_item.pk)
    if common_item.common_script_id != script.common_script_id or common_item.ended_at is not None:
        raise RuleBroken(_("This is not a part of this common script any more. Go back to the map to see what is."))
    step = Step.objects.filter(branch__script=script, common_item=common_item).first()
    wanted = _wanted(kind, step, common_item, style=style, year=year, term=term)
    asked = CoreRequest(script=script, common_item=common_item, kind=kind, words=words, asked_by=actor, **wanted)
    try:
        with transaction.atomic():
            asked.save()
    except IntegrityError:
        raise RuleBroken(_("You have asked this already, and it waits for an answer.")) from None
    event = record_writing("core.asked", script=script, thing=asked, actor=actor, **_facts(asked))
    _tell_answerers(asked, event)
    return asked


def _wanted(kind: str, step: Step | None, item: CommonItem, **wanted) -> dict:
    """Return what is asked for, without what does not belong to this kind. Raises RuleBroken if that is nothing."""
    if kind == Kind.EXEMPT and not item.is_required:
        raise RuleBroken(
            _("This part is not required, so there is nobody to ask: you can take it off your script yourself.")
        )
    if kind == Kind.STYLE:
        if wanted["style"] not in Style.values:
            raise RuleBroken({"style": _("Choose the way you would like to do it.")})
        if step and step.style == wanted["style"]:
            raise RuleBroken({"style": _("That is how you do it already. Choose another way.")})
        return {"style": wanted["style"]}
    if kind == Kind.PACE:
        if wanted["year"] is None:
            raise RuleBroken({"year": _("Choose the year you would like to do it in.")})
        check_when(year=wanted["year"], lasts=None)
        if step and (step.year, step.term) == (wanted["year"], wanted["term"]):
            raise RuleBroken({"year": _("That is when you do it already. Choose another time.")})
        return {"year": wanted["year"], "term": wanted["term"]}
    return {}


@act
def take_back_core(*, asked: CoreRequest, actor: User) -> CoreRequest:
    """Take a request back that nobody has answered yet."""
    asked = _locked(asked)
    if not may_author(actor, asked.script):
        raise RuleBroken(_("Only whoever writes this script can take the question back."))
    _check_waiting(asked)
    asked.state, asked.answered_at = State.WITHDRAWN, timezone.now()
    asked.save(update_fields=["state", "answered_at"])
    record_writing("core.taken_back", script=asked.script, thing=asked, actor=actor, **_facts(asked))
    return asked


@act
def answer_core(*, asked: CoreRequest, allow: bool, answer: str, rule: str = "", actor: User) -> CoreRequest:
    """Answer a request, and tell the learner. A yes does what was asked; a no names the `rule` that binds.

    A yes to leaving a part out makes it no longer required of this learner; to another way or time, sets it on their
    step; to a change for everyone, says that the school takes it up. Raises RuleBroken when it is not theirs to answer,
    is answered already, has no words, or is a no without a rule.
    """
    answer, rule = (answer or "").strip(), " ".join((rule or "").split())
    if not answer:
        raise RuleBroken({"answer": _("Say something to them: what it means for them, and what they can do next.")})
    if not allow and not rule:
        raise RuleBroken({"rule": _("Name the rule that binds: the law, the curriculum, or the school's own.")})
    if len(rule) > MOST_OF_A_RULE:
        raise RuleBroken({"rule": _("Name the rule in %(most)s characters or fewer.") % {"most": MOST_OF_A_RULE}})
    asked = _locked(asked)
    if not may_answer(actor, asked):
        raise RuleBroken(_("This is for somebody else to answer."))
    _check_waiting(asked)
    asked.state = State.ALLOWED if allow else State.REFUSED
    asked.answer, asked.rule = answer, "" if allow else rule
    asked.answered_by, asked.answered_at = actor, timezone.now()
    asked.save(update_fields=["state", "answer", "rule", "answered_by", "answered_at"])
    if allow:
        _do(asked)
    verb = "core.allowed" if allow else "core.refused"
    said = _facts(asked) | {"answer": answer, "rule": asked.rule}
    event = record_writing(verb, script=asked.script, thing=asked, actor=actor, **said)
    _tell_learner(asked, event)
    return asked


def _do(asked: CoreRequest) -> None:
    """Do what was allowed. What is left out stays on the script until the learner takes it off.

    Raises RuleBroken when there is no step any more that could be done another way or at another time.
    """
    steps = Step.objects.filter(branch__script=asked.script, common_item=asked.common_item)
    if asked.kind in (Kind.STYLE, Kind.PACE) and not steps.exists():
        raise RuleBroken(
            _("The step is not on their script any more, so there is nothing to set. They can take the question back.")
        )
    if asked.kind == Kind.STYLE:
        steps.update(style=asked.style)
    elif asked.kind == Kind.PACE:
        steps.update(year=asked.year, term=asked.term)


def _locked(asked: CoreRequest) -> CoreRequest:
    """Return the request as it stands under the lock of its script."""
    script = lock_script(asked.script_id)
    asked = CoreRequest.objects.select_related("common_item__item", "common_item__common_script").get(pk=asked.pk)
    asked.script = script
    return asked


def _check_waiting(asked: CoreRequest) -> None:
    if asked.state != State.WAITING:
        raise RuleBroken(_("This is answered already: %(state)s.") % {"state": asked.get_state_display()})


def _facts(asked: CoreRequest) -> dict[str, Any]:
    return {"part": asked.common_item.item.name, "kind": asked.get_kind_display(), "wanted": wanted_in_words(asked)}


def wanted_in_words(asked: CoreRequest) -> str:
    """Return what is asked for beside its kind: the way or the time; empty where there is nothing to add."""
    if asked.kind == Kind.STYLE:
        return str(Style(asked.style).label)
    if asked.kind == Kind.PACE and asked.year is not None:
        return term_name(asked.year, asked.term)
    return ""


def _tell_answerers(asked: CoreRequest, event) -> None:
    """Tell whoever can answer, each once."""
    facts = {"who": asked.script.learner, "part": asked.common_item.item.name, "kind": asked.get_kind_display()}
    words = _("%(who)s asks about “%(part)s”: %(kind)s.") % facts
    for adult in who_answers(asked):
        notify(recipient=adult, key=f"core.asked:{asked.pk}", words=words, path=asked.get_absolute_url(), event=event)


def _tell_learner(asked: CoreRequest, event) -> None:
    """Tell the learner, and who asked for them if they may still write this script."""
    learner, adult = asked.script.learner, asked.asked_by
    facts = {"who": asked.answered_by, "part": asked.common_item.item.name, "state": asked.get_state_display()}
    telling = {"key": f"core.answered:{asked.pk}", "path": asked.get_absolute_url(), "event": event}
    notify(recipient=learner, words=_("%(who)s answered you about “%(part)s”: %(state)s.") % facts, **telling)
    if adult != learner and may_author(adult, asked.script):
        words = _("%(who)s answered what you asked for %(learner)s about “%(part)s”: %(state)s.")
        notify(recipient=adult, words=words % (facts | {"learner": learner}), **telling)
