"""The page on which a learner publishes a branch of theirs without their name."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from learnplan.rules import RuleBroken
from learnplan.web.pages import Request, get_visible, render_page, saved
from scripts.authoring.models import Branch, Script
from scripts.publishing.actions.publishing import checkers_of, publish_branch
from scripts.publishing.drafting import known_of, text_of
from scripts.publishing.forms import PublishForm
from scripts.publishing.models import BranchTemplate


@require_http_methods(["GET", "POST"])
def branch_publish(request: Request, branch_id: int) -> HttpResponse:
    """Show what would be published of a branch, point out what could tell who wrote it, and put it forward."""
    seen = Branch.objects.filter(script__in=Script.objects.visible_to(request.user))
    branch = get_visible(seen.select_related("script__institution"), pk=branch_id)
    if branch.script.learner_id != request.user.pk:
        raise PermissionDenied(_("Only the learner whose branch it is publishes it."))
    if branch.is_trunk:
        raise PermissionDenied(_("Everyone has the common script already. Publish a branch of your own."))
    held = branch.templates.filter(state__in=BranchTemplate.OPEN).first()
    text = text_of(branch)
    is_out = bool(held and held.state != BranchTemplate.State.SENT_BACK)
    initial = held.typed if held else {}
    form = PublishForm(request.POST or None, text=text, known=known_of(request.user), initial=initial)
    if form.is_valid():
        try:
            made = publish_branch(
                branch=branch,
                words=form.words(),
                stays=form.cleaned_data.get("stays", ()),
                offers=form.cleaned_data.get("offers"),
                actor=request.user,
            )
        except RuleBroken as error:
            form.add_error(None, error)
        else:
            message = _("It is on its way. Somebody you know looks at it before others see it.")
            return saved(request, "template", made.pk, message=message)
    waiting = BranchTemplate(author=request.user, institution=branch.script.institution, is_by_learner=True)
    context = {
        "branch": branch,
        "held": held,
        "is_out": is_out,
        "has_steps": bool(text.steps),
        "form": form,
        "checkers": [str(person) for person in checkers_of(waiting)],
    }
    return render_page(request, "scripts/publishing/publish.html", context)
