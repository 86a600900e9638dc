"""Reading what is signed of a script: whose names stand under which version, and what changed since."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from learnplan.people.models import Bond, User
from learnplan.people.sight import Sight
from plans.targets.years.models import Signer
from plans.targets.years.rules import HELPERS
from scripts.authoring.editing.difference import Change, difference
from scripts.authoring.models import Script
from scripts.authoring.sharing.models import Signing, VersionSignature

# What is done and by when says how far a script has come, not what was agreed.
PROGRESS = {"done"}


@dataclass(frozen=True, slots=True)
class Signed:
    """One version put up for signing, to read: its `names`, oldest first, and what is different today, in words."""

    signing: Signing
    names: list[VersionSignature]
    changed: list[str]

    @property
    def roles(self) -> set[str]:
        return {name.role for name in self.names}

    @property
    def is_whole(self) -> bool:
        """Signed by the learner and by their tutor, or advocate."""
        return Signer.LEARNER in self.roles and bool(self.roles & set(HELPERS))

    @property
    def last(self) -> VersionSignature | None:
        return self.names[-1] if self.names else None


def signings_of(script: Script, now: Mapping, most: int = 10) -> list[Signed]:
    """Return what was put up for signing and not taken back, the newest first, beside the script as it is `now`.

    Two queries; `now` is a content as `editing.content.read_content` returns it.
    """
    names = VersionSignature.objects.select_related("user").order_by("at", "pk")
    rows = Signing.objects.filter(version__script=script, taken_back_at=None).select_related("version")
    rows = rows.prefetch_related(Prefetch("signatures", names, to_attr="signed")).fetch_mode(models.FETCH_RAISE)
    return [Signed(row, row.signed, changes(row.version.content, now)) for row in rows[:most]]


def signer(user: User, script: Script) -> Signer | None:
    """Return as what this person signs the script, or None if it is not theirs; a carer signs only what they see."""
    if user.pk == script.learner_id:
        return Signer.LEARNER
    bonds = Bond.objects.current().consented().seeing(Sight.SCRIPT).filter(adult=user, learner=script.learner_id)
    kinds = set(bonds.values_list("kind", flat=True))
    for kind, role in (
        (Bond.Kind.TUTOR, Signer.TUTOR),
        (Bond.Kind.ADVOCATE, Signer.ADVOCATE),
        (Bond.Kind.CARER, Signer.CARER),
    ):
        if kind in kinds:
            return role
    return None


def changes(signed: Mapping, now: Mapping) -> list[str]:
    """Say what is different `now` from what was signed, a sentence for each change; progress is none."""
    found = difference(signed, now).changes
    return [_sentence(change) for change in found if change.kind != "changed" or set(change.facts) - PROGRESS]


def _sentence(change: Change) -> str:
    said = {"name": change.name, "branch": change.branch}
    if change.kind == "reworded":
        return _("“%(old)s” is now “%(new)s”.") % dict(zip(("old", "new"), change.facts["name"], strict=True))
    if change.kind == "changed":
        what = ", ".join(str(_named(fact)) for fact in change.facts if fact not in PROGRESS)
        return _("“%(name)s”: changed is %(what)s.") % (said | {"what": what})
    sentences = {
        ("added", "branch"): _("New branch: “%(name)s”."),
        ("added", "step"): _("New on “%(branch)s”: “%(name)s”."),
        ("removed", "branch"): _("No longer there: the branch “%(name)s”."),
        ("removed", "step"): _("No longer there: “%(name)s”."),
        ("moved", "branch"): _("The branch “%(name)s” forks somewhere else."),
        ("moved", "step"): _("“%(name)s” stands somewhere else on “%(branch)s”."),
    }
    return sentences[change.kind, change.of] % said


def _named(fact: str) -> str:
    named = {
        "style": _("how"),
        "when": _("when"),
        "lasts": _("how long it lasts"),
        "minutes": _("the time a week"),
        "target": _("the target it is for"),
        "offer": _("the offer"),
        "covers": _("what it counts for"),
        "options": _("what it may become"),
        "picked": _("what was picked"),
        "ending": _("where it ends"),
        "state": _("where it stands"),
        "asks": _("what the ending asks"),
    }
    return named.get(fact, fact)
