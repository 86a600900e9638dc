"""A plan on paper: the print page, and the same as a PDF."""

from django.http import HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from learnplan.pages import Request, render_page
from plans.targets.views import get_plan
from plans.targets.years.paper import labels, paper_of
from plans.targets.years.pdf import pdf_of


@require_GET
def plan_page(request: Request, plan_id: int) -> HttpResponse:
    """Show the plan as one sheet, for the browser to print."""
    plan, stands = get_plan(request.user, plan_id)
    context = {"plan": plan, "paper": paper_of(plan, stands), "labels": labels()}
    return render_page(request, "plans/years/page.html", context)


@require_GET
def plan_pdf(request: Request, plan_id: int) -> HttpResponse:
    """Give the same sheet as a PDF."""
    plan, stands = get_plan(request.user, plan_id)
    response = HttpResponse(pdf_of(paper_of(plan, stands)), content_type="application/pdf")
    name = slugify(f"plan {plan.learner} {plan.year_name.replace('/', ' ')}") or f"plan-{plan.pk}"
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
