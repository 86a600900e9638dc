"""The pages of an agenda: a new question, one question a screen, all of them at once, and opening the answers."""

from collections.abc import Callable

from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from learnplan.web.pages import Request, attempt, attempt_at_once, render_page, saved
from plans.consultation.actions.agenda import add_prompt, answer_prompt, answer_prompts, open_answers, take_back_prompt
from plans.consultation.forms import AnswerForm, AnswersForm, PromptForm
from plans.consultation.models import Talk
from plans.consultation.permissions import TalkStanding, get_prompt, get_talk
from plans.consultation.reading import agenda, ideas_for, item_of
from plans.consultation.views.talks import of
from plans.matrix.rules import AskFirst
from plans.targets.shapes import AskInstead

MOST_EARLIER = 20
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
