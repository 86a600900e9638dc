"""The page on which the variants that a framework has of a step become its alternatives."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from learnplan.pages import Request, render_page, saved
from learnplan.rules import RuleBroken
from scripts.authoring.editing.choice_actions import set_options
from scripts.authoring.views_steps import get_step
from scripts.frameworks.variants import title_of, variants_of


@require_http_methods(["GET", "POST"])
def step_variants(request: Request, step_id: int) -> HttpResponse:
    """Show the variants of what the step counts for, and make them its alternatives, in their publisher's order."""
    step, branch, _picture, context = get_step(request, step_id)
    variants = variants_of(step.cover_ids)
    context |= {"variants": [(variant, title_of(variant)) for variant in variants], "refusal": ""}
    if request.method == "POST" and variants:
        try:
            options = [{"title": title_of(variant), "item": variant} for variant in variants]
            set_options(step=step, options=options, actor=request.user)
        except RuleBroken as error:
            context |= {"refusal": " ".join(error.messages)}
            return render_page(request, "scripts/variants/step_variants.html", context, status=422)
        message = _("“%(step)s” can be done in %(count)s ways now. Pick one when you know.")
        return saved(request, "branch", branch.pk, message=message % {"step": step.title, "count": len(variants)})
    return render_page(request, "scripts/variants/step_variants.html", context)
