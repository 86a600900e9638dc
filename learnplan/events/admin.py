"""The record of acts in the admin site: to read and to search, never to change."""

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from learnplan.admin_site import ReadOnlyAdmin
from learnplan.events.models import Event

KEPT_BACK = _("without a name")


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """The record without the people in what a learner published without their name: not shown, not found by them."""

    list_display = ("at", "verb", "who", "for_whom", "about", "institution")
    list_select_related = ("actor", "on_behalf_of", "learner", "institution")
    fields = ("at", "verb", "who", "for_whom", "about", "institution", "thing", "thing_id", "facts")
    search_fields = ("verb__istartswith", "actor__username__istartswith", "learner__username__istartswith")
    date_hierarchy = "at"

    def get_queryset(self, request):
        nameless = Event.objects.nameless().filter(pk=OuterRef("pk"))
        return super().get_queryset(request).annotate(is_nameless=Exists(nameless))

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        found, may_repeat = super().get_search_results(request, queryset.filter(is_nameless=False), search_term)
        return found | queryset.filter(is_nameless=True, verb__istartswith=search_term), may_repeat

    def lookup_allowed(self, lookup, value, request=None):
        """Let an address pick rows by day and verb, never by a person."""
        return lookup.split("__")[0] in ("at", "verb", "institution")

    @admin.display(description=_("actor"))
    def who(self, event):
        return KEPT_BACK if event.is_nameless else event.actor

    @admin.display(description=_("on behalf of"))
    def for_whom(self, event):
        return None if event.is_nameless else event.on_behalf_of

    @admin.display(description=_("learner"))
    def about(self, event):
        return KEPT_BACK if event.is_nameless else event.learner
