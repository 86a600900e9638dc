"""The page on which a learner, or their tutor for them, answers what a new version would change in the script."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from learnplan.web.pages import Request, attempt, get_visible, render_page, saved
from scripts.authoring.models import Script
from scripts.authoring.permissions import may_author
from scripts.frameworks.versions.models import Taking
from scripts.proposals.actions import answer_proposal
from scripts.proposals.forms import ProposalForm
from scripts.proposals.models import ProposalAnswer
from scripts.proposals.reading import parts_of


@require_http_methods(["GET", "POST"])
def proposal(request: Request, script_id: int, taking_id: int) -> HttpResponse:
    """Show what a new version would change in this script, and take the answer; an answered one shows the answer."""
    scripts = Script.objects.visible_to(request.user).select_related(
        "learner", "institution", "common_script__framework"
    )
    script = get_visible(scripts.defer("common_script__framework__kept_aside"), pk=script_id)
    offered = Taking.objects.filter(common_script=script.common_script_id, taken_at__gt=script.started_at)
    taking = get_visible(offered.select_related("version"), pk=taking_id)
    answer = (
        ProposalAnswer.objects.standing().filter(script=script, taking=taking).select_related("answered_by").first()
    )
    may_answer = may_author(request.user, script)
    context = {
        "script": script,
        "taking": taking,
        "answer": answer,
        "may_answer": may_answer and answer is None,
        "is_mine": script.learner_id == request.user.pk,
    }
    if answer is not None:
        if request.method == "POST" and may_answer:
            words = _("%(who)s answered this before you, and that answer counts. You see it below.")
            messages.info(request, words % {"who": answer.answered_by})
        context |= {"parts": answer.parts.select_related("taken_item")}
        return render_page(request, "scripts/proposals/proposal.html", context)
    form = ProposalForm(request.POST if request.method == "POST" else None, parts=parts_of(taking, script))
    if request.method == "POST":
        if not may_answer:
            raise PermissionDenied
        if form.is_valid() and attempt(
            form, answer_proposal, script=script, taking=taking, declined=form.declined(), actor=request.user
        ):
            return saved(request, script, message=_("Your answer is kept."))
    return render_page(request, "scripts/proposals/proposal.html", context | {"form": form, "rows": form.rows()})
