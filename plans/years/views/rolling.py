"""The pages of a roll-over: what was rolled over, choosing who, and one roll-over from its preview to its report."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from learnplan.people.models import Institution, Role
from learnplan.people.permissions import administers
from learnplan.web.pages import Request, attempt, attempt_at_once, get_visible, render_page, saved, wants_part
from learnplan.web.paging import page_after
from plans.years.actions.rolling import prepare_roll_over, set_aside_roll_over, set_left_out, start_roll_over
from plans.years.forms import RollOverForm
from plans.years.models import RollOver, RollOverLine

SIZE = 50


@require_GET
def roll_overs(request: Request) -> HttpResponse:
    """Show what was rolled over, newest first."""
    if not request.user.institutions_as(Role.ADMINISTRATOR):
        raise PermissionDenied
    rows = RollOver.objects.visible_to(request.user).select_related("institution", "by")
    rows = rows.annotate(people=Count("lines", filter=~Q(lines__outcome=RollOverLine.Outcome.OUT)))
    page = page_after(rows.fetch_mode(models.FETCH_RAISE), request.GET.get("after", ""), by=("-at", "-pk"), size=SIZE)
    return render_page(request, "plans/years/roll_overs.html", {"page": page})


@require_http_methods(["GET", "POST"])
def roll_over_new(request: Request) -> HttpResponse:
    """Choose who is rolled over, and lead to the preview; `?at=` names the institution, `?q=` finds learners."""
    administered = list(Institution.objects.filter(pk__in=request.user.institutions_as(Role.ADMINISTRATOR)))
    if not administered:
        raise PermissionDenied
    here = next((one for one in administered if str(one.pk) == request.GET.get("at")), administered[0])
    q = request.GET.get("q", "").strip()[:100]
    form = RollOverForm(request.POST or None, institution=here, q=q)
    if form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("from_year", "carry")}
        if made := attempt(
            form, prepare_roll_over, institution=here, learners=form.chosen(), actor=request.user, **facts
        ):
            return saved(request, made)
    tabs = [{"url": f"?at={one.pk}", "label": str(one), "current": one == here} for one in administered]
    context = {"form": form, "here": here, "q": q, "tabs": tabs if len(tabs) > 1 else []}
    return render_page(request, "plans/years/roll_over_new.html", context)


@require_http_methods(["GET", "POST"])
def roll_over(request: Request, roll_over_id: int) -> HttpResponse:
    """Show a roll-over: its preview, its progress, its report; and start it, or set it aside."""
    rows = RollOver.objects.visible_to(request.user).select_related("institution", "by")
    one = get_visible(rows, pk=roll_over_id)
    if request.method == "POST":
        act = set_aside_roll_over if "set_aside" in request.POST else start_roll_over
        attempt_at_once(request, act, roll_over=one, actor=request.user)
        return saved(request, one)
    response = render_page(request, "plans/years/roll_over.html", _report(request, one), part="going")
    if wants_part(request) and not one.is_running:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def roll_over_line(request: Request, line_id: int) -> HttpResponse:
    """Leave a learner out of a preview, or take them in again."""
    rows = RollOverLine.objects.filter(roll_over__in=RollOver.objects.visible_to(request.user))
    line = get_visible(rows.select_related("roll_over"), pk=line_id)
    if not administers(request.user, line.roll_over.institution_id):
        raise PermissionDenied
    attempt_at_once(request, set_left_out, line=line, is_out="out" in request.POST, actor=request.user)
    query = request.POST.get("query", "")
    response = redirect(line.roll_over)
    response["Location"] += f"?{query}#lines" if query.isascii() and "\n" not in query and query else "#lines"
    return response


def _report(request: Request, one: RollOver) -> dict:
    """Return what the page of a roll-over shows: counts by outcome, and one page of its lines."""
    lines = RollOverLine.objects.filter(roll_over=one)
    counts = dict(lines.order_by().values_list("outcome").annotate(n=Count("pk")))
    done = lines.filter(done_at__isnull=False).count() if one.is_running else 0
    outcome = request.GET.get("outcome", "")
    shown = lines.filter(outcome=outcome) if outcome in counts else lines
    rows = shown.select_related("learner", "plan").fetch_mode(models.FETCH_RAISE)
    tabs = [("", _("All"), sum(counts.values()))]
    tabs += [
        (str(name), str(capfirst(label)), counts[name])
        for name, label in RollOverLine.Outcome.choices
        if name in counts
    ]
    return {
        "one": one,
        "done": done,
        "total": sum(counts.values()),
        "rolled": sum(counts.get(name, 0) for name in RollOverLine.ROLLED),
        "page": page_after(rows, request.GET.get("after", ""), by=("pk",), size=SIZE),
        "tabs": [
            {"url": f"?outcome={key}" if key else "?", "label": f"{label} ({n})", "current": key == outcome}
            for key, label, n in tabs
        ],
        "query": request.GET.urlencode(),
    }
