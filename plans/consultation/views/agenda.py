"""The pages of what is said in a talk: its questions and answers, the summary and the word on it, needs and targets."""

from collections.abc import Callable

from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from learnplan.web.pages import Request, attempt, attempt_at_once, number_of, render_page, saved
from plans.consultation.actions.agenda import add_prompt, answer_prompt, answer_prompts, open_answers, take_back_prompt
from plans.consultation.actions.outcome import add_need, agree_talk, answer_need, dispute_talk, let_go_need, summarise
from plans.consultation.forms import AnswerForm, AnswersForm, DisputeForm, LinkForm, NeedForm, PromptForm, SummaryForm
from plans.consultation.models import Talk
from plans.consultation.permissions import TalkStanding, get_need, get_prompt, get_talk
from plans.consultation.reading import agenda, ideas_for, item_of, summaries
from plans.consultation.views.talks import of
from plans.matrix.rules import AskFirst
from plans.targets.models import Target
from plans.targets.shapes import AskInstead

MOST_EARLIER, MOST_TARGETS = 20, 60
NONE = 0  # the key of no summary: a page that names none has read none
# What a question of this address starts from (`?about=`), as initial values of its form.
type StartPrompt = Callable[[Request, Talk, TalkStanding], dict[str, str]]


@require_http_methods(["GET", "POST"])
def prompt_new(request: Request, talk_id: int, *, ask: AskInstead, start: StartPrompt) -> HttpResponse:
    """Put a question on the agenda: one's own, one of the ideas, or what a room above talks has to `start` from."""
    talk, stands = get_talk(request.user, talk_id, may="may_prepare")
    initial = start(request, talk, stands) if request.method == "GET" else {}
    form = PromptForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            if attempt(form, add_prompt, None, AskFirst, talk=talk, actor=request.user, **form.cleaned_data):
                return saved(request, talk, message=_("Your question is on the agenda."))
        except AskFirst as first:
            return ask(request, first.act, talk.plan, {"talk": talk.pk, **form.cleaned_data})
    asked = set(talk.prompts.values_list("words", flat=True))
    context = of(talk, stands, form=form, ideas=ideas_for(is_learner=stands.is_learner, asked=asked))
    return render_page(request, "plans/consultation/prompt_new.html", context)


@require_POST
def prompt_take_back(request: Request, prompt_id: int) -> HttpResponse:
    """Take one's own question off the agenda."""
    prompt, _stands = get_prompt(request.user, prompt_id)
    said = _("The question is off the agenda.")
    attempt_at_once(request, take_back_prompt, prompt=prompt, actor=request.user, message=said)
    return saved(request, prompt.talk)


@require_http_methods(["GET", "POST"])
def prompt(request: Request, prompt_id: int) -> HttpResponse:
    """Show one question on a screen of its own, and take what the learner says; then on to the next."""
    prompt, stands = get_prompt(request.user, prompt_id)
    items = agenda(stands, request.user)
    here, before, after = item_of(items, prompt)
    if not here.may_answer:
        return redirect(prompt.talk)
    data = request.POST if request.method == "POST" else None
    form = AnswerForm(data, initial={"words": here.said.words if here.said else ""})
    form.fields["words"].label = _("My answer") if stands.is_learner else _("What they say, in their words")
    if form.is_valid() and attempt(form, answer_prompt, prompt=prompt, actor=request.user, **form.cleaned_data):
        return saved(request, after.prompt if after and stands.is_learner else prompt.talk, message=_("Saved."))
    earlier = []
    if stands.is_learner and here.said and here.said.times > 1:
        rows = prompt.answers.select_related("author").fetch_mode(models.FETCH_RAISE)
        earlier = list(rows[1:MOST_EARLIER])
    context = of(prompt.talk, stands, form=form, items=items, here=here, before=before, after=after, earlier=earlier)
    return render_page(request, "plans/consultation/prompt.html", context)


@require_http_methods(["GET", "POST"])
def talk_answers(request: Request, talk_id: int) -> HttpResponse:
    """Show all questions at once, and take what the learner says to them."""
    talk, stands = get_talk(request.user, talk_id, may="may_answer")
    items = agenda(stands, request.user)
    form = AnswersForm(request.POST if request.method == "POST" else None, items=items)
    if form.is_valid() and attempt(form, answer_prompts, talk=talk, said=form.said(), actor=request.user) is not None:
        return saved(request, talk, message=_("Your answers are saved."))
    return render_page(request, "plans/consultation/talk_answers.html", of(talk, stands, form=form, items=items))


@require_POST
def talk_open(request: Request, talk_id: int) -> HttpResponse:
    """Open the learner's answers to the adult, and lead on to the first question if they start together."""
    talk, stands = get_talk(request.user, talk_id, may="may_open")
    said = _("%(who)s can read your answers now.") % {"who": talk.adult.get_short_name()}
    is_open = attempt_at_once(request, open_answers, talk=talk, actor=request.user, message=said)
    first = agenda(stands, request.user)[:1] if is_open and "together" in request.POST else []
    return saved(request, first[0].prompt if first else talk)


@require_http_methods(["GET", "POST"])
def talk_summary(request: Request, talk_id: int) -> HttpResponse:
    """Show the learner's words first, and take what the adult understood."""
    talk, stands = get_talk(request.user, talk_id, may="may_summarise")
    written = summaries(talk)
    form = SummaryForm(
        request.POST if request.method == "POST" else None, initial={"words": written[0].words if written else ""}
    )
    if form.is_valid() and attempt(form, summarise, talk=talk, actor=request.user, **form.cleaned_data):
        return saved(request, talk, message=_("The summary is with the learner. It counts when they agree."))
    context = of(talk, stands, form=form, items=agenda(stands, request.user), last=written[0] if written else None)
    return render_page(request, "plans/consultation/talk_summary.html", context)


@require_POST
def talk_agree(request: Request, talk_id: int) -> HttpResponse:
    """Agree with the summary that was on the page."""
    talk, _stands = get_talk(request.user, talk_id, may="may_reply")
    read = number_of(request.POST.get("summary", "")) or NONE
    said = _("Agreed. Now say what you need.")
    attempt_at_once(request, agree_talk, talk=talk, actor=request.user, summary=read, message=said)
    return saved(request, talk)


@require_http_methods(["GET", "POST"])
def talk_dispute(request: Request, talk_id: int) -> HttpResponse:
    """Say what is not right in the summary; it goes back."""
    talk, stands = get_talk(request.user, talk_id, may="may_reply")
    summary = summaries(talk)[0]
    form = DisputeForm(request.POST if request.method == "POST" else None, initial={"summary": summary.pk})
    if form.is_valid():
        given = form.cleaned_data | {"summary": form.cleaned_data["summary"] or NONE}
        if attempt(form, dispute_talk, talk=talk, actor=request.user, **given):
            return saved(request, talk, message=_("It goes back, with your words. Nothing counts until you agree."))
    return render_page(request, "plans/consultation/talk_dispute.html", of(talk, stands, form=form, summary=summary))


@require_http_methods(["GET", "POST"])
def need_new(request: Request, talk_id: int) -> HttpResponse:
    """Note what is needed, out of an agreed talk."""
    talk, stands = get_talk(request.user, talk_id, may="may_need")
    form = NeedForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, add_need, talk=talk, actor=request.user, **form.cleaned_data):
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
        if attempt(form, answer_need, need=need, target=target, actor=request.user):
            return saved(request, need.talk, message=_("The need has its target."))
    context = of(need.talk, stands, form=form, need=need, has_targets=bool(targets))
    return render_page(request, "plans/consultation/need_link.html", context)


@require_POST
def need_let_go(request: Request, need_id: int) -> HttpResponse:
    """Let go of a need that is none any more."""
    need, _stands = get_need(request.user, need_id)
    said = _("Let go. It stays in the record of the talk.")
    attempt_at_once(request, let_go_need, need=need, actor=request.user, message=said)
    return saved(request, need.talk)
