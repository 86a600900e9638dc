"""Pages about people: who is with me or in my institution, our bonds, adding a person, one's own profile."""

from collections.abc import Callable, Sequence
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from learnplan.people.actions.bonds import bind, consent, end_bond
from learnplan.people.actions.circumstances import add_circumstance
from learnplan.people.actions.persons import admit, change_profile
from learnplan.people.forms import AdmitForm, BondForm, CircumstanceForm, LookForm, ProfileForm
from learnplan.people.models import STAFF, Bond, Circumstance, Institution, Membership, Role, User
from learnplan.people.permissions import administers_learner, can_consent, can_end
from learnplan.web.pages import Request, attempt, get_visible, render_page, saved
from learnplan.web.paging import page_after

# What a room above people knows of a learner for the one who reads the page: names that its template shows.
type BesideLearner = Callable[[User, User], dict[str, Any]]

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
def person(request: Request, user_id: int, *, beside: Sequence[BesideLearner]) -> HttpResponse:
    """Show a person as far as the reader may know them, of a learner with what other rooms have `beside`."""
    me = request.user
    person = get_visible(User.objects.visible_to(me), pk=user_id)
    roles = list(person.memberships.current().select_related("institution"))
    context: dict[str, Any] = {"person": person, "roles": roles}
    if learns_at := {held.institution_id for held in roles if held.role == Role.LEARNER}:
        for facts_of in beside:
            context |= facts_of(person, me)
        is_close = context.get("plan") is not None or not learns_at.isdisjoint(me.institutions_as(*STAFF))
        context |= {
            "bonds": _bonds_of(person, me) if is_close else [],
            "circumstances": Circumstance.objects.visible_to(me).current().filter(learner=person),
            "may_change": not learns_at.isdisjoint(me.institutions_as(Role.ADMINISTRATOR)),
        }
    return render_page(request, "people/person.html", context)


def _bonds_of(learner: User, me: User) -> list[dict]:
    bonds = list(Bond.objects.current().filter(learner=learner).select_related("adult").fetch_mode(models.FETCH_RAISE))
    is_tutor = any((bond.adult_id, bond.kind) == (me.pk, Bond.Kind.TUTOR) for bond in bonds)
    return [
        {"bond": bond, "may_end": can_end(me, bond), "may_see_sight": is_tutor and bond.reads_along} for bond in bonds
    ]


@require_http_methods(["GET", "POST"])
def profile(request: Request) -> HttpResponse:
    """Show what Learnplan calls me and where it writes to me, and change it."""
    me = request.user
    known = {"preferred_name": me.preferred_name, "email": me.email}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=known, user=me)
    if form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in known}
        if attempt(form, change_profile, "email", user=me, actor=me, **chosen):
            if me.email and "email" in form.changed_data:
                get_adapter(request).send_notification_mail("account/email/email_changed", me)
            return saved(request, "profile", message=_("Saved."))
    return render_page(request, "people/profile.html", {"form": form, "me": me})


@require_http_methods(["GET", "POST"])
def bond_new(request: Request, user_id: int) -> HttpResponse:
    """Name a tutor, an advocate or a carer for a learner."""
    learner = _administered_learner(request.user, user_id)
    administered = request.user.institutions_as(Role.ADMINISTRATOR)
    here = learner.memberships.current().filter(role=Role.LEARNER, institution__in=administered)
    institutions = Institution.objects.filter(pk__in=here.values("institution"))
    form = BondForm(request.POST if request.method == "POST" else None, institutions=institutions)
    if form.is_valid() and (bond := attempt(form, bind, learner=learner, actor=request.user, **form.cleaned_data)):
        return saved(request, "person", learner.pk, message=_said_of(bond))
    return render_page(request, "people/bond_new.html", {"form": form, "learner": learner})


@require_POST
def bond_consent(request: Request, bond_id: int) -> HttpResponse:
    """Agree that an adult reads along."""
    bond = get_visible(Bond.objects.visible_to(request.user).select_related("adult"), pk=bond_id)
    if not can_consent(request.user, bond):
        raise PermissionDenied
    consent(bond=bond, actor=request.user)
    return saved(request, "people", message=_("%(name)s can now see your plan.") % {"name": bond.adult})


@require_POST
def bond_end(request: Request, bond_id: int) -> HttpResponse:
    """End the tie to an adult, or to a learner."""
    bond = get_visible(Bond.objects.visible_to(request.user).select_related("adult"), pk=bond_id)
    if not can_end(request.user, bond):
        raise PermissionDenied
    end_bond(bond=bond, actor=request.user)
    return saved(request, "people", message=_("That has ended. It can be set up again."))


@require_http_methods(["GET", "POST"])
def circumstance_new(request: Request, user_id: int) -> HttpResponse:
    """Write down a circumstance of a learner, from a day on."""
    learner = _administered_learner(request.user, user_id)
    form = CircumstanceForm(request.POST if request.method == "POST" else None)
    given = {"learner": learner, "actor": request.user}
    if form.is_valid() and attempt(form, add_circumstance, **given, **form.cleaned_data):
        return saved(request, "person", learner.pk, message=_("Written down."))
    return render_page(request, "people/circumstance_new.html", {"form": form, "learner": learner})


def _administered_learner(user: User, learner_id: int) -> User:
    learner = get_visible(User.objects.visible_to(user), pk=learner_id)
    if not administers_learner(user, learner):
        raise PermissionDenied(_("Only an administrator of the learner's institution can do this."))
    return learner


def _said_of(bond: Bond) -> str:
    words = _("%(adult)s is now the tutor of %(learner)s.")
    if bond.waits_for_consent:
        words = _("%(learner)s is asked whether %(adult)s may read along.")
    return words % {"learner": bond.learner, "adult": bond.adult}


@require_http_methods(["GET", "POST"])
def person_new(request: Request) -> HttpResponse:
    """Add a person with a role, at an institution this administrator runs."""
    if not request.user.institutions_as(Role.ADMINISTRATOR):
        raise PermissionDenied(_("Only an administrator can add people."))
    form = AdmitForm(request.POST or None, user=request.user)
    given = {"actor": request.user, "from_on": timezone.localdate()}
    if form.is_valid() and (person := attempt(form, admit, **given, **form.cleaned_data)):
        message = _("%(name)s is here now. They choose a password by “I forgot my password”.")
        return saved(request, "person", person.pk, message=message % {"name": person})
    return render_page(request, "people/person_new.html", {"form": form})
