"""Contents page: what of the frame is in the admin site, room by room."""

from learnplan.events import admin as events
from learnplan.notices import admin as notices
from learnplan.people import admin as people

__all__ = ["events", "notices", "people"]
