"""What a person has in their calendar, from every room."""

from learnplan.notices.appointments import Appointment
from learnplan.people.models import User
from plans.consultation import beside as talks


def dates(user: User) -> list[Appointment]:
    """Return the appointments of this user in every room, the earliest first."""
    return sorted(talks.appointments(user), key=lambda one: (one.starts_at, one.key))
