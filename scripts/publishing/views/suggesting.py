"""Pages of suggesting a template to a learner, and the learner's answer that it is not for them."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from learnplan.web.pages import Request, attempt, attempt_at_once, render_page, saved
from scripts.publishing.actions.suggesting import decline_suggestion, suggest_template, take_back_suggestion
from scripts.publishing.forms import SuggestForm
from scripts.publishing.models import TemplateSuggestion
from scripts.publishing.permissions import get_suggestion, get_template, learners_to_suggest_to, may_suggest

MOST_LEARNERS, MOST_SHOWN = 300, 30


@require_http_methods(["GET", "POST"])
def template_suggest(request: Request, template_id: int) -> HttpResponse:
    """Suggest a template to a learner of theirs, and show whom one has suggested it to."""
    template = get_template(request.user, template_id)
    if not may_suggest(request.user, template):
        raise PermissionDenied(_("Tutors and advocates suggest templates, to their own learners."))
    form = SuggestForm(request.POST or None, learners=list(learners_to_suggest_to(request.user)[:MOST_LEARNERS]))
    if form.is_valid():
        learner = form.learners[form.cleaned_data["learner"]]
        given = {"template": template, "learner": learner, "words": form.cleaned_data["words"]}
        if attempt(form, suggest_template, actor=request.user, **given):
            message = _("%s is told. They start from it, or say that it is not for them.") % learner
            return saved(request, "template_suggest", template.pk, message=message)
    mine = TemplateSuggestion.objects.visible_to(request.user).filter(template=template, adult=request.user)
    mine = mine.select_related("learner", "branch").fetch_mode(models.FETCH_RAISE)
    context = {"template": template, "form": form, "made": list(mine[:MOST_SHOWN]), "has_learners": bool(form.learners)}
    return render_page(request, "scripts/publishing/suggest.html", context)


@require_POST
def suggestion_decline(request: Request, suggestion_id: int) -> HttpResponse:
    """Say that a template is not for one now."""
    suggestion = get_suggestion(request.user, suggestion_id)
    if suggestion.learner_id != request.user.pk:
        raise PermissionDenied(_("Only the learner to whom it was suggested answers."))
    given = {"suggestion": suggestion, "reason": request.POST.get("reason", ""), "actor": request.user}
    attempt_at_once(request, decline_suggestion, message=_("Said. %s is told.") % suggestion.adult, **given)
    return saved(request, "templates")


@require_POST
def suggestion_take_back(request: Request, suggestion_id: int) -> HttpResponse:
    """Take back what one suggested."""
    suggestion = get_suggestion(request.user, suggestion_id)
    if suggestion.adult_id != request.user.pk:
        raise PermissionDenied(_("Only who suggested it takes it back."))
    given = {"suggestion": suggestion, "actor": request.user}
    attempt_at_once(request, take_back_suggestion, message=_("Taken back."), **given)
    return saved(request, "template_suggest", suggestion.template_id)
