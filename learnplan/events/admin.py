"""The record of acts in the admin site: to read and to search, never to change."""

from django.contrib import admin

from learnplan.admin_site import ReadOnlyAdmin
from learnplan.events.models import Event


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("at", "verb", "actor", "on_behalf_of", "learner", "institution")
    list_select_related = ("actor", "on_behalf_of", "learner", "institution")
    search_fields = ("verb__istartswith", "actor__username__istartswith", "learner__username__istartswith")
    date_hierarchy = "at"
