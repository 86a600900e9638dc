"""What of people waits for someone: adults who ask a learner to read along."""

import datetime as dt

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.people.models import Bond, Role, User, name_of
from learnplan.waiting.shapes import Need

MOST = 50


def needs(user: User, waiting: list[dict] | None = None) -> list[Need]:
    """Return the bonds that wait for this learner's consent, oldest first: one query.

    `waiting` are the rows of `waiting_for_consent`, if they are read already.
    """
    if not user.institutions_as(Role.LEARNER):
        return []
    rows = waiting_for_consent(user, timezone.localdate()) if waiting is None else waiting
    return [_need(row) for row in rows]


def waiting_for_consent(learner: User | int, day: dt.date) -> QuerySet:
    """Return the learner's bonds of that day that count only once they consent, oldest first, as values."""
    rows = Bond.objects.on(day).filter(learner=learner, consented_at=None).exclude(kind=Bond.Kind.TUTOR)
    return rows.order_by("from_on", "pk").values("kind", "from_on", who=name_of("adult"))[:MOST]


def _need(row: dict) -> Need:
    from_on = row["from_on"] if isinstance(row["from_on"], dt.date) else dt.date.fromisoformat(row["from_on"])
    return Need(
        since=timezone.make_aware(dt.datetime.combine(from_on, dt.time())),
        words=_("%(name)s would like to read along") % {"name": row["who"]},
        more=_("as your %(kind)s. You decide.") % {"kind": Bond.Kind(row["kind"]).label},
        path=reverse("people"),
        action=_("Decide"),
    )
