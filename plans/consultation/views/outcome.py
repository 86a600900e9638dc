"""The pages of what comes of a talk: the summary, the learner's word on it, the needs and their targets."""

from django.db import models
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from learnplan.web.pages import Request, attempt, attempt_at_once, number_of, render_page, saved
from plans.consultation.actions import outcome as actions
from plans.consultation.forms import DisputeForm, LinkForm, NeedForm, SummaryForm
from plans.consultation.permissions import get_need, get_talk
from plans.consultation.reading import agenda, summaries
from plans.consultation.views.talks import of
from plans.targets.models import Target

MOST_TARGETS = 60
NONE = 0  # the key of no summary: a page that names none has read none


@require_http_methods(["GET", "POST"])
def talk_summary(request: Request, talk_id: int) -> HttpResponse:
    """Show the learner's words first, and take what the adult understood."""
    talk, stands = get_talk(request.user, talk_id, may="may_summarise")
    written = summaries(talk)
    form = SummaryForm(
        request.POST if request.method == "POST" else None, initial={"words": written[0].words if written else ""}
    )
    if form.is_valid() and attempt(form, actions.summarise, talk=talk, actor=request.user, **form.cleaned_data):
        return saved(request, talk, message=_("The summary is with the learner. It counts when they agree."))
    context = of(talk, stands, form=form, items=agenda(stands, request.user), last=written[0] if written else None)
    return render_page(request, "plans/consultation/talk_summary.html", context)


@require_POST
def talk_agree(request: Request, talk_id: int) -> HttpResponse:
    """Agree with the summary that was on the page."""
    talk, _stands = get_talk(request.user, talk_id, may="may_reply")
    read = number_of(request.POST.get("summary", "")) or NONE
    said = _("Agreed. Now say what you need.")
    attempt_at_once(request, actions.agree_talk, talk=talk, actor=request.user, summary=read, message=said)
    return saved(request, talk)


@require_http_methods(["GET", "POST"])
def talk_dispute(request: Request, talk_id: int) -> HttpResponse:
    """Say what is not right in the summary; it goes back."""
    talk, stands = get_talk(request.user, talk_id, may="may_reply")
    summary = summaries(talk)[0]
    form = DisputeForm(request.POST if request.method == "POST" else None, initial={"summary": summary.pk})
    if form.is_valid():
        given = form.cleaned_data | {"summary": form.cleaned_data["summary"] or NONE}
        if attempt(form, actions.dispute_talk, talk=talk, actor=request.user, **given):
            return saved(request, talk, message=_("It goes back, with your words. Nothing counts until you agree."))
    return render_page(request, "plans/consultation/talk_dispute.html", of(talk, stands, form=form, summary=summary))


@require_http_methods(["GET", "POST"])
def need_new(request: Request, talk_id: int) -> HttpResponse:
    """Note what is needed, out of an agreed talk."""
    talk, stands = get_talk(request.user, talk_id, may="may_need")
    form = NeedForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, actions.add_need, talk=talk, actor=request.user, **form.cleaned_data):
        return saved(request, talk, message=_("Noted. Now make a target of it."))
    return render_page(request, "plans/consultation/need_new.html", of(talk, stands, form=form))


@require_http_methods(["GET", "POST"])
def need_link(request: Request, need_id: int) -> HttpResponse:
    """Tie a need to a target that is there already."""
    need, stands = get_need(request.user, need_id)
    targets = Target.objects.open().filter(plan=need.plan).exclude(need_links__need=need)
    targets = list(targets.fetch_mode(models.FETCH_RAISE)[:MOST_TARGETS])
    form = LinkForm(request.POST if request.method == "POST" else None, targets=targets)
    if form.is_valid():
        target = next(target for target in targets if target.pk == form.cleaned_data["target"])
        if attempt(form, actions.answer_need, need=need, target=target, actor=request.user):
            return saved(request, need.talk, message=_("The need has its target."))
    context = of(need.talk, stands, form=form, need=need, has_targets=bool(targets))
    return render_page(request, "plans/consultation/need_link.html", context)


@require_POST
def need_let_go(request: Request, need_id: int) -> HttpResponse:
    """Let go of a need that is none any more."""
    need, _stands = get_need(request.user, need_id)
    said = _("Let go. It stays in the record of the talk.")
    attempt_at_once(request, actions.let_go_need, need=need, actor=request.user, message=said)
    return saved(request, need.talk)
