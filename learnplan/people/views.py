"""Pages about people: who is with me or in my institution, the bonds between us, classes, and one's own profile."""

from allauth.account.adapter import get_adapter
from django.db import models
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from learnplan.pages import Request, render_page, saved
from learnplan.paging import page_after
from learnplan.people.actions import change_profile
from learnplan.people.forms import LookForm, ProfileForm
from learnplan.people.models import STAFF, Bond, Membership, Role, User
from learnplan.people.permissions import can_consent, can_end
from learnplan.people.roster.models import Class, Enrolment
from learnplan.rules import RuleBroken

PAGE = 50
BY_NAME = ("family_name", "given_name", "pk")


@require_GET
def people(request: Request) -> HttpResponse:
    """Show staff the directory of their institutions, and everyone else who is with them."""
    if request.user.institutions_as(*STAFF):
        return _directory(request)
    return _with_me(request)


def _directory(request: Request) -> HttpResponse:
    form = LookForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"q": "", "role": ""}
    memberships = Membership.objects.current().filter(institution__in=request.user.institutions_as(*STAFF))
    found = (
        User.objects.members_seen_by(request.user, asked["role"])
        .named(asked["q"])
        .prefetch_related(models.Prefetch("memberships", memberships.select_related("institution"), to_attr="here"))
        .fetch_mode(models.FETCH_RAISE)
    )
    page = page_after(found, request.GET.get("after", ""), by=BY_NAME, size=PAGE)
    context = {"form": form, "page": page, "is_narrowed": bool(asked["q"] or asked["role"])}
    context["administered"] = request.user.institutions_as(Role.ADMINISTRATOR)
    context["may_add"] = bool(context["administered"])
    return render_page(request, "people/directory.html", context, part="found")


def _with_me(request: Request) -> HttpResponse:
    """The people bonded to me, what I may do about each bond, and the staff of my institutions."""
    me = request.user
    bonds = Bond.objects.current().select_related("learner", "adult").fetch_mode(models.FETCH_RAISE)
    adults = [
        {
            "bond": bond,
            "may_consent": can_consent(me, bond),
            "may_end": can_end(me, bond),
            "reads_along": bond.reads_along,
        }
        for bond in bonds.filter(learner=me)
    ]
    staff = Membership.objects.current().filter(role__in=STAFF, institution__in=me.institutions_as(Role.LEARNER))
    colleagues = (
        User.objects.filter(pk__in=staff.values("user"))
        .prefetch_related(models.Prefetch("memberships", staff.select_related("institution"), to_attr="here"))
        .fetch_mode(models.FETCH_RAISE)
    )
    context = {
        "adults": adults,
        "learners": bonds.consented().filter(adult=me),
        "page": page_after(colleagues, request.GET.get("after", ""), by=BY_NAME, size=PAGE),
    }
    return render_page(request, "people/with_me.html", context)


@require_GET
def classes(request: Request) -> HttpResponse:
    """Show the classes this person teaches or administers, with how many learners are in each."""
    learners = Enrolment.objects.current().filter(in_class=models.OuterRef("pk"), role=Role.LEARNER)
    counted = learners.order_by().values("in_class").annotate(count=models.Count("pk")).values("count")
    found = (
        Class.objects.visible_to(request.user)
        .filter(ended_on=None)
        .annotate(learners=models.functions.Coalesce(models.Subquery(counted), 0))
        .select_related("institution")
        .fetch_mode(models.FETCH_RAISE)
    )
    page = page_after(found, request.GET.get("after", ""), by=("title", "pk"), size=PAGE)
    administered = request.user.institutions_as(Role.ADMINISTRATOR)
    return render_page(request, "people/classes.html", {"page": page, "administered": administered})


@require_http_methods(["GET", "POST"])
def profile(request: Request) -> HttpResponse:
    """Show what Learnplan calls me and where it writes to me, and change it."""
    me = request.user
    known = {"preferred_name": me.preferred_name, "email": me.email}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=known, user=me)
    if form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in known}
        try:
            change_profile(user=me, actor=me, **chosen)
        except RuleBroken as error:
            form.add_error("email", error)
        else:
            if me.email and "email" in form.changed_data:
                get_adapter(request).send_notification_mail("account/email/email_changed", me)
            return saved(request, "profile", message=_("Saved."))
    return render_page(request, "people/profile.html", {"form": form, "me": me})
