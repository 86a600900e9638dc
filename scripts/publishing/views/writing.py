"""Pages on which an adviser writes a template: what it says, its steps, and publishing it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from learnplan.people.models import Institution
from learnplan.rules import RuleBroken
from learnplan.web.pages import Request, get_visible, render_page, saved
from scripts.offers.models import Offer
from scripts.publishing.actions import writing
from scripts.publishing.forms import TemplateForm, TemplateStepForm
from scripts.publishing.models import ADVISERS, BranchTemplate, TemplateStep
from scripts.publishing.views.templates import get_template

MOST_OFFERS = 300


def get_draft(request: Request, template_id: int) -> BranchTemplate:
    """Return a template that this person may change now: 404 if they do not see it, 403 if they only see it."""
    template = get_template(request, template_id)
    _check_draft(request, template)
    return template


def _check_draft(request: Request, template: BranchTemplate) -> None:
    if template.author_id != request.user.pk or template.is_by_learner:
        raise PermissionDenied(_("Only who wrote this template changes it."))
    if not template.is_draft:
        raise PermissionDenied(_("Others see it as it is. Withdraw it first, then change it."))


@require_http_methods(["GET", "POST"])
def template_new(request: Request) -> HttpResponse:
    """Begin a template."""
    places = request.user.institutions_as(*ADVISERS)
    if not places:
        raise PermissionDenied(_("Teachers, advocates and administrators write templates."))
    institutions = Institution.objects.filter(pk__in=places)
    form = TemplateForm(request.POST or None, institutions=institutions if len(places) > 1 else None)
    if form.is_valid():
        said = {"institution": institutions[0]} | form.cleaned_data
        try:
            made = writing.write_template(actor=request.user, **said)
        except RuleBroken as error:
            form.add_error(None, error)
        else:
            return saved(request, "template", made.pk, message=_("Now its first step."))
    return render_page(request, "scripts/publishing/write.html", {"form": form})


@require_http_methods(["GET", "POST"])
def template_change(request: Request, template_id: int) -> HttpResponse:
    """Change what a draft says of itself."""
    template = get_draft(request, template_id)
    initial = {name: getattr(template, name) for name in ("name", "about", "ending", "asks")}
    form = TemplateForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            writing.change_template(template=template, actor=request.user, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, error)
        else:
            return saved(request, "template", template.pk, message=_("Changed."))
    return render_page(request, "scripts/publishing/write.html", {"form": form, "template": template})


def _offers(request: Request, step: TemplateStep | None = None):
    rows = Offer.objects.visible_to(request.user).filter(closed_at=None).order_by("title", "pk")
    kept = list(rows.values_list("pk", flat=True)[:MOST_OFFERS]) + ([step.offer_id] if step and step.offer_id else [])
    return Offer.objects.filter(pk__in=kept).order_by("title", "pk")


@require_http_methods(["GET", "POST"])
def template_step_new(request: Request, template_id: int) -> HttpResponse:
    """Put a step at the end of a draft."""
    template = get_draft(request, template_id)
    form = TemplateStepForm(request.POST or None, template=template, offers=_offers(request))
    if form.is_valid():
        try:
            writing.add_template_step(template=template, actor=request.user, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, error)
        else:
            return saved(request, "template", template.pk, message=_("The step is in."))
    return render_page(request, "scripts/publishing/step.html", {"form": form, "template": template})


def get_template_step(request: Request, step_id: int) -> TemplateStep:
    """Return a step of a draft of this person's."""
    seen = TemplateStep.objects.filter(template__in=BranchTemplate.objects.visible_to(request.user))
    step = get_visible(seen.select_related("template"), pk=step_id)
    _check_draft(request, step.template)
    return step


@require_http_methods(["GET", "POST"])
def template_step(request: Request, step_id: int) -> HttpResponse:
    """Change a step of a draft, or where it stands."""
    step = get_template_step(request, step_id)
    initial = {name: getattr(step, name) for name in ("title", "style", "starts", "lasts", "minutes_a_week")}
    initial |= {"offer": step.offer_id, "options": [one.title for one in step.options.all()]}
    offers = _offers(request, step)
    form = TemplateStepForm(request.POST or None, initial=initial, template=step.template, offers=offers, step=step)
    if form.is_valid():
        try:
            writing.change_template_step(step=step, actor=request.user, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, error)
        else:
            return saved(request, "template", step.template_id, message=_("Changed."))
    context = {"form": form, "template": step.template, "step": step}
    return render_page(request, "scripts/publishing/step.html", context)


@require_POST
def template_step_remove(request: Request, step_id: int) -> HttpResponse:
    """Take a step out of a draft."""
    step = get_template_step(request, step_id)
    try:
        writing.remove_template_step(step=step, actor=request.user)
    except RuleBroken as error:
        messages.error(request, error.messages[0])
        return saved(request, "template", step.template_id)
    return saved(request, "template", step.template_id, message=_("“%s” is out.") % step)


@require_POST
def template_publish(request: Request, template_id: int) -> HttpResponse:
    """Let the institution see a template."""
    template = get_template(request, template_id)
    if template.author_id != request.user.pk or template.is_by_learner:
        raise PermissionDenied(_("Only who wrote this template publishes it."))
    try:
        writing.publish_template(template=template, actor=request.user)
    except RuleBroken as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Published. Learners can start from it now."))
    return saved(request, "template", template.pk)
