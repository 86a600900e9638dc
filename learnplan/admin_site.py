"""The admin site: for superusers only, entered through the one sign-in page."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _


class Site(admin.AdminSite):
    """Where reference data is looked up and put right; the record and the ledger are only read."""

    site_header = site_title = _("Learnplan, behind the scenes")
    index_title = _("Look up and put right")

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    @login_not_required
    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Send the signed out to the sign-in page, which counts wrong tries; admit superusers, refuse the rest."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next", request.path))
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect("admin:index")


class ReadOnlyAdmin(admin.ModelAdmin):
    """A table that may be looked at and never changed here; its list brings what it shows in one query."""

    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReferenceAdmin(admin.ModelAdmin):
    """A table whose mistakes may be put right here; nothing in it is deleted, it ends."""

    show_full_result_count = False

    def has_delete_permission(self, request, obj=None):
        return False
