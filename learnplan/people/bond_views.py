"""Making, agreeing to and ending the tie between a learner and an adult; writing down a circumstance."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from learnplan.pages import Request, get_visible, render_page, saved
from learnplan.people.actions import add_circumstance, bind, consent, end_bond
from learnplan.people.forms import BondForm, CircumstanceForm
from learnplan.people.models import Bond, Institution, Role, User
from learnplan.people.permissions import administers_learner, can_consent, can_end
from learnplan.rules import RuleBroken


@require_http_methods(["GET", "POST"])
def bond_new(request: Request, user_id: int) -> HttpResponse:
    """Name a tutor, an advocate or a carer for a learner."""
    learner = _administered_learner(request.user, user_id)
    administered = request.user.institutions_as(Role.ADMINISTRATOR)
    here = learner.memberships.current().filter(role=Role.LEARNER, institution__in=administered)
    institutions = Institution.objects.filter(pk__in=here.values("institution"))
    form = BondForm(request.POST if request.method == "POST" else None, institutions=institutions)
    if form.is_valid():
        try:
            bond = bind(learner=learner, actor=request.user, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, error)
        else:
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
    if form.is_valid():
        try:
            add_circumstance(learner=learner, actor=request.user, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, error)
        else:
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
