"""Pages on which an adviser writes a template: what it says, its steps, and publishing it."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from learnplan.people.models import Institution
from learnplan.web.pages import Request, attempt, attempt_at_once, render_page, saved
from scripts.offers.models import Offer
from scripts.publishing.actions import writing
from scripts.publishing.forms import TemplateForm, TemplateStepForm
from scripts.publishing.models import ADVISERS, BranchTemplate, TemplateStep
from scripts.publishing.permissions import get_draft, get_template, get_template_step

MOST_OFFERS = 300


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
        if made := attempt(form, writing.write_template, actor=request.user, **said):
            return saved(request, "template", made.pk, message=_("Now its first step."))
    return render_page(request, "scripts/publishing/write.html", {"form": form})


@require_http_methods(["GET", "POST"])
def template_change(request: Request, template_id: int) -> HttpResponse:
    """Change what a draft says of itself."""
    template = get_draft(request.user, template_id)
    initial = {name: getattr(template, name) for name in ("name", "about", "ending", "asks")}
    form = TemplateForm(request.POST or None, initial=initial)
    if form.is_valid() and attempt(
        form, writing.change_template, template=template, actor=request.user, **form.cleaned_data
    ):
        return saved(request, "template", template.pk, message=_("Changed."))
    return render_page(request, "scripts/publishing/write.html", {"form": form, "template": template})


@require_http_methods(["GET", "POST"])
def template_step_new(request: Request, template_id: int) -> HttpResponse:
    """Put a step at the end of a draft."""
    template = get_draft(request.user, template_id)
    return _write_step(request, template, None, writing.add_template_step, _("The step is in."))


@require_http_methods(["GET", "POST"])
def template_step(request: Request, step_id: int) -> HttpResponse:
    """Change a step of a draft, or where it stands."""
    step = get_template_step(request.user, step_id)
    return _write_step(request, step.template, step, writing.change_template_step, _("Changed."))


def _write_step(
    request: Request,
    template: BranchTemplate,
    step: TemplateStep | None,
    act: Callable[..., TemplateStep],
    message: str,
) -> HttpResponse:
    """Show the form of a step, a new one or one that is there, and write what is typed."""
    initial = {}
    if step:
        initial = {name: getattr(step, name) for name in ("title", "style", "starts", "lasts", "minutes_a_week")}
        initial |= {"offer": step.offer_id, "options": [one.title for one in step.options.all()]}
    form = TemplateStepForm(
        request.POST or None, initial=initial, template=template, offers=_offers(request, step), step=step
    )
    about = {"step": step} if step else {"template": template}
    if form.is_valid() and attempt(form, act, actor=request.user, **about, **form.cleaned_data):
        return saved(request, "template", template.pk, message=message)
    context = {"form": form, "template": template, "step": step}
    return render_page(request, "scripts/publishing/step.html", context)


def _offers(request: Request, step: TemplateStep | None):
    rows = Offer.objects.visible_to(request.user).filter(closed_at=None).order_by("title", "pk")
    kept = list(rows.values_list("pk", flat=True)[:MOST_OFFERS]) + ([step.offer_id] if step and step.offer_id else [])
    return Offer.objects.filter(pk__in=kept).order_by("title", "pk")


@require_POST
def template_step_remove(request: Request, step_id: int) -> HttpResponse:
    """Take a step out of a draft."""
    step = get_template_step(request.user, step_id)
    message = _("“%s” is out.") % step
    attempt_at_once(request, writing.remove_template_step, message=message, step=step, actor=request.user)
    return saved(request, "template", step.template_id)


@require_POST
def template_publish(request: Request, template_id: int) -> HttpResponse:
    """Let the institution see a template."""
    template = get_template(request.user, template_id)
    if template.author_id != request.user.pk or template.is_by_learner:
        raise PermissionDenied(_("Only who wrote this template publishes it."))
    message = _("Published. Learners can start from it now.")
    attempt_at_once(request, writing.publish_template, message=message, template=template, actor=request.user)
    return saved(request, "template", template.pk)
