"""The outbox in the admin site: what waits and what could not be sent."""

from django.contrib import admin

from learnplan.admin_site import ReadOnlyAdmin
from learnplan.notices.models import Notice


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = ("at", "recipient", "email_state", "email_attempts", "email_at", "read_at")
    list_filter = ("email_state",)
    list_select_related = ("recipient",)
