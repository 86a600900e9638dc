"""What a new version of a framework puts in an administrator's "needs you": to decide for each common script."""

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from learnplan.people.models import Role, User
from learnplan.waiting.shapes import Need, moment
from scripts.frameworks.versions.reading import waiting_for

MOST = 3


def needs(user: User, waiting: list[dict] | None = None) -> list[Need]:
    """Return the common scripts that a new version waits for, oldest first: one query, for administrators only.

    `waiting` are the rows of `waiting_rows`, if they are read already.
    """
    if not user.institutions_as(Role.ADMINISTRATOR):
        return []
    return [_need(row) for row in (waiting_rows(user) if waiting is None else waiting)]


def waiting_rows(user: User) -> QuerySet:
    """Return the common scripts that wait for this administrator, as values with the title of the framework."""
    rows = waiting_for(user).annotate(title=F("framework__title")).order_by("waits_since", "pk")
    return rows.values("id", "name", "title", "waits_since")[:MOST]


def _need(row: dict) -> Need:
    return Need(
        since=moment(row["waits_since"]),
        words=_("%(framework)s has a new version.") % {"framework": row["title"]},
        more=_("Decide what “%(name)s” takes of it. Nothing changes until you do.") % {"name": row["name"]},
        path=reverse("common_changes", args=[row["id"]]),
        action=_("See what changed"),
    )
