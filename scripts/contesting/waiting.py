"""What contesting the core puts under "needs you": questions that wait for this person's answer."""

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from learnplan.people.models import Role, User, name_of
from learnplan.waiting.shapes import Need, moment
from scripts.contesting.models import CoreRequest
from scripts.contesting.permissions import waiting_for

MOST = 50


def needs(user: User, waiting: list[dict] | None = None) -> list[Need]:
    """Return the questions about the core that wait for this user's answer, oldest first: one query.

    `waiting` are the rows of `waiting_rows`, if they are read already.
    """
    if not user.institutions_as(Role.TEACHER, Role.ADMINISTRATOR):
        return []
    return [_need(row) for row in (waiting_rows(user) if waiting is None else waiting)]


def waiting_rows(user: User) -> QuerySet:
    """Return the questions that this user can answer, as values with the learner's name and the part."""
    item = "common_item__item__"
    rows = waiting_for(user).annotate(
        who=name_of("script__learner"), short=F(f"{item}short"), code=F(f"{item}code"), statement=F(f"{item}statement")
    )
    return rows.order_by("asked_at", "pk").values("id", "kind", "asked_at", "who", "short", "code", "statement")[:MOST]


def _need(row: dict) -> Need:
    part = row["short"] or row["code"] or row["statement"][:60]
    kind = CoreRequest.Kind(row["kind"]).label
    return Need(
        since=moment(row["asked_at"]),
        words=_("%(who)s asks about “%(part)s”: %(kind)s.") % {"who": row["who"], "part": part, "kind": kind},
        more="",
        path=CoreRequest(id=row["id"]).get_absolute_url(),
        action=_("Say yes or no"),
    )
