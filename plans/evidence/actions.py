"""Everything that changes evidence: adding it, choosing what it supports and who sees it, taking it back."""

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.acts import act, acting
from learnplan.events.actions import record
from learnplan.events.models import Event
from learnplan.notices.actions import notify
from learnplan.people.models import Bond, Role, User
from learnplan.rules import RuleBroken
from plans.evidence import limits
from plans.evidence.addresses import clean_url
from plans.evidence.checking import Checked, check_upload
from plans.evidence.files import digest_of, keeping, remove_files
from plans.evidence.models import Evidence, EvidenceShare, EvidenceTarget, may_be_shown
from plans.matrix.acts import Act
from plans.matrix.models import AskedFor
from plans.matrix.permissions import check
from plans.targets.models import Plan, Target
from plans.targets.permissions import standing_to

Kind = Evidence.Kind
# Who sees a piece unless the learner chooses otherwise; the form says so.
SHOWN_FIRST = (Bond.Kind.TUTOR, Bond.Kind.ADVOCATE)


def add_evidence(
    *,
    learner: User,
    kind: str,
    title: str,
    actor: User,
    words: str = "",
    url: str = "",
    upload: BinaryIO | None = None,
    targets: Iterable[Target] = (),
    kinds: Iterable[str] = SHOWN_FIRST,
    adults: Iterable[User] = (),
    made_on: dt.date | None = None,
) -> Evidence:
    """Keep a piece of evidence of the learner's, for `targets`, shown to adults of these `kinds` and to `adults`.

    `upload` is what came for a photo or a file: what it is, is read from its content, so a photo may turn out to be
    a file and the other way about. Its file is in the store before the transaction begins and is removed again if
    that fails. Raises RuleBroken; AskFirst, before anything is read or kept, as `show_to` does.
    """
    _check_own(learner, actor)
    title, words = _clean(kind, title, words)
    made_on = made_on or timezone.localdate()
    if made_on > timezone.localdate():
        raise RuleBroken(_("Pick the day you made it. That day is still to come."))
    evidence = Evidence(learner=learner, kind=kind, title=title, words=words, made_on=made_on)
    targets, adults, kinds = list(targets), list(adults), list(dict.fromkeys(kinds))
    _check_carers(evidence, kinds, adults)
    if kind == Kind.LINK:
        evidence.url = clean_url(url)
    checked = _checked(evidence, upload) if kind in (Kind.PHOTO, Kind.FILE) else None
    with keeping(evidence, checked), acting():
        _check_room(evidence)
        _insert(evidence)
        _link(evidence, targets)
        _share(evidence, kinds, adults)
        event = _record("evidence.added", evidence, actor, kind=evidence.kind, targets=[t.pk for t in targets])
        tell_of_evidence(evidence, targets, event)
    return evidence


@act
def choose_targets(*, evidence: Evidence, targets: Iterable[Target], actor: User) -> Evidence:
    """Let the piece support exactly these targets of its learner's."""
    evidence, targets = lock_evidence(evidence, actor), list(targets)
    before = set(evidence.links.values_list("target", flat=True))
    after = {target.pk for target in targets}
    if before == after:
        raise RuleBroken(_("Nothing is different yet. Tick or untick a target, then save."))
    evidence.links.filter(target__in=before - after).delete()
    fresh = [target for target in targets if target.pk not in before]
    _link(evidence, fresh)
    event = _record("evidence.moved", evidence, actor, targets=sorted(after), old_targets=sorted(before))
    if fresh:
        tell_of_evidence(evidence, fresh, event)
    return evidence


@act
def show_to(
    *,
    evidence: Evidence,
    actor: User,
    kinds: Iterable[str] = (),
    adults: Iterable[User] = (),
    asked: AskedFor | None = None,
) -> Evidence:
    """Show the piece to exactly these: adults with a bond of these `kinds`, and these `adults`. Nobody is a choice.

    Raises AskFirst where the matrix says to ask before a carer is shown something (those who answer, tutors and
    advocates, are never asked about); `asked` is then the request that was answered with yes.
    """
    evidence = lock_evidence(evidence, actor)
    before = set(evidence.shares.values_list("kind", "adult"))
    kinds, adults = list(dict.fromkeys(kinds)), list(adults)
    after = {(kind, None) for kind in kinds} | {("", adult.pk) for adult in adults}
    if before == after:
        raise RuleBroken(_("Nothing is different yet. Tick or untick someone, then save."))
    new = after - before
    _check_carers(evidence, [k for k in kinds if (k, None) in new], [a for a in adults if ("", a.pk) in new], asked)
    evidence.shares.all().delete()
    _share(evidence, kinds, adults)
    _record("evidence.shown", evidence, actor, kinds=kinds, adults=[adult.pk for adult in adults])
    return evidence


@act
def take_back(*, evidence: Evidence, actor: User) -> Evidence:
    """Take the piece back: its words, link and file go for good; that there was one stays in the history.

    What the learner asked for with it, and nobody has answered, is taken back too.
    """
    # Requests are locked before what they are about, as in answering them.
    waiting = AskedFor.objects.filter(asker=actor, act=Act.SHARE, state=AskedFor.State.WAITING)
    waiting.filter(facts__evidence=evidence.pk).update(state=AskedFor.State.WITHDRAWN, answered_at=timezone.now())
    evidence = lock_evidence(evidence, actor)
    evidence.shares.all().delete()
    evidence.links.all().delete()
    evidence.taken_back_at, evidence.words, evidence.url, evidence.digest, evidence.size = timezone.now(), "", "", "", 0
    evidence.save()
    _record("evidence.taken_back", evidence, actor, kind=evidence.kind)
    # Robust: if the store is down the piece is gone for everyone all the same, and the clock tries again.
    transaction.on_commit(partial(forget_files, evidence.pk), robust=True)
    return evidence


def forget_files(evidence_id: int | None = None) -> None:
    """Remove the files of what was taken back, of one piece or of all that still have some; safe to run twice."""
    left = Evidence.objects.filter(taken_back_at__isnull=False).exclude(file="", small="")
    for piece in left.filter(pk=evidence_id) if evidence_id else left:
        remove_files([kept.name for kept in (piece.file, piece.small) if kept.name])
        Evidence.objects.filter(pk=piece.pk).update(file="", small="", content_type="")


def _check_own(learner: User, actor: User) -> None:
    if actor.pk != learner.pk:
        raise RuleBroken(_("Only the learner can add, show or take back their evidence."))


def _clean(kind: str, title: str, words: str) -> tuple[str, str]:
    title, words = " ".join((title or "").split()), (words or "").strip()
    if not title:
        raise RuleBroken(_("Say what it is, in a few words."))
    if kind not in Kind:
        raise RuleBroken(_("Choose what you want to add: words, a photo, a file or a link."))
    if kind == Kind.TEXT and not words:
        raise RuleBroken(_("Write the words you want to keep."))
    return title, words


def _checked(evidence: Evidence, upload: BinaryIO | None) -> Checked:
    """Look into the upload, and put on the row what it turned out to be."""
    if upload is None:
        raise RuleBroken(_("Choose a photo or a file first."))
    _check_room(evidence)
    size = upload.seek(0, 2)
    size = max(size, getattr(upload, "size", 0) or 0)  # of what was too large only a part was kept
    checked = check_upload(upload, size)
    evidence.kind = Kind.PHOTO if checked.is_picture else Kind.FILE
    evidence.digest = digest_of(upload)
    return checked


def _check_room(evidence: Evidence) -> None:
    """Refuse what would be over the learner's limit; inside a transaction their row is locked, so two cannot pass."""
    if evidence.size:
        User.objects.select_for_update(no_key=True).get(pk=evidence.learner_id)
    held = Evidence.objects.filter(learner=evidence.learner_id).aggregate(held=Sum("size"))["held"] or 0
    if held + evidence.size > limits.MOST_LEARNER_BYTES or held == limits.MOST_LEARNER_BYTES:
        words = _(
            "Your evidence takes %(held)s MB, and there is room for %(most)s MB. "
            "Take back something you no longer need, or add a link instead."
        )
        raise RuleBroken(words % {"held": limits.in_mb(held), "most": limits.in_mb(limits.MOST_LEARNER_BYTES)})


def _insert(evidence: Evidence) -> None:
    try:
        with acting():
            evidence.save()
    except IntegrityError as error:
        if "plans_evidence_file_once" not in str(error):
            raise
        there = Evidence.objects.get(learner=evidence.learner_id, digest=evidence.digest, taken_back_at=None)
        words = _("You have added this file already: “%(title)s”. Open it, and tick the other targets there.")
        raise RuleBroken(words % {"title": there.title}) from None


def _link(evidence: Evidence, targets: list[Target]) -> None:
    plans = Plan.objects.filter(targets__in=targets).values_list("learner", "closed_at")
    if {learner for learner, _closed_at in plans} - {evidence.learner_id}:
        raise RuleBroken(_("Evidence can only support targets of the learner whose it is."))
    if any(closed_at for _learner, closed_at in plans):
        raise RuleBroken(_("One of these targets is in a year that is closed. Carry it into this year first."))
    EvidenceTarget.objects.bulk_create(EvidenceTarget(evidence=evidence, target=target) for target in targets)


def _share(evidence: Evidence, kinds: list[str], adults: list[User]) -> None:
    if not set(kinds) <= set(Bond.Kind.values):
        raise RuleBroken(_("Choose who sees it from the list."))
    bonds = may_be_shown().filter(learner=evidence.learner_id, adult__in=adults)
    if set(bonds.values_list("adult", flat=True)) != {adult.pk for adult in adults}:
        raise RuleBroken(_("You can show it to people who are with you now. Someone you ticked no longer is."))
    shares = [EvidenceShare(evidence=evidence, kind=kind) for kind in kinds]
    EvidenceShare.objects.bulk_create([*shares, *(EvidenceShare(evidence=evidence, adult=adult) for adult in adults)])


def _check_carers(evidence: Evidence, kinds: list[str], adults: list[User], asked: AskedFor | None = None) -> None:
    """Raise AskFirst if a carer is among those newly shown to, and the learner's institution wants that asked."""
    carers = may_be_shown().carers().filter(learner=evidence.learner_id, adult__in=adults)
    if Bond.Kind.CARER not in kinds and not (adults and carers.exists()):
        return
    plan = asked.plan if asked else Plan.objects.filter(learner=evidence.learner_id).order_by("-year").first()
    if plan is not None:
        stands = standing_to(evidence.learner, plan)
        check(Act.SHARE, plan=plan, actor=evidence.learner, stands=stands, asked=asked)


def lock_evidence(evidence: Evidence, actor: User) -> Evidence:
    """Return the piece as it is now, locked; RuleBroken when it is not the actor's, or was taken back."""
    evidence = Evidence.objects.select_for_update(of=("self",)).select_related("learner").get(pk=evidence.pk)
    _check_own(evidence.learner, actor)
    if evidence.taken_back_at:
        raise RuleBroken(_("You took this back. Add it again if you want to show it."))
    return evidence


def _record(verb: str, evidence: Evidence, actor: User, **facts):
    """Record one event. Its facts never have the title: the history is read by people who may not see the piece."""
    here = [held.institution for held in evidence.learner.current_memberships if held.role == Role.LEARNER]
    institution = here[0] if here else None
    return record(verb, actor=actor, learner=evidence.learner, institution=institution, thing=evidence, **facts)


def tell_of_evidence(evidence: Evidence, targets: list[Target], event: Event) -> None:
    """Tell the learner's tutors of today who may see the piece, once each, if it is for a target that is no draft."""
    told_of = next((target for target in targets if target.state != Target.State.DRAFT), None)
    if told_of is None:
        return
    bonds = Bond.objects.current().tutors().filter(learner=evidence.learner_id)
    for adult in User.objects.filter(pk__in=bonds.values("adult")):
        if Evidence.objects.visible_to(adult).filter(pk=evidence.pk).exists():
            words = _("%(who)s added evidence for “%(words)s”.") % {"who": evidence.learner, "words": told_of.words}
            notify(recipient=adult, key=f"event-{event.pk}", words=words, path=evidence.get_absolute_url(), event=event)
