"""Contents page: every table of the frame, room by room."""

from learnplan.events.models import Event
from learnplan.notices.calendar.models import CalendarFeed
from learnplan.notices.models import Notice
from learnplan.people.cards.models import SignInCard
from learnplan.people.imports import Import
from learnplan.people.models import Bond, Circumstance, Institution, Membership, User
from learnplan.people.roster.models import AcademicSession, Class, Course, Enrolment

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
]
