"""Pages of what if: paths side by side, what an ending would take, and a branch written once more."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from learnplan.web.pages import Request, attempt, number_of, render_page, saved
from learnplan.years import academic_year, term, term_name
from scripts.authoring.models import Branch
from scripts.authoring.reading import Picture
from scripts.checking.permissions import get_branch, get_picture
from scripts.checking.report import THEIRS, path_of, report_of
from scripts.checking.wording import say
from scripts.comparing.actions import vary_branch
from scripts.comparing.backwards import Back, backwards, elsewhere
from scripts.comparing.chances import Chance, chances
from scripts.comparing.forms import VaryForm
from scripts.comparing.sides import side
from scripts.offers.wording import hours

MOST = 3


@require_safe
def script_compare(request: Request, script_id: int) -> HttpResponse:
    """Show two or three paths side by side: what each gains and gives up against the chosen one, and what it takes."""
    picture, context = get_picture(request, script_id=script_id)
    asked = [picture.by_id.get(number_of(key) or 0) for key in request.GET.getlist("branch")]
    wanted = list(dict.fromkeys(branch for branch in asked if branch))
    too_many = len(wanted) > MOST
    shown = wanted[:MOST] if len(wanted) > 1 else _at_first(picture, wanted)
    base = picture.chosen or picture.trunk
    offers = {step.offer_id: step.offer for branch in shown for step in picture.path(branch) if step.offer}
    known = chances(offers.values())
    context |= {
        "base": base,
        "sides": [_side(picture, branch, base, known) for branch in shown],
        "choices": [(branch, branch in shown) for branch in picture.branches],
        "too_many": too_many,
        "too_few": len(shown) < 2,
        "most": MOST,
    }
    return render_page(request, "scripts/comparing/compare.html", context)


def _at_first(picture: Picture, wanted: list[Branch]) -> list[Branch]:
    """Return what to compare when fewer than two are asked for: the chosen path and those that could be, in order."""
    others = [branch for branch in picture.branches if not branch.is_trunk and not branch.is_set_aside]
    first = [picture.chosen] if picture.chosen else []
    return list(dict.fromkeys([*wanted, *first, *others, picture.trunk]))[:2]


def _side(picture: Picture, branch: Branch, base: Branch, known: dict[int, Chance]) -> dict:
    path, report = path_of(picture, branch), report_of(picture, branch)
    found = side(path, path_of(picture, base), report)
    to_ask = dict.fromkeys(
        step.offer_id
        for step in picture.path(branch)
        if step.offer_id and not step.done_at and not (step.place and step.place.state in THEIRS)
    )
    return {
        "branch": branch,
        "report": report,
        "side": found,
        "is_base": branch == base,
        "until": term_name(*found.until) if found.until else "",
        "busiest": (hours(found.busiest[1]), term_name(*found.busiest[0])) if found.busiest else None,
        "way_hours": hours(found.way.minutes_a_week) if found.way.minutes_a_week else "",
        "chances": [known[offer] for offer in to_ask if offer in known],
    }


@require_safe
def branch_takes(request: Request, branch_id: int) -> HttpResponse:
    """Show what the ending of a branch would take, read back from there to today."""
    branch, picture, context = get_branch(request, branch_id)
    report = report_of(picture, branch)
    today = timezone.localdate()
    rows = backwards(path_of(picture, branch), report, (academic_year(today), term(today)))
    context |= {
        "report": report,
        "rows": [_row(row) for row in rows],
        "crowded": sum(row.is_late and not row.is_planned for row in rows),
        "beside": say(elsewhere(report, rows)),
        "done": sum(step.done_at is not None for step in picture.path(branch)),
        "first": rows[-1].stop if rows else None,
    }
    return render_page(request, "scripts/comparing/takes.html", context)


def _row(row: Back) -> dict:
    """Return what is said of one step: a term that is gone already is no help where nobody planned it."""
    is_said = row.by is not None and (row.is_planned or not row.is_late)
    return {"row": row, "by": term_name(*row.by) if row.by else "", "is_said": is_said, "said": say(row.findings)}


@require_http_methods(["GET", "POST"])
def branch_vary(request: Request, branch_id: int) -> HttpResponse:
    """Write a branch once more under another name, to try something else on it."""
    branch, _picture, context = get_branch(request, branch_id, to_write=True)
    form = VaryForm(request.POST or None)
    if form.is_valid() and (made := attempt(form, vary_branch, branch=branch, actor=request.user, **form.cleaned_data)):
        return saved(request, "branch", made.pk, message=_("“%s” is on the map. Change what you like.") % made)
    return render_page(request, "scripts/comparing/vary.html", context | {"form": form})
