"""Contents page: every table of the frame, room by room."""

from learnplan.events.models import Event
from learnplan.notices.models import CalendarFeed, Notice
from learnplan.people.cards.models import SignInCard
from learnplan.people.classes.models import AcademicSession, Class, Course, Enrolment
from learnplan.people.importing.models import Import
from learnplan.people.models import Bond, Circumstance, Institution, Membership, User
from learnplan.waiting.models import Waiting

__all__ = [
    "AcademicSession",
    "Bond",
    "CalendarFeed",
    "Circumstance",
    "Class",
    "Course",
    "Enrolment",
    "Event",
    "Import",
    "Institution",
    "Membership",
    "Notice",
    "SignInCard",
    "User",
    "Waiting",
]
