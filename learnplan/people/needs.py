"""What of people waits for someone: adults who ask a learner to read along."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.needs import Need
from learnplan.people.models import Bond, User

MOST = 50


def needs(user: User) -> list[Need]:
    """Return the bonds that wait for this learner's consent, oldest first."""
    waiting = Bond.objects.current().filter(learner=user, consented_at=None).exclude(kind=Bond.Kind.TUTOR)
    return [
        Need(
            since=timezone.make_aware(dt.datetime.combine(bond.from_on, dt.time())),
            words=_("%(name)s would like to read along") % {"name": bond.adult},
            more=_("as your %(kind)s. You decide.") % {"kind": bond.get_kind_display()},
            path=reverse("people"),
            action=_("Decide"),
        )
        for bond in waiting.select_related("adult").order_by("from_on", "pk")[:MOST]
    ]
