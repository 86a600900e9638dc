"""Comments on a step: writing one, taking it back within the day, settling it, putting it away."""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.events.actions import record
from learnplan.notices.actions import notify
from learnplan.people.models import Bond, User
from learnplan.rules import RuleBroken
from scripts.authoring.models import Step
from scripts.sharing.models import StepComment
from scripts.sharing.permissions import Reader, reader_of

MOST = 600


@transaction.atomic
def write_comment(*, step: Step, words: str, actor: User) -> StepComment:
    """Say something about a step, by its learner or an adult who may see it.

    The learner is told of an adult's words; of the learner's, whoever has said something there, or else the tutor.
    """
    words = words.replace("\r\n", "\n").strip()
    if not words:
        raise RuleBroken({"words": _("Write a few words first.")})
    if len(words) > MOST:
        raise RuleBroken({"words": _("That is longer than %(most)s characters. Make it shorter.") % {"most": MOST}})
    found = Step.objects.select_related("branch").filter(pk=step.pk).first()
    reader = reader_of(actor, found) if found else None
    if found is None or reader is None:
        raise RuleBroken(_("This step is not there any more. Go back to the map to see what is."))
    made = StepComment.objects.create(script=reader.script, step=found, author=actor, words=words)
    event = _record("comment.written", made, actor, found.title)
    names = {"actor": actor.get_full_name(), "step": found.title}
    told = _("%(actor)s said something about the step “%(step)s”.") % names
    path = reverse("step_comments", args=[found.pk])
    for person in _to_tell(reader, found):
        notify(recipient=person, key=f"comment-{made.pk}", words=told, path=path, event=event)
    return made


def _to_tell(reader: Reader, step: Step) -> Iterable[User]:
    """Return who is told of a new comment of the reader's."""
    if not reader.is_learner:
        return [reader.script.learner]
    said = StepComment.objects.filter(step=step).shown().exclude(author=reader.user).select_related("author")
    before = {comment.author_id: comment.author for comment in said}
    present = [adult for adult in before.values() if reader_of(adult, step)]
    if present:
        return present
    tutors = Bond.objects.current().tutors().filter(learner=reader.script.learner_id)
    return [bond.adult for bond in tutors.select_related("adult")]


@transaction.atomic
def take_back_comment(*, comment: StepComment, actor: User) -> StepComment:
    """Take one's own words back, within a day: then nobody reads them."""
    comment = _locked(comment)
    if actor.pk != comment.author_id:
        raise RuleBroken(_("Only who wrote it can take it back."))
    if comment.taken_back_at:
        return comment
    if not comment.may_still_be_taken_back:
        raise RuleBroken(_("That is more than a day ago, so it stays. You can write another comment."))
    comment.taken_back_at = timezone.now()
    comment.save(update_fields=["taken_back_at"])
    _record("comment.taken_back", comment, actor)
    return comment


@transaction.atomic
def settle_comment(*, comment: StepComment, is_settled: bool, actor: User) -> StepComment:
    """Say that what an adult said is settled, or open again: by the learner. Who said it is told once."""
    comment = _locked(comment)
    _check_learner(comment, actor)
    if comment.author_id == actor.pk:
        raise RuleBroken(_("You settle what others say to you. Your own words you can take back."))
    if (comment.settled_at is not None) == is_settled:
        return comment
    comment.settled_at = timezone.now() if is_settled else None
    comment.save(update_fields=["settled_at"])
    step = Step.objects.select_related("branch").filter(pk=comment.step_id).first()
    event = _record("comment.settled" if is_settled else "comment.reopened", comment, actor)
    # Whoever no longer sees the step is not told how it is called today.
    if is_settled and step and reader_of(comment.author, step):
        told = _("%(actor)s settled what you said about the step “%(step)s”.") % {"actor": actor, "step": step.title}
        path = reverse("step_comments", args=[comment.step_id])
        notify(recipient=comment.author, key=f"settled-{comment.pk}", words=told, path=path, event=event)
    return comment


@transaction.atomic
def hide_comment(*, comment: StepComment, is_hidden: bool, actor: User) -> StepComment:
    """Put a comment away so that others no longer read it, or bring it back: by the learner."""
    comment = _locked(comment)
    _check_learner(comment, actor)
    if (comment.hidden_at is not None) != is_hidden:
        comment.hidden_at = timezone.now() if is_hidden else None
        comment.save(update_fields=["hidden_at"])
        _record("comment.put_away" if is_hidden else "comment.brought_back", comment, actor)
    return comment


def _locked(comment: StepComment) -> StepComment:
    rows = StepComment.objects.select_for_update(of=("self",))
    return rows.select_related("author", "script__learner", "script__institution").get(pk=comment.pk)


def _check_learner(comment: StepComment, actor: User) -> None:
    if actor.pk != comment.script.learner_id:
        raise RuleBroken(_("Only the learner whose script it is can do this."))


def _title(comment: StepComment) -> str:
    return Step.objects.filter(pk=comment.step_id).values_list("title", flat=True).first() or "…"


def _record(verb: str, comment: StepComment, actor: User, title: str = ""):
    script = comment.script
    facts = {"step": title or _title(comment), "step_id": comment.step_id}
    return record(verb, actor=actor, thing=comment, learner=script.learner, institution=script.institution, **facts)
