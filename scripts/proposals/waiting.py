"""What a new version puts in a learner's "needs you": to answer it, said once."""

from django.urls import reverse
from django.utils.translation import gettext as _

from learnplan.people.models import Role, User
from learnplan.waiting.shapes import Need
from scripts.authoring.models import Script
from scripts.proposals.reading import open_proposals


def needs(user: User) -> list[Need]:
    """Return the oldest change of the common script that the learner has not answered: one query."""
    if not user.institutions_as(Role.LEARNER):
        return []
    waiting = open_proposals(Script.objects.filter(learner=user)).select_related("common_script__framework")
    first = waiting.defer("common_script__framework__kept_aside").first()
    if first is None:
        return []
    return [
        Need(
            since=first.taken_at,
            words=_("There is a new version of what everyone learns."),
            more=_("%(framework)s has changed. Look at what that would mean for your script, and decide.")
            % {"framework": first.common_script.framework.title},
            path=reverse("proposal", args=[first.script_id, first.pk]),
            action=_("See what changed"),
        )
    ]
