"""Pages of the alternatives of a step, those its framework has too, and of what the ending of a branch asks."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from learnplan.web.pages import Request, attempt, get_visible, made_or_refused, number_of, render_page
from scripts.authoring.models import Branch, EndingAsk, Script, StepOption
from scripts.checking.gates import adds_of_options, find_offers
from scripts.checking.permissions import get_branch, get_step
from scripts.editing.actions.choices import GONE, MOST_OPTIONS, add_options, pick_option, rank_options, take_option_off
from scripts.editing.actions.endings import meet_ask, set_asks
from scripts.editing.forms.branches import AsksForm
from scripts.editing.forms.steps import OptionForm, VariantsForm
from scripts.editing.views.answering import written
from scripts.editing.views.order import position_of
from scripts.frameworks.reading import title_of, variants_of
from scripts.offers.styles import Style

OFFERS_A_PAGE = 5
NOT_OPEN = gettext_lazy("That offer is not open to you any more. Look for another one.")


@require_http_methods(["GET", "POST"])
def step_options(request: Request, step_id: int) -> HttpResponse:
    """Show what a step could be, in the learner's order, and write one more down."""
    step, _branch, picture, context = get_step(request, step_id)
    learner = request.user if context["is_mine"] else picture.script.learner
    asked = request.POST.get("offer", "")
    offer = find_offers(learner, "").filter(pk=number_of(asked) or 0).first() if asked else None
    if asked and offer is None:
        return _options_page(request, context, NOT_OPEN)
    form = OptionForm(None if offer else request.POST or None, initial={"style": step.style}, picture=picture)
    added, refusal = None, ""
    if offer:
        added, refusal = made_or_refused(add_options, step=step, options=[{"offer": offer}], actor=request.user)
    elif form.is_valid():
        added = attempt(form, add_options, step=step, options=[form.option()], actor=request.user)
    if added:
        message = _("“%(option)s” is one of the things it could be.") % {"option": added[0]}
        return written(request, "step_options", step.pk, script=picture.script, message=message)
    return _options_page(request, context, refusal, form)


def _options_page(
    request: Request, context: dict, refusal: str | Promise = "", form: OptionForm | None = None
) -> HttpResponse:
    step, picture, words = context["step"], context["picture"], request.GET.get("q", "")
    form = form or OptionForm(initial={"style": step.style}, picture=picture)
    learner = request.user if context["is_mine"] else picture.script.learner
    offers = find_offers(learner, words).exclude(pk__in=[row.offer_id for row in step.option_rows if row.offer_id])
    page = Paginator(offers, OFFERS_A_PAGE).get_page(request.GET.get("page"))
    adds, options = adds_of_options(picture, step), []
    for row in step.option_rows:
        hours, found = f"{(row.minutes_a_week or 0) / 60:g}", adds[row.key]
        options.append((row, Style(row.style).label, hours, found, any(said.finding.blocks for said in found)))
    context |= {"form": form, "options": options, "words": words, "page": page, "refusal": refusal}
    return render_page(request, "scripts/editing/options.html", context, part="offers", status=422 if refusal else None)


@require_POST
def step_pick(request: Request, step_id: int) -> HttpResponse:
    """Pick one of a step's alternatives, or open the choice again."""
    step, branch, picture, context = get_step(request, step_id)
    asked = request.POST.get("option", "")
    option = _option(step, asked)
    if asked and option is None:
        return _options_page(request, context, GONE)
    after, refusal = made_or_refused(pick_option, step=step, option=option, actor=request.user)
    if refusal:
        return _options_page(request, context, refusal)
    words = _("It is “%(step)s” now.") if option else _("The choice is open again: “%(step)s”.")
    return written(request, "branch", branch.pk, script=picture.script, message=words % {"step": after})


@require_POST
def step_option(request: Request, step_id: int) -> HttpResponse:
    """Put one of a step's alternatives at another rank, or take it off."""
    step, _branch, picture, context = get_step(request, step_id)
    option = _option(step, request.POST.get("option", ""))
    if option is None:
        return _options_page(request, context, GONE)
    to = request.POST.get("to", "")
    keys = [row.key for row in step.option_rows]
    at = keys.index(option.pk)
    place = position_of(to, at)
    if to == "off":
        _nothing, refusal = made_or_refused(take_option_off, step=step, option=option, actor=request.user)
        message = _("“%(option)s” is off the list.")
    elif place is None:
        return _options_page(request, context, GONE)
    else:
        keys.insert(place, keys.pop(at))
        _rows, refusal = made_or_refused(rank_options, step=step, order=keys, actor=request.user)
        message = _("“%(option)s” has another place.")
    if refusal:
        return _options_page(request, context, refusal)
    return written(request, "step_options", step.pk, script=picture.script, message=message % {"option": option})


def _option(step, asked: str) -> StepOption | None:
    return StepOption.objects.filter(step=step, pk=number_of(asked) or 0).first()


@require_http_methods(["GET", "POST"])
def branch_ending(request: Request, branch_id: int) -> HttpResponse:
    """Write down what the ending of a branch asks, and see what meets it."""
    branch, picture, context = get_branch(request, branch_id, to_write=True)
    form = _asks_form(request.POST or None, branch)
    if form.is_valid():
        rows = attempt(form, set_asks, "asks", branch=branch, asks=form.lines(), actor=request.user)
        if rows is not None:
            message = _("Written down. Say which step meets each.")
            return written(request, "branch_ending", branch.pk, script=picture.script, message=message)
    return _ending_page(request, branch, picture, context, form)


def _asks_form(data, branch: Branch) -> AsksForm:
    return AsksForm(data, initial={"asks": "\n".join(row.words for row in branch.ask_rows)})


def _ending_page(request: Request, branch: Branch, picture, context: dict, form: AsksForm, refusal: str = ""):
    context |= {"form": form, "path": picture.path(branch), "refusal": refusal}
    return render_page(request, "scripts/editing/ending.html", context, status=422 if refusal else None)


@require_POST
def ask_meet(request: Request, ask_id: int) -> HttpResponse:
    """Say which step meets one thing that an ending asks, or that none does yet."""
    seen = Script.objects.visible_to(request.user)
    ask = get_visible(EndingAsk.objects.filter(branch__script__in=seen), pk=ask_id)
    branch, picture, context = get_branch(request, ask.branch_id, to_write=True)
    asked = request.POST.get("step", "")
    step = next((each for each in picture.all_steps if str(each.pk) == asked), None)
    if asked and step is None:
        refusal = _("That step is not there any more. Choose another one.")
    else:
        _met, refusal = made_or_refused(meet_ask, ask=ask, step=step, actor=request.user)
    if refusal:
        return _ending_page(request, branch, picture, context, _asks_form(None, branch), refusal)
    message = _("“%(step)s” meets “%(words)s”.") if step else _("Nothing meets “%(words)s” yet.")
    message %= {"step": step, "words": ask}
    return written(request, "branch_ending", branch.pk, script=picture.script, message=message)


@require_http_methods(["GET", "POST"])
def step_variants(request: Request, step_id: int) -> HttpResponse:
    """Show the variants of what the step counts for, and put those that are chosen behind its alternatives."""
    step, _branch, picture, context = get_step(request, step_id)
    there = {row.item_id for row in step.option_rows}
    variants = variants_of(step.cover_ids)
    fresh = {variant.pk: variant for variant in variants if variant.pk not in there}
    room = MOST_OPTIONS - len(step.option_rows)
    choices = [(key, title_of(variant)) for key, variant in fresh.items()]
    form = VariantsForm(request.POST if request.method == "POST" else None, choices=choices, room=room)
    if form.is_valid():
        chosen = [fresh[key] for key in fresh if key in form.cleaned_data["variants"]]
        if attempt(
            form,
            add_options,
            step=step,
            options=[{"title": title_of(variant), "item": variant} for variant in chosen],
            actor=request.user,
        ):
            count = len(step.option_rows) + len(chosen)
            words = ngettext(
                "“%(step)s” can be done in %(count)s way now.", "“%(step)s” can be done in %(count)s ways now.", count
            )
            message = words % {"step": step.title, "count": count}
            return written(request, "step_options", step.pk, script=picture.script, message=message)
    context |= {
        "form": form,
        "fresh": choices,
        "there": [title_of(variant) for variant in variants if variant.pk in there],
        "most": MOST_OPTIONS,
        "is_tight": len(choices) > room,
    }
    return render_page(request, "scripts/editing/step_variants.html", context)
