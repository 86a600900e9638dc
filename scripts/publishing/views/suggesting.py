"""Pages of suggesting a template to a learner, and the learner's answer that it is not for them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from learnplan.people.models import User
from learnplan.rules import RuleBroken
from learnplan.web.pages import Request, get_visible, render_page, saved
from plans.reviewing.reading import learners_here
from scripts.authoring.permissions import bonds_to_write
from scripts.publishing.actions.suggesting import decline_suggestion, suggest_template, take_back_suggestion
from scripts.publishing.forms import SuggestForm
from scripts.publishing.models import TemplateSuggestion
from scripts.publishing.reading import may_suggest
from scripts.publishing.views.templates import get_template

MOST_LEARNERS, MOST_SHOWN = 300, 30


def learners_to_suggest_to(user: User):
    """Return the learners whose tutor or advocate this user is today."""
    bonded = bonds_to_write(user).filter(learner__in=learners_here())
    return User.objects.filter(pk__in=bonded.values("learner")).order_by("given_name", "family_name", "pk")


@require_http_methods(["GET", "POST"])
def template_suggest(request: Request, template_id: int) -> HttpResponse:
    """Suggest a template to a learner of theirs, and show whom one has suggested it to."""
    template = get_template(request, template_id)
    if not may_suggest(request.user, template):
        raise PermissionDenied(_("Tutors and advocates suggest templates, to their own learners."))
    form = SuggestForm(request.POST or None, learners=list(learners_to_suggest_to(request.user)[:MOST_LEARNERS]))
    if form.is_valid():
        learner = form.learners[form.cleaned_data["learner"]]
        words = form.cleaned_data["words"]
        try:
            suggest_template(template=template, learner=learner, words=words, actor=request.user)
        except RuleBroken as error:
            form.add_error(None, error)
        else:
            message = _("%s is told. They start from it, or say that it is not for them.") % learner
            return saved(request, "template_suggest", template.pk, message=message)
    mine = TemplateSuggestion.objects.visible_to(request.user).filter(template=template, adult=request.user)
    mine = mine.select_related("learner", "branch").fetch_mode(models.FETCH_RAISE)
    context = {"template": template, "form": form, "made": list(mine[:MOST_SHOWN]), "has_learners": bool(form.learners)}
    return render_page(request, "scripts/publishing/suggest.html", context)


@require_POST
def suggestion_decline(request: Request, suggestion_id: int) -> HttpResponse:
    """Say that a template is not for one now."""
    suggestion = _get_suggestion(request, suggestion_id)
    if suggestion.learner_id != request.user.pk:
        raise PermissionDenied(_("Only the learner to whom it was suggested answers."))
    try:
        decline_suggestion(suggestion=suggestion, reason=request.POST.get("reason", ""), actor=request.user)
    except RuleBroken as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Said. %s is told.") % suggestion.adult)
    return saved(request, "templates")


@require_POST
def suggestion_take_back(request: Request, suggestion_id: int) -> HttpResponse:
    """Take back what one suggested."""
    suggestion = _get_suggestion(request, suggestion_id)
    if suggestion.adult_id != request.user.pk:
        raise PermissionDenied(_("Only who suggested it takes it back."))
    try:
        take_back_suggestion(suggestion=suggestion, actor=request.user)
    except RuleBroken as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Taken back."))
    return saved(request, "template_suggest", suggestion.template_id)


def _get_suggestion(request: Request, suggestion_id: int) -> TemplateSuggestion:
    return get_visible(TemplateSuggestion.objects.visible_to(request.user).select_related("adult"), pk=suggestion_id)
