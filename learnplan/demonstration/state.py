"""Whether the demonstration is loaded: read from its first and last event."""

from learnplan.events.models import Event
from learnplan.people.models import User


def is_broken_off() -> bool:
    """Say whether a demonstration began to load here and did not come to its end."""
    verbs = Event.objects.filter(verb__in=["demonstration.begun", "demonstration.loaded"])
    return set(verbs.values_list("verb", flat=True)) == {"demonstration.begun"}


def is_loaded() -> bool:
    """Say whether nothing needs loading: there are people, and no demonstration was broken off."""
    return User.objects.exists() and not is_broken_off()
