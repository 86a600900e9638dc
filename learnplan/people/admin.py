"""People in the admin site: users, institutions, memberships and classes put right; the rest only read."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from learnplan.admin_site import ReadOnlyAdmin, ReferenceAdmin
from learnplan.people.cards.models import SignInCard
from learnplan.people.classes.models import AcademicSession, Class, Course, Enrolment
from learnplan.people.importing.models import Import
from learnplan.people.models import Bond, Circumstance, Institution, Membership, User

admin.site.unregister(Group)  # who may do what follows from memberships, never from groups


class NewUserForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "given_name", "family_name", "email")


@admin.register(User)
class PersonAdmin(UserAdmin):
    add_form = NewUserForm
    list_display = ("username", "given_name", "family_name", "email", "is_active", "last_login")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("username__istartswith", "email__istartswith", "family_name__istartswith")
    ordering = ("family_name", "given_name", "pk")
    filter_horizontal = ()
    readonly_fields = ("last_login", "joined_at", "roster", "sourced_id")
    show_full_result_count = False
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Who"), {"fields": ("given_name", "family_name", "preferred_name", "email")}),
        (_("May"), {"fields": ("is_active", "is_superuser")}),
        (_("From"), {"fields": ("roster", "sourced_id", "joined_at", "last_login")}),
    )
    add_fieldsets = (
        (
            None,
            {"fields": ("username", "given_name", "family_name", "email", "usable_password", "password1", "password2")},
        ),
    )

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Institution)
class InstitutionAdmin(ReferenceAdmin):
    list_display = ("name", "kind", "code", "parent", "ended_on")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("name", "code")
    autocomplete_fields = ("parent",)


@admin.register(Membership)
class MembershipAdmin(ReferenceAdmin):
    list_display = ("user", "role", "institution", "year_group", "from_on", "until_on")
    list_filter = ("role",)
    search_fields = ("user__username__istartswith", "user__family_name__istartswith")
    autocomplete_fields = ("user", "institution")


@admin.register(AcademicSession)
class AcademicSessionAdmin(ReferenceAdmin):
    list_display = ("title", "kind", "starts_on", "ends_on")


@admin.register(Course)
class CourseAdmin(ReferenceAdmin):
    list_display = ("title", "code", "institution")
    list_select_related = ("institution",)
    search_fields = ("title", "code")
    autocomplete_fields = ("institution",)


@admin.register(Class)
class ClassAdmin(ReferenceAdmin):
    list_display = ("title", "code", "institution", "ended_on")
    search_fields = ("title", "code")
    autocomplete_fields = ("institution", "course")
    raw_id_fields = ("sessions",)


@admin.register(Enrolment)
class EnrolmentAdmin(ReferenceAdmin):
    list_display = ("user", "role", "in_class", "from_on", "until_on")
    search_fields = ("user__username__istartswith", "in_class__title")
    autocomplete_fields = ("user", "in_class")


@admin.register(Bond)
class BondAdmin(ReadOnlyAdmin):
    list_display = ("learner", "kind", "adult", "from_on", "until_on", "consented_at")
    list_filter = ("kind",)
    search_fields = ("learner__username__istartswith", "adult__username__istartswith")


@admin.register(Circumstance)
class CircumstanceAdmin(ReadOnlyAdmin):
    list_display = ("learner", "kind", "value", "source", "from_on", "until_on")
    search_fields = ("learner__username__istartswith",)


@admin.register(Import)
class ImportAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "kind", "institution", "by", "state", "at")
    list_filter = ("kind", "state")


@admin.register(SignInCard)
class SignInCardAdmin(ReadOnlyAdmin):
    list_display = ("user", "issued_by", "issued_at", "expires_at", "used_at", "ended_at")
    search_fields = ("user__username__istartswith",)
    exclude = ("code_hash",)
