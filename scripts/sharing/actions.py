"""Every write about sharing a script: showing a branch, signing a version, and saying something about a step."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.events.actions import record
from learnplan.notices.actions import notify
from learnplan.people.models import Bond, User
from learnplan.rules import RuleBroken
from plans.carers.permissions import has_own_say
from plans.years.models import Signer
from scripts.authoring.content import digest_of
from scripts.authoring.locking import keep_version, lock_branch, lock_script
from scripts.authoring.models import Branch, Script, ScriptVersion, Step
from scripts.sharing.models import BranchShare, Signing, StepComment, VersionSignature
from scripts.sharing.permissions import Reader, reader_of
from scripts.sharing.reading import signer

MOST = 600  # characters of a comment


@act
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
    event = _record("share.made", share, branch.script, actor, branch=branch.name, adult=str(adult))
    said = {"learner": learner.get_full_name(), "branch": branch.name, "adult": str(adult)}
    told = _("%(learner)s shows you a branch of the script: %(branch)s.") % said
    notify(recipient=adult, key=f"event-{event.pk}", words=told, path=share.get_absolute_url(), event=event)
    if bond.kind == Bond.Kind.CARER and not has_own_say(bond):
        told = _("%(learner)s shows %(adult)s a branch of the script: %(branch)s.") % said
        tutors = Bond.objects.current().tutors().filter(learner=learner).select_related("adult")
        path = branch.script.get_absolute_url()
        for each in tutors:
            notify(recipient=each.adult, key=f"event-{event.pk}", words=told, path=path, event=event)
    return share


@act
def end_share(*, share: BranchShare, actor: User) -> BranchShare:
    """Take a shown branch back: the adult no longer sees it. Taken back twice, it is recorded once."""
    branch = lock_branch(share.branch_id)
    share = BranchShare.objects.select_related("adult").get(pk=share.pk)
    if actor.pk != branch.script.learner_id:
        raise RuleBroken(_("Only the learner takes back what they show."))
    if share.ended_at is None:
        share.ended_at = timezone.now()
        share.save(update_fields=["ended_at"])
        _record("share.ended", share, branch.script, actor, branch=branch.name, adult=str(share.adult))
    return share


@act
def put_up_version(*, script: Script, version: ScriptVersion | None = None, words: str = "", actor: User) -> Signing:
    """Put a version of the script up for signing, by its learner, whose name is the first under it.

    `version` None is the script as it is today. The tutor (or else the advocate) is told. Raises RuleBroken if it is
    not the learner's act, or this version is up already.
    """
    script = lock_script(script.pk)
    if actor.pk != script.learner_id:
        raise RuleBroken(_("Only the learner puts their script up for signing."))
    if version is None:
        keep_version(script_id=script.pk)
        version = script.versions.first()
    else:
        version = script.versions.filter(pk=version.pk).first()
    if version is None:
        raise RuleBroken(_("This version is not one of this script. Choose another one."))
    signing = Signing.objects.filter(version=version).first()
    if signing and signing.taken_back_at is None:
        raise RuleBroken(_("This version is up for signing already."))
    words = " ".join(words.split())[:300]
    if signing is None:
        signing = Signing.objects.create(version=version, words=words)
        VersionSignature.objects.create(signing=signing, user=actor, role=Signer.LEARNER, digest=version.digest)
    else:
        signing.words, signing.put_up_at, signing.taken_back_at = words, timezone.now(), None
        signing.save(update_fields=["words", "put_up_at", "taken_back_at"])
    event = _record("script.put_up", script, script, actor, version=version.number)
    told = _("%(actor)s signed the script, and asks you to sign it too.") % {"actor": actor}
    for person in _helpers(script):
        notify(recipient=person, key=f"event-{event.pk}", words=told, path=_page(script), event=event)
    return signing


@act
def sign_version(*, signing: Signing, digest: str, actor: User) -> VersionSignature:
    """Put one's name under exactly the version that was put up last; `digest` is of what the signer saw.

    By the learner's tutor or advocate, or a carer who sees the script; the learner is told. Raises RuleBroken if a
    newer version is up, this one was taken back or changed, or the name is there already.
    """
    signing, script = _locked_signing(signing)
    role = signer(actor, script)
    if role is None:
        raise RuleBroken(_("A script is signed by the learner, their tutor or advocate, and a carer who reads along."))
    newest = Signing.objects.filter(version__script=script, taken_back_at=None).first()
    if signing.taken_back_at or newest is None:
        raise RuleBroken(_("This version was taken back. Ask which one is meant."))
    if newest.pk != signing.pk:
        raise RuleBroken(_("A newer version is up for signing. Read that one, and sign it if you agree."))
    if not digest == signing.version.digest == digest_of(signing.version.content):
        raise RuleBroken(_("This is not what was put up. Open the page again, read it, then sign."))
    if signing.signatures.filter(user=actor).exists():
        raise RuleBroken(_("You have signed this version already."))
    made = VersionSignature.objects.create(signing=signing, user=actor, role=role, digest=digest)
    event = _record("script.signed", script, script, actor, version=signing.version.number)
    told = _("%(actor)s signed your script, version %(number)s.")
    words = told % {"actor": actor, "number": signing.version.number}
    notify(recipient=script.learner, key=f"event-{event.pk}", words=words, path=_page(script), event=event)
    return made


@act
def take_back_signing(*, signing: Signing, actor: User) -> Signing:
    """Take a version back from signing, by the learner, while nobody else has signed it."""
    signing, script = _locked_signing(signing)
    if actor.pk != script.learner_id:
        raise RuleBroken(_("Only the learner takes a version back."))
    if signing.signatures.exclude(user=actor).exists():
        raise RuleBroken(_("Somebody has signed it with you, so it stays. You can put up a newer version."))
    if signing.taken_back_at is None:
        signing.taken_back_at = timezone.now()
        signing.save(update_fields=["taken_back_at"])
        _record("script.taken_back", script, script, actor, version=signing.version.number)
    return signing


def _locked_signing(signing: Signing) -> tuple[Signing, Script]:
    """Return a signing, with its script locked, as it stands then."""
    script = lock_script(ScriptVersion.objects.values_list("script", flat=True).get(pk=signing.version_id))
    return Signing.objects.select_related("version").get(pk=signing.pk), script


def _helpers(script: Script) -> list[User]:
    """Return the learner's tutors, or where there is none their advocates, each once."""
    bonds = list(Bond.objects.in_force().helpers().filter(learner=script.learner_id).select_related("adult"))
    tutors = [bond for bond in bonds if bond.kind == Bond.Kind.TUTOR]
    return list({bond.adult_id: bond.adult for bond in tutors or bonds}.values())


def _page(script: Script) -> str:
    return reverse("script_signing", args=[script.pk])


@act
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
    event = _record("comment.written", made, reader.script, actor, step=found.title, step_id=found.pk)
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


@act
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
    _record_comment("comment.taken_back", comment, actor)
    return comment


@act
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
    event = _record_comment("comment.settled" if is_settled else "comment.reopened", comment, actor)
    # Whoever no longer sees the step is not told how it is called today.
    if is_settled and step and reader_of(comment.author, step):
        told = _("%(actor)s settled what you said about the step “%(step)s”.") % {"actor": actor, "step": step.title}
        path = reverse("step_comments", args=[comment.step_id])
        notify(recipient=comment.author, key=f"settled-{comment.pk}", words=told, path=path, event=event)
    return comment


@act
def hide_comment(*, comment: StepComment, is_hidden: bool, actor: User) -> StepComment:
    """Put a comment away so that others no longer read it, or bring it back: by the learner."""
    comment = _locked(comment)
    _check_learner(comment, actor)
    if (comment.hidden_at is not None) != is_hidden:
        comment.hidden_at = timezone.now() if is_hidden else None
        comment.save(update_fields=["hidden_at"])
        _record_comment("comment.put_away" if is_hidden else "comment.brought_back", comment, actor)
    return comment


def _locked(comment: StepComment) -> StepComment:
    rows = StepComment.objects.select_for_update(of=("self",))
    return rows.select_related("author", "script__learner", "script__institution").get(pk=comment.pk)


def _check_learner(comment: StepComment, actor: User) -> None:
    if actor.pk != comment.script.learner_id:
        raise RuleBroken(_("Only the learner whose script it is can do this."))


def _record_comment(verb: str, comment: StepComment, actor: User):
    title = Step.objects.filter(pk=comment.step_id).values_list("title", flat=True).first() or "…"
    return _record(verb, comment, comment.script, actor, step=title, step_id=comment.step_id)


def _record(verb: str, thing, script: Script, actor: User, **facts):
    return record(verb, actor=actor, thing=thing, learner=script.learner, institution=script.institution, **facts)
