"""What sharing adds to the file that a learner takes along: branches shown, versions signed, comments."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import User, name_of
from plans.years.export import Part
from plans.years.models import Signer
from scripts.sharing.models import BranchShare, Signing, StepComment, VersionSignature


def shown_branches(learner: User) -> QuerySet:
    """Return which branches were shown to whom, until when."""
    rows = BranchShare.objects.filter(branch__script__learner=learner).order_by("-shared_at", "-pk")
    own = ("id", "branch_id", "words", "shared_at", "ended_at")
    return rows.values(*own, branch_name=F("branch__name"), name=name_of("adult"))


SHOWN_BRANCHES = Part(
    "shown_branches",
    _("Shown branches"),
    shown_branches,
    labels={
        "branch_name": _("Branch"),
        "name": _("To whom"),
        "shared_at": _("Shown on"),
        "ended_at": _("Taken back on"),
    },
)


def signed_versions(learner: User) -> QuerySet:
    """Return the versions of the script that the learner put up for signing, each with the names under it."""
    names = VersionSignature.objects.filter(signing=OuterRef("pk")).order_by("at", "pk")
    signed = names.values(row=JSONObject(name=name_of("user"), role="role", at="at", digest="digest"))
    rows = Signing.objects.filter(version__script__learner=learner).order_by("-put_up_at", "-pk")
    own = ("id", "words", "put_up_at", "taken_back_at")
    return rows.values(*own, version_number=F("version__number"), signed=ArraySubquery(signed))


SIGNED_VERSIONS = Part(
    "signed_versions",
    _("Signed versions of the script"),
    signed_versions,
    labels={
        "version_number": _("Version"),
        "put_up_at": _("Put up on"),
        "taken_back_at": _("Taken back on"),
        "signed": _("Names"),
        "digest": _("What was signed (SHA-256)"),
    },
    codes={"role": dict(Signer.choices)},
)


def comments(learner: User) -> QuerySet:
    """Return what was said about the learner's steps and not taken back, by whom."""
    rows = StepComment.objects.filter(script__learner=learner).standing().order_by("-at", "-pk")
    return rows.values("id", "step_id", "words", "at", "settled_at", "hidden_at", name=name_of("author"))


COMMENTS = Part(
    "comments",
    _("Comments on steps"),
    comments,
    labels={"settled_at": _("Settled on"), "hidden_at": _("Put away on"), "name": _("Who")},
)
