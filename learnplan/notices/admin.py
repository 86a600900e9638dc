"""The outbox in the admin site: what waits and what could not be sent."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from learnplan.admin_site import ReadOnlyAdmin
from learnplan.events.models import Event
from learnplan.notices.models import Notice

KEPT_BACK = _("not shown: it is about something without a name")


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """The outbox without the words of what would say who published something without their name."""

    list_display = ("at", "recipient", "email_state", "email_attempts", "email_at", "read_at")
    list_filter = ("email_state",)
    fields = ("at", "recipient", "said", "leads_to", "email_state", "email_attempts", "email_at", "read_at")

    def lookup_allowed(self, lookup, value, request=None):
        """Let an address pick rows by how the e-mail went, never by what is said."""
        return lookup.split("__")[0] == "email_state"

    @admin.display(description=_("words"))
    def said(self, notice):
        return KEPT_BACK if self._is_nameless(notice) else notice.words

    @admin.display(description=_("path"))
    def leads_to(self, notice):
        return "" if self._is_nameless(notice) else notice.path

    def _is_nameless(self, notice) -> bool:
        return Event.objects.nameless().filter(pk=notice.event_id).exists()
