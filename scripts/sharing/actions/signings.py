"""Putting a version of a script up for signing, signing it, and taking it back while nobody else has signed."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.events.actions import record
from learnplan.notices.actions import notify
from learnplan.people.models import Bond, User
from learnplan.rules import RuleBroken
from plans.years.models import Signer
from scripts.authoring.content import digest_of
from scripts.authoring.locking import keep_version, lock_script
from scripts.authoring.models import Script, ScriptVersion
from scripts.sharing.models import Signing, VersionSignature
from scripts.sharing.reading import signer


@transaction.atomic
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
    event = _record("script.put_up", script, actor, version.number)
    told = _("%(actor)s signed the script, and asks you to sign it too.") % {"actor": actor}
    for person in _helpers(script):
        notify(recipient=person, key=f"event-{event.pk}", words=told, path=_page(script), event=event)
    return signing


@transaction.atomic
def sign_version(*, signing: Signing, digest: str, actor: User) -> VersionSignature:
    """Put one's name under exactly the version that was put up last; `digest` is of what the signer saw.

    By the learner's tutor or advocate, or a carer who sees the script; the learner is told. Raises RuleBroken if a
    newer version is up, this one was taken back or changed, or the name is there already.
    """
    script = lock_script(ScriptVersion.objects.values_list("script", flat=True).get(pk=signing.version_id))
    role = signer(actor, script)
    if role is None:
        raise RuleBroken(_("A script is signed by the learner, their tutor or advocate, and a carer who reads along."))
    signing = Signing.objects.select_related("version").get(pk=signing.pk)
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
    event = _record("script.signed", script, actor, signing.version.number)
    told = _("%(actor)s signed your script, version %(number)s.")
    words = told % {"actor": actor, "number": signing.version.number}
    notify(recipient=script.learner, key=f"event-{event.pk}", words=words, path=_page(script), event=event)
    return made


@transaction.atomic
def take_back_signing(*, signing: Signing, actor: User) -> Signing:
    """Take a version back from signing, by the learner, while nobody else has signed it."""
    script = lock_script(ScriptVersion.objects.values_list("script", flat=True).get(pk=signing.version_id))
    if actor.pk != script.learner_id:
        raise RuleBroken(_("Only the learner takes a version back."))
    signing = Signing.objects.select_related("version").get(pk=signing.pk)
    if signing.signatures.exclude(user=actor).exists():
        raise RuleBroken(_("Somebody has signed it with you, so it stays. You can put up a newer version."))
    if signing.taken_back_at is None:
        signing.taken_back_at = timezone.now()
        signing.save(update_fields=["taken_back_at"])
        _record("script.taken_back", script, actor, signing.version.number)
    return signing


def _helpers(script: Script) -> list[User]:
    bonds = Bond.objects.in_force().filter(learner=script.learner_id).select_related("adult")
    by_kind: dict[str, dict[int, User]] = {}
    for bond in bonds:
        by_kind.setdefault(bond.kind, {})[bond.adult_id] = bond.adult
    return list((by_kind.get(Bond.Kind.TUTOR) or by_kind.get(Bond.Kind.ADVOCATE) or {}).values())


def _page(script: Script) -> str:
    return reverse("script_signing", args=[script.pk])


def _record(verb: str, script: Script, actor: User, number: int):
    facts = {"thing": script, "learner": script.learner, "institution": script.institution}
    return record(verb, actor=actor, version=number, **facts)
