"""Pages of contesting the core: ask about a part of it, one question with its answer, and all of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learnplan.people.models import Role
from learnplan.waiting.reading import things_for
from learnplan.web.pages import Request, attempt, attempt_at_once, get_visible, render_page, saved
from scripts.authoring.permissions import may_author
from scripts.checking.permissions import get_step
from scripts.contesting.actions import answer_core, ask_about_core, take_back_core, wanted_in_words
from scripts.contesting.forms import CoreAnswerForm, CoreAskForm
from scripts.contesting.models import CoreRequest
from scripts.contesting.permissions import may_answer, requests_seen_by, who_answers
from scripts.frameworks.models import CommonItem

A_PAGE = 30


@require_http_methods(["GET", "POST"])
def core_ask(request: Request, step_id: int) -> HttpResponse:
    """Ask about a part of the common script; show what was asked about it before, and the answers."""
    step, _branch, picture, context = get_step(request, step_id)
    if step.common_item_id is None:
        raise Http404(_("This step is the learner's own: it can be changed without asking."))
    common = CommonItem.objects.current().filter(pk=step.common_item_id).first()
    if common is None:
        words = _("Nobody has to do this part any more, so there is nobody to ask. Change it as you like.")
        messages.info(request, words)
        return saved(request, "step_change", step.pk)
    initial = {"kind": request.GET.get("kind")}
    form = CoreAskForm(request.POST or None, initial=initial, is_required=common.is_required)
    if form.is_valid():
        given = {"script": picture.script, "common_item": common, "actor": request.user}
        if asked := attempt(form, ask_about_core, **given, **form.cleaned_data):
            return saved(request, asked, message=_("Asked. You are told when there is an answer."))
    before = picture.script.core_requests.filter(common_item=common).order_by("-asked_at")
    context |= {"form": form, "common": common, "before": [_line(asked) for asked in _listed(before)]}
    return render_page(request, "scripts/contesting/ask.html", context)


@require_http_methods(["GET", "POST"])
def core_request(request: Request, asked_id: int) -> HttpResponse:
    """Show one question about the core and its answer, or take the answer."""
    rows = requests_seen_by(request.user).select_related("script__learner", "script__institution")
    rows = rows.select_related("common_item__item__framework", "asked_by", "answered_by")
    asked = get_visible(rows.fetch_mode(models.FETCH_RAISE), pk=asked_id)
    waits = asked.state == CoreRequest.State.WAITING
    may = waits and may_answer(request.user, asked)
    item = asked.common_item.item
    initial = {"rule": f"{item.framework.title}: {item.code or item.name}"[:300]}
    form = CoreAnswerForm((request.POST or None) if may else None, initial=initial)
    if form.is_valid() and attempt(form, answer_core, asked=asked, actor=request.user, **form.cleaned_data):
        return saved(request, asked, message=_("Answered. They are told."))
    context = {
        **_line(asked),
        "form": form if may else None,
        "is_mine": asked.script.learner_id == request.user.pk,
        "may_answer": may,
        "may_take_back": waits and may_author(request.user, asked.script),
        "waits_for": who_answers(asked) if waits and not may else [],
    }
    return render_page(request, "scripts/contesting/request.html", context)


@require_POST
def core_take_back(request: Request, asked_id: int) -> HttpResponse:
    """Take a question back."""
    asked = get_visible(requests_seen_by(request.user).select_related("script"), pk=asked_id)
    if not may_author(request.user, asked.script):
        raise PermissionDenied
    attempt_at_once(request, take_back_core, message=_("Taken back."), asked=asked, actor=request.user)
    return saved(request, asked)


@require_safe
def core_requests(request: Request) -> HttpResponse:
    """List what is asked about the core: what waits for this user first, then all that they may see."""
    waits = set(things_for(request.user, "core.office", "core.tutor").order_by("since")[:A_PAGE])
    seen = requests_seen_by(request.user).annotate(
        is_mine=models.Case(models.When(pk__in=waits, then=True), default=False)
    )
    page = Paginator(_listed(seen.order_by("-is_mine", "-asked_at")), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_line(asked) | {"waits_for_me": asked.is_mine} for asked in page],
        "is_learner": bool(request.user.institutions_as(Role.LEARNER)),
    }
    return render_page(request, "scripts/contesting/requests.html", context)


def _listed(rows):
    related = rows.select_related("common_item__item", "asked_by", "answered_by", "script__learner")
    return related.defer("common_item__item__kept_aside").fetch_mode(models.FETCH_RAISE)


def _line(asked: CoreRequest) -> dict:
    return {"asked": asked, "part": asked.common_item.item.name, "wanted": wanted_in_words(asked)}
