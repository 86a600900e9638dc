"""The pages of a plan's year: who signed it and what changed since, closing it, and what goes into the next."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from learnplan.people.sight import Sight
from learnplan.web.pages import Request, attempt, attempt_at_once, render_page, saved
from learnplan.years import year_name
from plans.targets.models import Plan
from plans.targets.permissions import Standing, get_plan
from plans.years import rules
from plans.years.actions.signing import choose_to_carry, may_reopen, reopen_year, sign_plan
from plans.years.forms import CarryForm, ReopenForm
from plans.years.models import CarryWish, Reopening, Signature, Signer
from plans.years.reading import facts_of, sheets_of, signed_of
from plans.years.sheet import digest_of


@require_GET
def year(request: Request, plan_id: int) -> HttpResponse:
    """Show who signed the plan, as agreed and as closed, and what changed since."""
    plan, stands = get_plan(request.user, plan_id)
    facts = facts_of(plan)
    sheets = sheets_of(plan, facts)
    signed = signed_of(plan, sheets)
    context = {
        "plan": plan,
        "stands": stands,
        "learner_name": "" if stands.is_learner else plan.learner.get_short_name(),
        "parts": [_part(plan, stands, request.user.pk, kind, sheets[kind], signed[kind]) for kind in sheets],
        "reopenings": list(Reopening.objects.filter(plan=plan).select_related("by")[:20]),
        "may_reopen": plan.closed_at is not None and may_reopen(stands),
        "shows_changes": stands.sees(Sight.TARGETS),
        "may_carry": stands.is_learner or stands.is_helper,
        "wishes": [one["words"] for one in facts if one["is_wished"]],
        "next_year": year_name(plan.year + 1),
        "closes_from": rules.closes_from(plan.year),
    }
    return render_page(request, "plans/years/year.html", context)


def _part(plan: Plan, stands: Standing, user_id: int, kind: str, sheet: dict, signed: list) -> dict:
    """Return one half of the page: the names under it, and whether this reader may add theirs."""
    mine = any(one.is_current and one.signature.user_id == user_id for one in signed)
    roles = {one.signature.role for one in signed if one.is_current}
    is_open = kind == Signature.Kind.AGREED or timezone.localdate() >= rules.closes_from(plan.year)
    return {
        "kind": kind,
        "is_closing": kind == Signature.Kind.CLOSED,
        "signed": signed,
        "digest": digest_of(sheet),
        "has_targets": bool(sheet["targets"]),
        "is_open": is_open,
        "may_sign": bool(is_open and sheet["targets"] and not mine and not plan.closed_at and rules.signer(stands)),
        "waits_for_learner": Signer.LEARNER not in roles,
        "waits_for_helper": not roles & set(rules.HELPERS),
    }


@require_POST
def year_sign(request: Request, plan_id: int) -> HttpResponse:
    """Sign the plan as agreed, or the year as closed; a refusal is said on the page."""
    plan, stands = get_plan(request.user, plan_id)
    if rules.signer(stands) is None:
        raise PermissionDenied
    kind, digest = request.POST.get("kind", ""), request.POST.get("digest", "")
    said = _("Signed. What you signed is kept as it is now.")
    attempt_at_once(request, sign_plan, plan=plan, kind=kind, digest=digest, actor=request.user, message=said)
    return saved(request, "year", plan.pk)


@require_http_methods(["GET", "POST"])
def year_reopen(request: Request, plan_id: int) -> HttpResponse:
    """Open a closed year again, with a reason."""
    plan, stands = get_plan(request.user, plan_id)
    if not may_reopen(stands):
        raise PermissionDenied
    form = ReopenForm(request.POST or None)
    if form.is_valid() and attempt(form, reopen_year, plan=plan, actor=request.user, **form.cleaned_data):
        return saved(request, "year", plan.pk, message=_("The year is open again."))
    return render_page(request, "plans/years/year_reopen.html", {"plan": plan, "form": form})


@require_http_methods(["GET", "POST"])
def year_carry(request: Request, plan_id: int) -> HttpResponse:
    """Choose the open targets that go into next year's plan."""
    plan, stands = get_plan(request.user, plan_id)
    if not (stands.is_learner or stands.is_helper):
        raise PermissionDenied
    chosen = CarryWish.objects.filter(target__plan=plan).values_list("target", flat=True)
    data = request.POST if request.method == "POST" else None
    form = CarryForm(data, plan=plan, initial={"targets": list(chosen) if data is None else []})
    if form.is_valid():
        chosen_now = attempt(form, choose_to_carry, plan=plan, actor=request.user, **form.cleaned_data)
        if chosen_now is not None:  # none is an answer too
            return saved(request, "year", plan.pk, message=_("Saved. You can change this until the new year starts."))
    context = {
        "plan": plan,
        "form": form,
        "has_targets": plan.targets.open().exists(),
        "next_year": year_name(plan.year + 1),
        "on_behalf": not stands.is_learner,
    }
    return render_page(request, "plans/years/year_carry.html", context)
