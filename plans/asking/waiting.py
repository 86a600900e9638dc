"""What asking puts under "needs you": requests that wait for this person's answer."""

from django.utils.translation import gettext as _

from learnplan.people.models import Role, User
from learnplan.waiting.shapes import Need
from plans.asking.permissions import waiting_for
from plans.matrix.acts import Act
from plans.matrix.telling import what

CAP = 50


def needs(user: User) -> list[Need]:
    """Return the requests that wait for this user's answer, oldest first: one query."""
    if not user.institutions_as(Role.LEARNER, Role.TEACHER, Role.ADVOCATE, Role.ADMINISTRATOR):
        return []
    waiting = waiting_for(user).select_related("asker", "target", "plan")[:CAP]
    return [
        Need(
            since=asked.asked_at,
            words=_("%(who)s asks to %(act)s: “%(what)s”.")
            % {"who": asked.asker, "act": Act(asked.act).label, "what": what(asked)},
            more="",
            path=asked.get_absolute_url(),
            action=_("Say yes or no"),
        )
        for asked in waiting
    ]
