"""The ledger in the admin site: to read, never to change; a mistake is put right by a reversal."""

from django.contrib import admin

from learnplan.admin_site import ReadOnlyAdmin
from plans.funding.models import Account, Entry, Fund, Transfer


class EntryInline(admin.TabularInline):
    model = Entry
    can_delete = False
    extra = 0

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Fund)
class FundAdmin(ReadOnlyAdmin):
    list_display = ("name", "institution", "year")
    list_select_related = ("institution",)


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    list_display = ("fund", "kind", "learner", "provider")
    list_filter = ("kind",)
    list_select_related = ("fund", "learner", "provider")
    search_fields = ("learner__username__istartswith",)


@admin.register(Transfer)
class TransferAdmin(ReadOnlyAdmin):
    list_display = ("at", "kind", "fund", "learner", "provider", "by", "reason")
    list_filter = ("kind",)
    list_select_related = ("fund", "learner", "provider", "by")
    search_fields = ("learner__username__istartswith",)
    inlines = (EntryInline,)


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ("transfer", "account", "pence")
    list_select_related = ("transfer", "account")
