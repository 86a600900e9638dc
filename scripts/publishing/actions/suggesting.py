"""Suggesting a template to a learner, and what becomes of that: only the learner starts from one."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from learnplan.events.actions import record
from learnplan.notices.actions import notify
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from scripts.authoring.models import Branch
from scripts.authoring.permissions import bonds_to_write
from scripts.publishing.locking import locked
from scripts.publishing.models import BranchTemplate, TemplateSuggestion

State = TemplateSuggestion.State
LONGEST = 300


@transaction.atomic
def suggest_template(*, template: BranchTemplate, learner: User, words: str = "", actor: User) -> TemplateSuggestion:
    """Tell a learner of a template that one thinks of for them; nothing is written in their script.

    By their tutor or advocate. Raises RuleBroken if either does not see the template, or it waits with them already.
    Who wrote the template is no reason for anything here: a refusal would tell.
    """
    template = locked(template)
    if not bonds_to_write(actor).filter(learner=learner).exists():
        raise RuleBroken({"learner": _("You suggest templates to learners whose tutor or advocate you are.")})
    seen = BranchTemplate.objects.filter(pk=template.pk)
    if not seen.listed_for(actor).exists():
        raise RuleBroken(_("This template is not there any more. Look for another one."))
    if not seen.listed_for(learner).exists():
        raise RuleBroken({"learner": _("%(learner)s cannot open this template: it is for learners of %(place)s.") % {
            "learner": learner, "place": template.institution,
        }})  # fmt: skip
    if TemplateSuggestion.objects.filter(template=template, learner=learner, adult=actor, state=State.WAITING).exists():
        raise RuleBroken({"learner": _("%(learner)s has it from you already.") % {"learner": learner}})
    words = " ".join(words.split())[:LONGEST]
    made = TemplateSuggestion.objects.create(template=template, learner=learner, adult=actor, words=words)
    event = _record("suggestion.made", made, actor)
    told = _("%(adult)s thinks of the template “%(template)s” for you.") % {"adult": actor, "template": template.name}
    notify(recipient=learner, key=f"event-{event.pk}", words=told, path=template.get_absolute_url(), event=event)
    return made


@transaction.atomic
def decline_suggestion(*, suggestion: TemplateSuggestion, reason: str = "", actor: User) -> TemplateSuggestion:
    """Say that a template is not for one now, by the learner, with a reason or without; the adult is told."""
    suggestion = _locked(suggestion)
    if actor.pk != suggestion.learner_id:
        raise RuleBroken(_("Only the learner to whom it was suggested answers."))
    _check_waits(suggestion)
    suggestion.state, suggestion.reason = State.DECLINED, " ".join(reason.split())[:LONGEST]
    suggestion.save(update_fields=["state", "reason"])
    event = _record("suggestion.declined", suggestion, actor)
    said = {"learner": actor, "template": suggestion.template.name, "reason": suggestion.reason}
    told = _("%(learner)s does not start from “%(template)s” now: %(reason)s") if said["reason"] else ""
    told = told or _("%(learner)s does not start from “%(template)s” now.")
    _tell_adult(suggestion, told % said, event)
    return suggestion


@transaction.atomic
def take_back_suggestion(*, suggestion: TemplateSuggestion, actor: User) -> TemplateSuggestion:
    """Take back what one suggested, while it waits."""
    suggestion = _locked(suggestion)
    if actor.pk != suggestion.adult_id:
        raise RuleBroken(_("Only who suggested it takes it back."))
    _check_waits(suggestion)
    suggestion.state = State.TAKEN_BACK
    suggestion.save(update_fields=["state"])
    _record("suggestion.taken_back", suggestion, actor)
    return suggestion


def take_suggestions(*, template: BranchTemplate, branch: Branch, actor: User, event) -> None:
    """Mark what was suggested of this template as taken by the branch that was started from it; tell who suggested it.

    Called by the act of starting from a template, whose `event` it is.
    """
    rows = TemplateSuggestion.objects.select_for_update(of=("self",)).select_related("adult", "template")
    for suggestion in rows.filter(template=template, learner=actor, state=State.WAITING).order_by("pk"):
        suggestion.state, suggestion.branch = State.TAKEN, branch
        suggestion.save(update_fields=["state", "branch"])
        told = _("%(learner)s started a branch from “%(template)s”, which you suggested.")
        _tell_adult(suggestion, told % {"learner": actor, "template": template.name}, event)


def _locked(suggestion: TemplateSuggestion) -> TemplateSuggestion:
    rows = TemplateSuggestion.objects.select_for_update(of=("self",))
    return rows.select_related("adult", "learner", "template__institution").get(pk=suggestion.pk)


def _check_waits(suggestion: TemplateSuggestion) -> None:
    if suggestion.state != State.WAITING:
        raise RuleBroken(_("This is answered or taken back already."))


def _tell_adult(suggestion: TemplateSuggestion, words: str, event) -> None:
    """Tell who suggested it, if they are still with the learner."""
    if bonds_to_write(suggestion.adult).filter(learner=suggestion.learner_id).exists():
        path = reverse("template_suggest", args=[suggestion.template_id])
        notify(recipient=suggestion.adult, key=f"event-{event.pk}", words=words, path=path, event=event)


def _record(verb: str, suggestion: TemplateSuggestion, actor: User):
    template = suggestion.template
    about = {"learner": suggestion.learner, "institution": template.institution}
    return record(verb, actor=actor, thing=suggestion, **about, template=template.name)
