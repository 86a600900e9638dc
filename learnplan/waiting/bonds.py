"""What bonds leave to do: adults who ask a learner to read along wait for the yes."""

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.people.models import Bond
from learnplan.waiting.models import Waiting
from learnplan.waiting.shapes import Midnight, Need, Source, columns


def _unasked_bonds():
    """Bonds that count only once the learner consents; one that was ended on the day it began asks for nothing."""
    rows = Bond.objects.filter(consented_at=None).exclude(kind=Bond.Kind.TUTOR).exclude(until_on=F("from_on"))
    return rows.values(
        **columns(
            learner="learner",
            institution="institution",
            person="learner",
            by="adult",
            since=Midnight(F("from_on")),
            until=Midnight(F("until_on"), 1),
            kind=F("kind"),
        )
    )


def _consent(row: Waiting) -> Need:
    return Need(
        words=_("%(name)s would like to read along") % {"name": row.by},
        more=_("as your %(kind)s. You decide.") % {"kind": Bond.Kind(row.facts["kind"]).label},
        path=reverse("people"),
        action=_("Decide"),
    )


SOURCES = (
    Source(
        "bond.consent",
        gettext_lazy("People who would like to read along"),
        frozenset({"bond", "roster", "person"}),
        _unasked_bonds,
        _consent,
    ),
)
