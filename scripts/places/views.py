"""Pages of places: the board, one place with what may be done now, and each move with its consequence first."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from learnplan.events.models import Event
from learnplan.events.reading import lines
from learnplan.people.models import STAFF, Role, User
from learnplan.people.permissions import provides_for
from learnplan.web.pages import Request, attempt, get_visible, key_in_query, made_or_refused, only, render_page, saved
from learnplan.web.prepared import PreparedList, prepared
from plans.funding.reading import left_to_choose_with
from plans.targets.models import Plan
from plans.targets.permissions import standing_to
from scripts.authoring.models import Script, Step
from scripts.authoring.reading import read_script
from scripts.checking.gates import why_not_ask
from scripts.offers.models import Offer, Place
from scripts.places import actions
from scripts.places.forms import AskForm, OfferPlaceForm, ReasonForm
from scripts.places.moves import BROKER, LEARNER, MOVES, PROVIDER, moves_open_to
from scripts.places.permissions import learners_to_ask_for, may_answer, may_broker, may_broker_place

TABS = {
    "waiting": [Place.State.ASKED, Place.State.HELD, Place.State.OFFERED],
    "taken": [Place.State.ACCEPTED, Place.State.UNDER_WAY],
    "ended": [Place.State.COMPLETED, Place.State.DECLINED, Place.State.WITHDRAWN, Place.State.RELEASED],
}


def _places_of(user: User, show: str):
    rows = Place.objects.filter(state__in=TABS[show])
    if show == "waiting" and user.institutions_as(*STAFF, Role.PROVIDER):
        rows = rows.of_learners_here()
    return rows.listed_for(user).order_by("moved_at", "pk")


def _with_people(places: QuerySet[Place]) -> QuerySet[Place]:
    return places.select_related("offer__provider", "learner", "home").fetch_mode(models.FETCH_RAISE)


@require_GET
def places(request: Request) -> HttpResponse:
    """List the places this person has to do with: their own, their learners', or those asked of their institution."""
    show = request.GET.get("show", "waiting")
    if show not in TABS:
        raise Http404(_("There is no such list of places."))
    words = {"waiting": _("Waiting"), "taken": _("Taken"), "ended": _("Over")}
    rows = PreparedList(_places_of, request.user, show, beside=_with_people)
    context = {
        "page": Paginator(rows, 25).get_page(request.GET.get("page")),
        "tabs": [{"label": words[key], "url": f"?show={key}", "current": key == show} for key in TABS],
        "show": show,
        "is_own": bool(request.user.institutions_as(Role.LEARNER))
        and not request.user.institutions_as(*STAFF, Role.PROVIDER),
        "may_browse": not request.user.institutions_as(Role.PROVIDER) or request.user.institutions_as(*STAFF),
    }
    return render_page(request, "scripts/places/places.html", context)


@require_GET
def place(request: Request, place_id: int) -> HttpResponse:
    """Show one place: where it has got to, what has happened, and what this person may do now."""
    place = _get_place(request.user, place_id)
    sides = _sides(request.user, place)
    is_own, is_provider = place.learner_id == request.user.pk, sides == {PROVIDER}
    plans = [] if is_provider else _plans_of(learner_id=place.learner_id, year=place.offer.year)
    plan = next(iter(plans), None)
    may_read_money = is_provider or (plan is not None and standing_to(request.user, plan).may_read_money)
    context = {
        "place": place,
        "stages": _stages(place),
        "moves": moves_open_to(place.state, sides),
        "history": lines(_history(place_id=place.pk), request.user),
        "may_undo": bool(place.previous_state) and place.moved_by_id == request.user.pk,
        "is_own": is_own,
        "money_words": _money_words(place, is_own=is_own) if may_read_money else "",
        "script": None if is_provider else next(iter(_scripts_of(learner_id=place.learner_id)), None),
        "plan": plan,
    }
    return render_page(request, "scripts/places/place.html", context)


@require_http_methods(["GET", "POST"])
def place_move(request: Request, place_id: int, move: str) -> HttpResponse:
    """Say what one move would mean, and make it."""
    place = _get_place(request.user, place_id)
    if move not in MOVES:
        raise Http404(_("There is no such move."))
    if not _sides(request.user, place) & set(MOVES[move].by):
        raise PermissionDenied(_("This is for somebody else to do."))
    form = _form_of(move, request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(
        form, actions.move_place, place=place, move=move, actor=request.user, **form.cleaned_data
    ):
        return saved(request, "place", place.pk, message=MOVES[move].done)
    is_possible = place.state in MOVES[move].sources
    context = {"place": place, "form": form, "move": MOVES[move], "is_possible": is_possible}
    if move == "accept":
        context["left_pence"] = left_to_choose_with(place.learner_id, place.offer.year)
    return render_page(request, "scripts/places/place_move.html", context)


@require_POST
def place_undo(request: Request, place_id: int) -> HttpResponse:
    """Take back the last move."""
    place = _get_place(request.user, place_id)
    if not _sides(request.user, place):
        raise PermissionDenied(_("This is for somebody else to do."))
    _place, refusal = made_or_refused(actions.undo_move, place=place, actor=request.user)
    if refusal:
        return render_page(request, "scripts/places/refused.html", {"place": place, "why": [refusal]}, status=422)
    return saved(request, "place", place.pk, message=_("Taken back."))


@require_http_methods(["GET", "POST"])
def place_ask(request: Request, offer_id: int) -> HttpResponse:
    """Ask the partner for a place on an offer, for one of this person's learners."""
    offer = get_visible(Offer.objects.visible_to(request.user).with_taken().select_related("provider"), pk=offer_id)
    step = _step_asked_for(request, offer)
    learner_id = step.branch.script.learner_id if step else key_in_query(request, "learner")
    learners = learners_to_ask_for(request.user, learner_id)
    if not request.user.institutions_as(*STAFF):
        raise PermissionDenied(_("Your tutor asks the partner for you. Put the offer in your script first."))
    form = AskForm(request.POST or None, learners=learners, initial={"learner": learner_id})
    if form.is_valid():
        learner = form.cleaned_data["learner"]
        if not may_broker(request.user, learner):
            raise PermissionDenied(_("Only the people who work with this learner can ask for them."))
        given = {"offer": offer, "learner": learner, "step": step, "reason": form.cleaned_data["reason"]}
        if place := attempt(form, actions.ask_place, actor=request.user, **given):
            message = _("Asked. %(provider)s has been told.") % {"provider": offer.provider}
            return saved(request, "place", place.pk, message=message)
    why_not = why_not_ask(read_script(step.branch.script, request.user, is_kept=True), offer, step) if step else []
    context = {"offer": offer, "form": form, "step": step, "has_learners": learners.exists(), "why_not": why_not}
    return render_page(request, "scripts/places/place_ask.html", context)


def _form_of(move: str, data) -> forms.Form:
    """Return the form of a move; one that asks nothing has room for a refusal all the same."""
    if MOVES[move].needs_reason:
        return ReasonForm(data)
    return OfferPlaceForm(data) if move == "offer" else forms.Form(data)


def _get_place(user, place_id) -> Place:
    return only(_places_seen(user, place_id=place_id))


@prepared
def _places_seen(user: User, *, place_id: int):
    rows = Place.objects.visible_to(user).filter(pk=place_id).distinct()
    beside = ("offer__provider", "learner", "home", "step__branch", "promise__reversal")
    return rows.select_related(*beside).fetch_mode(models.FETCH_RAISE)


@prepared
def _history(*, place_id: int):
    events = Event.objects.filter(thing="place", thing_id=place_id).select_related("actor", "on_behalf_of")
    return events.order_by("-at", "-pk")


@prepared
def _scripts_of(*, learner_id: int):
    return Script.objects.filter(learner=learner_id)


@prepared
def _plans_of(*, learner_id: int, year: int):
    return Plan.objects.filter(learner=learner_id, year=year)


def _sides(user, place) -> set[str]:
    """Return which sides of this place the user is on."""
    sides = {LEARNER} if may_answer(user, place) else set()
    if may_broker_place(user, place):
        sides.add(BROKER)
    if provides_for(user, place.offer.provider_id):
        sides.add(PROVIDER)
    return sides


def _stages(place: Place) -> list[dict]:
    """Return the stages a place goes through, as parts/route.html draws them; one that ended stops there."""
    line = [Place.State.ASKED, Place.State.OFFERED, Place.State.ACCEPTED, Place.State.UNDER_WAY, Place.State.COMPLETED]
    if Place.State.HELD in (place.state, place.previous_state):
        line.insert(1, Place.State.HELD)
    ended = place.state not in line
    if ended:
        reached = place.previous_state or Place.State.ASKED
        line = [*line[: line.index(Place.State(reached)) + 1], Place.State(place.state)]
    here = line.index(Place.State(place.state))
    states = ["done"] * here + ["off" if ended else "here"] + ["ahead"] * (len(line) - here - 1)
    return [{"text": capfirst(stage.label), "state": state} for stage, state in zip(line, states, strict=True)]


def _money_words(place: Place, *, is_own: bool) -> str:
    """Say where the price of a place is: promised, given back, or not asked for; `is_own` speaks to the learner."""
    if place.price_pence == 0:
        return _("It costs the fund nothing.")
    if place.promise_id is None:
        if is_own:
            return _("Nothing is promised until you say yes.")
        return _("Nothing is promised until the learner says yes.")
    if hasattr(place.promise, "reversal"):
        return _("It was promised, and has been given back.")
    return _("It is promised to the provider.")


def _step_asked_for(request: Request, offer) -> Step | None:
    step_id = key_in_query(request, "step")
    if step_id is None:
        return None
    steps = Step.objects.filter(branch__script__in=Script.objects.visible_to(request.user), offer=offer)
    return get_object_or_404(
        steps.select_related("branch__script__learner", "branch__script__common_script"), pk=step_id
    )
