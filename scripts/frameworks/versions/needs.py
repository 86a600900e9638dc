"""What a new version of a framework puts in an administrator's "needs you": to decide for each common script."""

from django.urls import reverse
from django.utils.translation import gettext as _

from learnplan.needs import Need
from learnplan.people.models import Role, User
from scripts.frameworks.versions.reading import waiting_for

MOST = 3


def needs(user: User) -> list[Need]:
    """Return the common scripts that a new version waits for, oldest first: one query, for administrators only."""
    if not user.institutions_as(Role.ADMINISTRATOR):
        return []
    return [
        Need(
            since=common_script.waits_since,
            words=_("%(framework)s has a new version.") % {"framework": common_script.framework.title},
            more=_("Decide what “%(name)s” takes of it. Nothing changes until you do.") % {"name": common_script.name},
            path=reverse("common_changes", args=[common_script.pk]),
            action=_("See what changed"),
        )
        for common_script in waiting_for(user).order_by("waits_since", "pk")[:MOST]
    ]
