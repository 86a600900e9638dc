"""Pages of the check: one branch in full, and what a step that is being written would add to it."""

from dataclasses import replace

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from learnplan.web.pages import Request, number_of, render_page
from learnplan.years import term_name
from scripts.authoring.models import Branch
from scripts.authoring.reading import Picture
from scripts.checking.check import check_with
from scripts.checking.gates import find_offers, with_facts
from scripts.checking.permissions import get_branch
from scripts.checking.report import CANDIDATE, candidate_of, common_of, money_of, path_of, stop_of
from scripts.checking.shapes import Stop
from scripts.checking.wording import say
from scripts.offers.styles import Style
from scripts.offers.wording import hours

MOST = {"year": 9_999, "term": 3, "lasts": 9, "minutes_a_week": 10_080}


@require_safe
def branch_check(request: Request, branch_id: int) -> HttpResponse:
    """Show the check of one branch in full: findings, which step covers what, hours a week, what it costs.

    With the fields of a step in the query (a `style` at least) it also says what that step would add, which is the
    part that the form of a step asks for at each change. `step` is the key of the one that is being changed.
    """
    branch, picture, context = get_branch(request, branch_id)
    report = context["report"]
    most = report.most_minutes_a_week
    context["load"] = [
        (term_name(*term), hours(minutes), most is not None and minutes > most) for term, minutes in report.load.items()
    ]
    if request.GET.get("style") in Style.values and context["may_write"]:
        context |= _tried(picture, branch, request.GET)
    return render_page(request, "scripts/checking/branch_check.html", context, part="would")


def _tried(picture: Picture, branch: Branch, fields: QueryDict) -> dict:
    """Return what the page says of a step as it is being written, however much of it makes sense so far."""
    step = next((each for each in branch.own_steps if str(each.pk) == fields.get("step")), None)
    stop, found = Stop(key=CANDIDATE, title=""), []
    if step is not None:
        stop = stop_of(picture, step)
    elif (offer := number_of(fields.get("offer", ""))) is not None:
        offers = find_offers(picture.script.learner, "").filter(pk=offer)
        found = [each.check_facts for each in with_facts(offers, picture.script)]
        stop = candidate_of(picture, found[0]) if found else stop
    style = str(fields["style"])
    covers = {number for text in fields.getlist("covers") if (number := number_of(text))}
    covers |= stop.covers if stop.offer or stop.common_item else set()
    stop = replace(
        stop,
        title=fields.get("title") or stop.title or str(Style(style).label),
        style=style,
        year=_number(fields, "year"),
        term=_number(fields, "term"),
        lasts=_number(fields, "lasts") or stop.lasts,
        minutes_a_week=_number(fields, "minutes_a_week") or stop.minutes_a_week,
        covers=frozenset(covers),
    )
    path, place = path_of(picture, branch), number_of(fields.get("position", ""))
    at = None if place is None else len(path) - max(len(branch.own_steps) - place, 0)
    adds = check_with(path, stop, common_of(picture, found), money_of(picture), at=at)
    return {"is_tried": True, "would": say(adds), "step": step}


def _number(fields: QueryDict, name: str) -> int | None:
    """Return a field as a number from 1; None for nothing and for nonsense."""
    number = number_of(fields.get(name, "")) or 0
    return number if 0 < number <= MOST[name] else None
