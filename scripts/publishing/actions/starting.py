"""Starting a branch of one’s own script from a template, and suggesting one: only the learner starts from it."""

from collections import defaultdict

from django.urls import reverse
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.events.actions import record
from learnplan.notices.actions import notify
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from learnplan.years import terms_after
from scripts.authoring.locking import lock_script, record_writing
from scripts.authoring.models import Branch, EndingAsk, Script, Step, StepCover, StepOption
from scripts.authoring.permissions import bonds_to_write
from scripts.editing.actions.branches import new_branch
from scripts.offers.models import Offer, OfferCover
from scripts.publishing.locking import locked
from scripts.publishing.models import BranchTemplate, TemplateFork, TemplateRow, TemplateStep, TemplateSuggestion

State = TemplateSuggestion.State
LONGEST = 300


@act
def fork_template(
    *,
    template: BranchTemplate,
    script: Script,
    parent: Branch,
    forks_after: Step | None,
    year: int,
    name: str = "",
    actor: User,
) -> Branch:
    """Write a new branch, an idea, as the template has it; its first term is the autumn of `year`.

    An offer that is closed, or not open to this learner, comes as words. The branch keeps where it came from. Raises
    RuleBroken if the template is no longer there, or the step to fork after is not.
    """
    script = lock_script(script.pk)
    if actor.pk != script.learner_id:
        raise RuleBroken(_("Only the learner starts a branch from a template."))
    found = BranchTemplate.objects.listed_for(actor).filter(pk=template.pk).first()
    if found is None:
        raise RuleBroken(_("This template is not there any more. Look for another one."))
    branch = new_branch(script, parent, forks_after, name or found.name, found.ending)
    _write_steps(branch, found, year, _open_offers(found, actor))
    EndingAsk.objects.bulk_create(
        EndingAsk(branch=branch, position=place, words=words) for place, words in enumerate(found.asks)
    )
    TemplateFork.objects.create(branch=branch, template=found, name=found.name)
    after = forks_after.title if forks_after else parent.name
    facts = {"ending": branch.ending, "after": after, "template": found.name}
    event = record_writing("branch.forked", script=script, thing=branch, actor=actor, branch=branch, **facts)
    take_suggestions(template=found, branch=branch, actor=actor, event=event)
    return branch


def _open_offers(template: BranchTemplate, learner: User) -> set[int]:
    """Return which offers of the template the learner can take up now."""
    steps = TemplateStep.objects.filter(template=template)
    named = {pk for row in steps.values_list("offer", "options__offer") for pk in row if pk}
    return set(Offer.objects.visible_to(learner).filter(pk__in=named, closed_at=None).values_list("pk", flat=True))


def _write_steps(branch: Branch, template: BranchTemplate, year: int, is_open: set[int]) -> None:
    covers: dict[int | None, list[int]] = defaultdict(list)
    rows = OfferCover.objects.filter(offer__in=is_open, item__framework=branch.script.common_script.framework_id)
    for offer, item in rows.values_list("offer", "item"):
        covers[offer].append(item)
    lines = template.steps.select_related("offer__provider").prefetch_related("options__offer__provider")
    for place, line in enumerate(lines):
        in_year, in_term = (None, None) if line.starts is None else terms_after(year, 1, line.starts)
        when = {"position": place, "year": in_year, "term": in_term, "lasts": line.lasts}
        step = Step.objects.create(branch=branch, **when, **_shared(line, is_open))
        StepCover.objects.bulk_create(StepCover(step=step, item_id=pk) for pk in covers[step.offer_id])
        StepOption.objects.bulk_create(
            StepOption(step=step, rank=one.rank, **_shared(one, is_open)) for one in line.options.all()
        )


def _shared(line: TemplateRow, is_open: set[int]) -> dict:
    """Return what a step, or an alternative of one, takes over; a closed offer comes in words, said once."""
    offer_id = line.offer_id if line.offer_id in is_open else None
    title = line.title
    if line.offer and offer_id is None and line.offer.title not in title:
        words = _("%(title)s (like %(offer)s at %(provider)s)")
        title = words % {"title": title, "offer": line.offer.title, "provider": line.offer.provider.name}
    return {"title": title[:150], "style": line.style, "minutes_a_week": line.minutes_a_week, "offer_id": offer_id}


@act
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


@act
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
    told = _("%(learner)s does not start from “%(template)s” now.")
    if suggestion.reason:
        told = _("%(learner)s does not start from “%(template)s” now: %(reason)s")
    _tell_adult(suggestion, told % said, event)
    return suggestion


@act
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
