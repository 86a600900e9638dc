"""Pages of the check: one branch in full."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from learnplan.pages import Request, render_page
from scripts.authoring.checking.wording import hours, term_words
from scripts.authoring.views import get_branch


@require_safe
def branch_check(request: Request, branch_id: int) -> HttpResponse:
    """Show the check of one branch in full: findings, which step covers what, hours a week, what it costs."""
    _branch, _picture, context = get_branch(request, branch_id)
    report = context["report"]
    most = report.most_minutes_a_week
    context["load"] = [
        (term_words(term), hours(minutes), most is not None and minutes > most) for term, minutes in report.load.items()
    ]
    return render_page(request, "scripts/checking/branch_check.html", context)
