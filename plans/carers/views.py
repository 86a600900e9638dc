"""The pages about a carer: what they see, who decides it, and an encouragement from them."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from learnplan.people.models import Bond, Institution, Role, User
from learnplan.web.pages import Request, attempt, get_visible, insist, render_page, saved
from plans.carers.actions import answer_carer_view, decide_carer_view, encourage, parts_in_words, put_away, set_own_say
from plans.carers.forms import CarerViewForm, EncouragementForm, OwnSayForm
from plans.carers.models import CarerView, Encouragement
from plans.carers.permissions import has_own_say, has_tutor, may_answer, may_ask, may_encourage
from plans.targets.permissions import get_plan


@require_http_methods(["GET", "POST"])
def carer_view(request: Request, bond_id: int) -> HttpResponse:
    """Show what a carer sees and who decides it; decide it, or ask the other side to agree."""
    bond = _bond(request.user, bond_id)
    is_mine, is_alone = bond.learner_id == request.user.pk, has_own_say(bond)
    form = CarerViewForm(request.POST if request.method == "POST" else None, initial={"sees": sorted(bond.seen)})
    if request.method == "POST" and not may_ask(request.user, bond):
        raise PermissionDenied(_("This learner decides alone what their carers see."))
    if form.is_valid() and (
        view := attempt(form, decide_carer_view, bond=bond, sees=form.cleaned_data["sees"], actor=request.user)
    ):
        words = _("Kept. That is what they see from now on.")
        if view.state == CarerView.State.ASKED:
            words = _("Kept as a wish. It holds as soon as the other side agrees.")
        return saved(request, "carer_view", bond.pk, message=words)
    wish = bond.carer_views.waiting().select_related("asked_by", "bond").first()
    context = {
        "bond": bond,
        "form": form,
        "is_mine": is_mine,
        "is_alone": is_alone,
        "may_ask": is_mine or not is_alone,
        "now": parts_in_words(bond.seen),
        "wish": wish,
        "wish_words": parts_in_words(wish.sees) if wish else "",
        "may_answer": bool(wish) and may_answer(request.user, wish),
        "waits_for_nobody": bool(wish) and is_mine and wish.asked_by_id == bond.learner_id and not has_tutor(bond),
    }
    return render_page(request, "plans/carers/carer_view.html", context)


@require_POST
def carer_view_answer(request: Request, view_id: int) -> HttpResponse:
    """Agree to what somebody wishes a carer to see, or do not."""
    rows = CarerView.objects.visible_to(request.user).select_related("bond", "asked_by")
    view = get_visible(rows, pk=view_id)
    agree = request.POST.get("agree") == "yes"
    insist(answer_carer_view, view=view, agree=agree, actor=request.user)
    words = _("Agreed. That is what they see from now on.") if agree else _("Nothing is changed.")
    return saved(request, "carer_view", view.bond_id, message=words)


@require_http_methods(["GET", "POST"])
def own_say(request: Request, institution_id: int) -> HttpResponse:
    """Set from which year group learners of an institution decide alone what their carers see."""
    administered = Institution.objects.filter(pk__in=request.user.institutions_as(Role.ADMINISTRATOR))
    institution = get_visible(administered, pk=institution_id)
    form = OwnSayForm(request.POST or None, initial={"own_say_from": institution.own_say_from})
    if form.is_valid():
        set_own_say(institution=institution, actor=request.user, **form.cleaned_data)
        return saved(request, "own_say", institution.pk, message=_("Kept. It holds from now on."))
    return render_page(request, "plans/carers/own_say.html", {"institution": institution, "form": form})


@require_http_methods(["GET", "POST"])
def encouragement_new(request: Request, plan_id: int) -> HttpResponse:
    """Write a few kind words to the learner of a plan."""
    plan, _stands = get_plan(request.user, plan_id)
    if not may_encourage(request.user, plan):
        raise PermissionDenied
    form = EncouragementForm(request.POST or None)
    if form.is_valid() and attempt(form, encourage, plan=plan, actor=request.user, **form.cleaned_data):
        said = _("%(who)s can read it now.") % {"who": plan.learner.get_short_name()}
        return saved(request, plan, message=said)
    return render_page(request, "plans/carers/encouragement_new.html", {"plan": plan, "form": form})


@require_POST
def encouragement_away(request: Request, encouragement_id: int) -> HttpResponse:
    """Put an encouragement away, by the learner it is to."""
    row = get_visible(Encouragement.objects.visible_to(request.user).select_related("plan"), pk=encouragement_id)
    insist(put_away, encouragement=row, actor=request.user)
    return saved(request, row.plan, message=_("Put away. Nobody sees it here any more."))


def _bond(user: User, bond_id: int) -> Bond:
    """Return a carer's bond to the learner who is the user, or whose tutor the user is; 404 for others."""
    tutored = Bond.objects.current().tutors().filter(adult=user).values("learner")
    rows = Bond.objects.current().carers().select_related("adult", "learner")
    return get_visible(rows.filter(models.Q(learner=user) | models.Q(learner__in=tutored)), pk=bond_id)
