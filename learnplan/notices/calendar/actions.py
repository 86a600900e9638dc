"""Making a calendar's secret address, and making it anew when somebody else may know it."""

from django.db import transaction

from learnplan.events.actions import record
from learnplan.notices.calendar.models import CalendarFeed, new_token
from learnplan.people.models import User


@transaction.atomic
def renew_feed(*, owner: User) -> CalendarFeed:
    """Give the owner's calendar a new secret address; the old one stops at once. The address is not recorded."""
    feed, is_new = CalendarFeed.objects.update_or_create(owner=owner, defaults={"token": new_token()})
    record("calendar.opened" if is_new else "calendar.renewed", actor=owner, thing=feed)
    return feed
