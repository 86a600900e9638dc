"""Pages of templates: finding one, writing it, publishing a branch as one, suggesting it, and starting from it."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learnplan.people.models import Institution, Role
from learnplan.people.permissions import administers
from learnplan.web.pages import Request, attempt, attempt_at_once, get_visible, render_page, saved
from learnplan.years import current_year
from scripts.authoring.models import Branch, Script
from scripts.authoring.reading import read_script
from scripts.editing.views.branches import usual_fork
from scripts.offers.models import Offer
from scripts.publishing.actions.starting import (
    decline_suggestion,
    fork_template,
    suggest_template,
    take_back_suggestion,
)
from scripts.publishing.actions.templates import (
    add_template_step,
    answer_template,
    change_template,
    change_template_step,
    publish_branch,
    publish_template,
    remove_template_step,
    withdraw_template,
    write_template,
)
from scripts.publishing.drafting import known_of, text_of
from scripts.publishing.forms import (
    AnswerForm,
    ForkForm,
    PublishForm,
    SuggestForm,
    TemplateForm,
    TemplateSearch,
    TemplateStepForm,
)
from scripts.publishing.models import ADVISERS, BranchTemplate, TemplateStep, TemplateSuggestion
from scripts.publishing.permissions import (
    checkers_of,
    get_draft,
    get_suggestion,
    get_template,
    get_template_step,
    is_waiting_for,
    learners_to_suggest_to,
    may_suggest,
)
from scripts.publishing.reading import find_templates, steps_of, suggested_to
from scripts.publishing.wording import in_words, used_in_words

SIZE = 20
MOST_OFFERS = 300
MOST_LEARNERS, MOST_SHOWN = 300, 30


@require_safe
def templates(request: Request) -> HttpResponse:
    """Search the templates that this person can start from."""
    form = TemplateSearch(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {"q": "", "style": ""}
    found = find_templates(request.user, asked["q"], asked["style"])
    if form.is_bound and form.errors:
        found = found.none()
    page = Paginator(found, SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": [{"template": one, "used": used_in_words(one.uses)} for one in page],
        "is_search": bool(asked["q"] or asked["style"]),
        "may_write": bool(request.user.institutions_as(*ADVISERS)),
        "suggestions": suggested_to(request.user)[:SIZE] if request.user.institutions_as(Role.LEARNER) else [],
    }
    return render_page(request, "scripts/publishing/templates.html", context, part="found", status=200)


@require_safe
def templates_mine(request: Request) -> HttpResponse:
    """List the templates that this person wrote, and those that wait for them to look."""
    rows = BranchTemplate.objects.filter(author=request.user).order_by("-written_at", "-pk")
    page = Paginator(rows.fetch_mode(models.FETCH_RAISE), SIZE).get_page(request.GET.get("page"))
    waiting = BranchTemplate.objects.to_look_at(request.user).order_by("pk").fetch_mode(models.FETCH_RAISE)[:SIZE]
    context = {
        "page": page,
        "waiting": list(waiting),
        "may_write": bool(request.user.institutions_as(*ADVISERS)),
        "is_learner": bool(request.user.institutions_as(Role.LEARNER)),
    }
    return render_page(request, "scripts/publishing/mine.html", context)


@require_safe
def template(request: Request, template_id: int) -> HttpResponse:
    """Show one template: what it asks, its steps by term, and what this person may do with it."""
    template = get_template(request.user, template_id)
    is_mine = template.author_id == request.user.pk
    steps = steps_of(template, request.user)
    may_change = is_mine and not template.is_by_learner and template.is_draft
    is_open = template.state in BranchTemplate.OPEN
    may_fork = template.is_published and bool(request.user.institutions_as(Role.LEARNER))
    context = {
        "template": template,
        "lines": [{"step": step, "when": in_words(step.starts)} for step in steps],
        "used": used_in_words(template.uses) if template.is_published else "",
        "is_mine": is_mine,
        "may_fork": may_fork,
        "may_suggest": may_suggest(request.user, template),
        "suggestions": list(suggested_to(request.user).filter(template=template)) if may_fork else [],
        "may_change": may_change,
        "may_withdraw": (is_mine and is_open)
        or (template.is_published and administers(request.user, template.institution_id)),
        "may_answer": not is_mine and is_waiting_for(request.user, template),
        "may_try_again": is_mine and template.state == BranchTemplate.State.SENT_BACK and template.source_id,
    }
    return render_page(request, "scripts/publishing/template.html", context)


@require_http_methods(["GET", "POST"])
def template_answer(request: Request, template_id: int) -> HttpResponse:
    """Look at what a learner put forward: show it to others, or send it back with a reason."""
    template = get_template(request.user, template_id)
    form = AnswerForm(request.POST or None)
    if template.author_id == request.user.pk or not is_waiting_for(request.user, template):
        raise PermissionDenied(_("This is answered already, or it is for somebody else to look at."))
    if form.is_valid() and attempt(form, answer_template, template=template, actor=request.user, **form.cleaned_data):
        message = _("It is published.") if form.cleaned_data["approve"] else _("It is sent back.")
        return saved(request, "templates_mine", message=message)
    return render_page(request, "scripts/publishing/answer.html", {"template": template, "form": form})


@require_POST
def template_withdraw(request: Request, template_id: int) -> HttpResponse:
    """Withdraw a template; branches that were started from it stay."""
    template = get_template(request.user, template_id)
    if template.author_id != request.user.pk and not administers(request.user, template.institution_id):
        raise PermissionDenied
    message = _("Withdrawn. Nobody else sees it now.")
    attempt_at_once(request, withdraw_template, message=message, template=template, actor=request.user)
    return saved(request, "templates_mine")


@require_http_methods(["GET", "POST"])
def template_fork(request: Request, template_id: int) -> HttpResponse:
    """Start a branch of one's own script from a template."""
    template = get_template(request.user, template_id)
    if not template.is_published or not request.user.institutions_as(Role.LEARNER):
        raise PermissionDenied(_("A learner starts a branch from a template that is published."))
    script = Script.objects.filter(learner=request.user).select_related("learner", "institution").first()
    if script is None:
        return saved(request, "script_start", message=_("Start your script first. Then it can branch."))
    picture = read_script(script, request.user, is_kept=True)
    initial = {"after": usual_fork(picture), "name": template.name, "year": current_year()}
    form = ForkForm(request.POST or None, initial=initial, picture=picture)
    if form.is_valid():
        parent, step = form.fork()
        given: dict[str, Any] = {"template": template, "script": script, "parent": parent}
        given |= {"forks_after": step, "year": form.cleaned_data["year"]}
        if branch := attempt(form, fork_template, name=form.cleaned_data["name"], actor=request.user, **given):
            message = _("“%s” is in your script now. Change whatever you like.") % branch
            return saved(request, "branch", branch.pk, message=message)
    context = {"template": template, "form": form, "suggestions": suggested_to(request.user).filter(template=template)}
    return render_page(request, "scripts/publishing/fork.html", context)


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
        given = {"branch": branch, "words": form.words(), "stays": form.cleaned_data.get("stays", ())}
        if made := attempt(form, publish_branch, offers=form.cleaned_data.get("offers"), actor=request.user, **given):
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
        if made := attempt(form, write_template, actor=request.user, **said):
            return saved(request, "template", made.pk, message=_("Now its first step."))
    return render_page(request, "scripts/publishing/write.html", {"form": form})


@require_http_methods(["GET", "POST"])
def template_change(request: Request, template_id: int) -> HttpResponse:
    """Change what a draft says of itself."""
    template = get_draft(request.user, template_id)
    initial = {name: getattr(template, name) for name in ("name", "about", "ending", "asks")}
    form = TemplateForm(request.POST or None, initial=initial)
    if form.is_valid() and attempt(form, change_template, template=template, actor=request.user, **form.cleaned_data):
        return saved(request, "template", template.pk, message=_("Changed."))
    return render_page(request, "scripts/publishing/write.html", {"form": form, "template": template})


@require_http_methods(["GET", "POST"])
def template_step_new(request: Request, template_id: int) -> HttpResponse:
    """Put a step at the end of a draft."""
    template = get_draft(request.user, template_id)
    return _write_step(request, template, None, add_template_step, _("The step is in."))


@require_http_methods(["GET", "POST"])
def template_step(request: Request, step_id: int) -> HttpResponse:
    """Change a step of a draft, or where it stands."""
    step = get_template_step(request.user, step_id)
    return _write_step(request, step.template, step, change_template_step, _("Changed."))


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
    attempt_at_once(request, remove_template_step, message=message, step=step, actor=request.user)
    return saved(request, "template", step.template_id)


@require_POST
def template_publish(request: Request, template_id: int) -> HttpResponse:
    """Let the institution see a template."""
    template = get_template(request.user, template_id)
    if template.author_id != request.user.pk or template.is_by_learner:
        raise PermissionDenied(_("Only who wrote this template publishes it."))
    message = _("Published. Learners can start from it now.")
    attempt_at_once(request, publish_template, message=message, template=template, actor=request.user)
    return saved(request, "template", template.pk)


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
