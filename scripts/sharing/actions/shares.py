"""Showing one branch to one adult, and taking that back; only the learner does either."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.events.actions import record
from learnplan.notices.actions import notify
from learnplan.people.models import Bond, User
from learnplan.rules import RuleBroken
from plans.carers.permissions import has_own_say
from scripts.authoring.locking import lock_branch
from scripts.authoring.models import Branch
from scripts.sharing.models import BranchShare


@transaction.atomic
def share_branch(*, branch: Branch, adult: User, words: str = "", actor: User) -> BranchShare:
    """Show a branch to an adult with a bond to its learner, with a few words; the adult is told.

    Where a learner decides with their tutor what carers see, the tutor is told too. Raises RuleBroken if it is not
    the learner's act, the adult has no bond that counts today, or they are shown it already.
    """
    branch = lock_branch(branch.pk)
    learner = branch.script.learner
    if actor.pk != learner.pk:
        raise RuleBroken(_("Only the learner shows a branch to somebody."))
    bonds = Bond.objects.in_force().filter(learner=learner, adult=adult)
    bond = bonds.select_related("institution").first()
    if bond is None:
        raise RuleBroken(_("You can show it to your tutor, your advocate or somebody who reads along. Choose one."))
    before = BranchShare.objects.lasting().filter(branch=branch, adult=adult)
    if before.in_force().exists():
        raise RuleBroken(_("%(adult)s sees this branch already.") % {"adult": adult})
    before.update(ended_at=timezone.now())  # it ended with the bond by which it was made
    share = BranchShare.objects.create(branch=branch, adult=adult, words=" ".join(words.split())[:300])
    event = _record("share.made", share, branch, actor)
    said = {"learner": learner.get_full_name(), "branch": branch.name, "adult": str(adult)}
    told = _("%(learner)s shows you a branch of the script: %(branch)s.") % said
    notify(recipient=adult, key=f"event-{event.pk}", words=told, path=share.get_absolute_url(), event=event)
    if bond.kind == Bond.Kind.CARER and not has_own_say(bond):
        told = _("%(learner)s shows %(adult)s a branch of the script: %(branch)s.") % said
        tutors = Bond.objects.current().tutors().filter(learner=learner).select_related("adult")
        for each in tutors:
            path = branch.script.get_absolute_url()
            notify(recipient=each.adult, key=f"event-{event.pk}", words=told, path=path, event=event)
    return share


@transaction.atomic
def end_share(*, share: BranchShare, actor: User) -> BranchShare:
    """Take a shown branch back: the adult no longer sees it. Taken back twice, it is recorded once."""
    branch = lock_branch(share.branch_id)
    share = BranchShare.objects.select_related("adult").get(pk=share.pk)
    if actor.pk != branch.script.learner_id:
        raise RuleBroken(_("Only the learner takes back what they show."))
    if share.ended_at is None:
        share.ended_at = timezone.now()
        share.save(update_fields=["ended_at"])
        _record("share.ended", share, branch, actor)
    return share


def _record(verb: str, share: BranchShare, branch: Branch, actor: User):
    script = branch.script
    facts = {"branch": branch.name, "adult": str(share.adult)}
    return record(verb, actor=actor, thing=share, learner=script.learner, institution=script.institution, **facts)
