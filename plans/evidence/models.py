"""Pieces of evidence, the targets they support, and whom the learner shows each to."""

import secrets

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import Bond
from learnplan.people.sight import Sight
from plans.evidence.addresses import MOST as MOST_URL
from plans.targets.models import Target


def store() -> Storage:
    """Return where files of evidence are kept (the setting STORAGES)."""
    return storages["evidence"]


def place(evidence: "Evidence", name: str) -> str:
    """Return where a file is kept: under the day it came, by a word nobody can guess, never by the name it had."""
    ending = name[name.rindex(".") :]
    return f"evidence/{timezone.localdate():%Y/%m/%d}/{secrets.token_hex(16)}{ending}"


def may_be_shown():
    """Return the bonds of today whose adults a learner can show a piece to.

    Not a carer to whom evidence was closed; until somebody decides what a carer sees, the learner does, piece by
    piece.
    """
    opened = ~Q(kind=Bond.Kind.CARER) | Q(sees=None) | Q(sees__contains=[Sight.EVIDENCE])
    return Bond.objects.in_force().filter(opened)


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The learner's own; of others what they show this adult, or adults of this adult's bond, while it lasts.

        What was taken back is visible to its learner only.
        """
        bonds = may_be_shown().filter(adult=user, learner=OuterRef("learner"))
        shares = EvidenceShare.objects.filter(
            Q(adult=user) | Q(kind=OuterRef("kind")), evidence=OuterRef(OuterRef("pk"))
        )
        shown = Q(Exists(bonds.filter(Exists(shares))), taken_back_at=None)
        return self.filter(Q(learner=user) | shown)

    def kept(self):
        """Those that were not taken back."""
        return self.filter(taken_back_at=None)

    def for_list(self, user):
        """What `user` may see and was not taken back, each with `words_of` its targets and `is_shown` to anyone."""
        links = EvidenceTarget.objects.filter(evidence=OuterRef("pk"), target__in=Target.objects.visible_to(user))
        shares = EvidenceShare.objects.filter(evidence=OuterRef("pk"))
        pieces = self.visible_to(user).kept()
        pieces = pieces.annotate(words_of=ArraySubquery(links.values_list("target__words")), is_shown=Exists(shares))
        return pieces.fetch_mode(models.FETCH_RAISE)


class Evidence(models.Model):
    """One piece that a learner made or found: words, a link, a photo or a file. It may support many targets.

    `file` and `small` (of a photo) are kept as the check wrote them; `size` is their bytes together, and `digest`
    the SHA-256 of the upload as it came. `made_on` is when the learner made what it shows.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("words")
        PHOTO = "photo", _("photo")
        FILE = "file", _("file")
        LINK = "link", _("link")

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("what it is"), max_length=120)
    words = models.TextField(_("what it shows"), max_length=4000, blank=True)
    url = models.URLField(_("link"), max_length=MOST_URL, blank=True)
    file = models.FileField(_("file"), upload_to=place, storage=store, blank=True)
    small = models.FileField(_("small picture"), upload_to=place, storage=store, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    made_on = models.DateField(_("made on"))
    added_at = models.DateTimeField(auto_now_add=True)
    taken_back_at = models.DateTimeField(null=True)
    targets = models.ManyToManyField(Target, through="EvidenceTarget", related_name="evidence")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "digest"],
                condition=~Q(digest="") & Q(taken_back_at=None),
                name="plans_evidence_file_once",
            ),
            models.CheckConstraint(
                name="plans_evidence_has_what_it_is",
                condition=Q(taken_back_at__isnull=False)
                | (Q(kind="text") & ~Q(words=""))
                | (Q(kind="link") & ~Q(url=""))
                | (Q(kind__in=["photo", "file"]) & ~Q(file="")),
            ),
        ]
        indexes = [models.Index(fields=["learner", "-added_at", "-id"], name="plans_evidence_newest")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("evidence", args=[self.pk])


class EvidenceTarget(models.Model):
    """One target that a piece supports. Steps and assignments will have tables of this shape in their own rooms."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="links")
    target = models.ForeignKey(Target, models.CASCADE, related_name="evidence_links")
    linked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["linked_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["evidence", "target"], name="plans_evidencetarget_once")]


class EvidenceShare(models.Model):
    """Whom a piece is shown to: everyone with a bond of `kind` to the learner, or one `adult` with any bond."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="shares")
    kind = models.CharField(max_length=20, choices=Bond.Kind, blank=True)
    adult = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="plans_evidenceshare_one_way",
                condition=(Q(adult=None) & ~Q(kind="")) | (Q(adult__isnull=False) & Q(kind="")),
            ),
            models.UniqueConstraint(
                fields=["evidence", "kind"], condition=~Q(kind=""), name="plans_evidenceshare_kind"
            ),
            models.UniqueConstraint(fields=["evidence", "adult"], name="plans_evidenceshare_adult"),
        ]
