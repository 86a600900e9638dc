"""Reading what is signed of a script: whose names stand under which version, and what changed since."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db import models
from django.db.models import Prefetch

from learnplan.people.models import Bond, User
from learnplan.people.sight import Sight
from plans.years.models import Signer
from scripts.authoring.models import Script
from scripts.editing.difference import ScriptChange, difference
from scripts.editing.wording import ToldChange, tell_differences
from scripts.sharing.models import Signing, VersionSignature

# What is done and by when says how far a script has come, not what was agreed.
PROGRESS = {"done"}
# As what each kind of bond lets one sign: of several the first.
SIGNS_AS = {Bond.Kind.TUTOR: Signer.TUTOR, Bond.Kind.ADVOCATE: Signer.ADVOCATE, Bond.Kind.CARER: Signer.CARER}


@dataclass(frozen=True, slots=True)
class Signed:
    """One version put up for signing, to read: its `names`, oldest first, and what is different today, in words."""

    signing: Signing
    names: list[VersionSignature]
    changed: list[ToldChange]

    @property
    def roles(self) -> set[str]:
        return {name.role for name in self.names}

    @property
    def last(self) -> VersionSignature | None:
        return self.names[-1] if self.names else None


def signings_of(script: Script, now: Mapping, reader: User, most: int = 10) -> list[Signed]:
    """Return what was put up for signing and not taken back, the newest first, beside the script as it is `now`.

    What changed since is in words for the reader. Four queries at most; `now` is a content as
    `editing.content.read_content` returns it.
    """
    names = VersionSignature.objects.select_related("user").order_by("at", "pk")
    rows = Signing.objects.filter(version__script=script, taken_back_at=None).select_related("version")
    rows = rows.prefetch_related(Prefetch("signatures", names, to_attr="signed")).fetch_mode(models.FETCH_RAISE)
    found = list(rows[:most])
    told = tell_differences([without_progress(difference(row.version.content, now)) for row in found], reader)
    return [Signed(row, row.signed, changed) for row, changed in zip(found, told, strict=True)]


def signer(user: User, script: Script) -> Signer | None:
    """Return as what this person signs the script, or None if it is not theirs; a carer signs only what they see."""
    if user.pk == script.learner_id:
        return Signer.LEARNER
    bonds = Bond.objects.in_force().seeing(Sight.SCRIPT).filter(adult=user, learner=script.learner_id)
    kinds = set(bonds.values_list("kind", flat=True))
    return next((role for kind, role in SIGNS_AS.items() if kind in kinds), None)


def without_progress(found: list[ScriptChange]) -> list[ScriptChange]:
    """Return the changes without what was done since: that is no change of what was agreed."""
    kept = [
        replace(change, facts={name: pair for name, pair in change.facts.items() if name not in PROGRESS})
        for change in found
    ]
    return [change for change in kept if change.facts or change.kind != "changed"]
