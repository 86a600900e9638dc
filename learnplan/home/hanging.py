"""What hangs on a target in every room, shown before it is changed or let go: a plan knows nothing of scripts."""

from learnplan.people.models import User
from plans.consultation.beside import of_needs
from plans.evidence.beside import of_evidence
from plans.targets.beside import of_said
from plans.targets.models import Target
from plans.targets.shapes import Consequence, Hanging
from scripts.authoring.beside import of_steps
from scripts.places.beside import of_places


def hanging(target: Target, user: User) -> list[Consequence]:
    """Return what hangs on the target, room by room, for someone who may write it: they may know of its money."""
    return [consequence for room in ROOMS for consequence in room(target, user)]


# Each room's own, in the order of the chain; a room adds its function here.
ROOMS: tuple[Hanging, ...] = (of_needs, of_said, of_evidence, of_steps, of_places)
