"""Pages of a script as a map, as a list, and by term, where a step is moved to another term; and of one branch."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from learnplan.events.reading import lines
from learnplan.web.pages import Request, attempt, key_in_query, render_page
from learnplan.years import current_year, terms_after
from scripts.authoring.models import Branch
from scripts.authoring.reading import Picture, history_of
from scripts.checking.permissions import get_branch, get_picture
from scripts.checking.report import report_of
from scripts.editing.actions.order import move_to_term
from scripts.editing.views.answering import written
from scripts.mapping.drawing import draw
from scripts.mapping.forms import MoveForm
from scripts.mapping.grid import lay_grid, slots_of
from scripts.mapping.markup import tables
from scripts.mapping.markup.grid import Column, GridPen, slot_words
from scripts.mapping.shapes import ScriptFacts
from scripts.mapping.wording import tell, tell_branch


@require_safe
def script(request: Request, script_id: int) -> HttpResponse:
    """Show the script as a map, with the steps of one branch: the one asked for, or the chosen one."""
    picture, context = get_picture(request, script_id=script_id)
    branch = picture.by_id.get(key_in_query(request, "branch") or 0) or picture.chosen or picture.trunk
    facts = tell(picture, is_mine=context["is_mine"])
    _branch, head, rows, report = _listed(picture, [branch], facts, context)[0]
    context |= {
        "branch": branch,
        "head": head,
        "rows": rows,
        "report": report,
        "drawing": draw(picture, facts, title=_("Map of the script")),
        "tab": "map",
    }
    return render_page(request, "scripts/mapping/script.html", context)


@require_safe
def script_list(request: Request, script_id: int) -> HttpResponse:
    """Show the script as a plain list: the same branches, steps and acts as the map."""
    picture, context = get_picture(request, script_id=script_id)
    facts = tell(picture, is_mine=context["is_mine"])
    context |= {"listed": _listed(picture, picture.branches, facts, context), "tab": "list"}
    return render_page(request, "scripts/mapping/script_list.html", context)


@require_safe
def branch(request: Request, branch_id: int) -> HttpResponse:
    """Show one branch: how the path gets there, its own steps, and what can be done with it."""
    branch, picture, context = get_branch(request, branch_id)
    reader = tables.Reader(context["may_write"], context["is_mine"], picture.script.pk)
    context |= {
        "rows": tables.step_rows(tell_branch(picture, branch, is_mine=context["is_mine"]), reader),
        "before": picture.before(branch),
        "events": lines(history_of(picture.script, branch), request.user),
    }
    return render_page(request, "scripts/mapping/branch.html", context)


def _listed(picture: Picture, branches: list[Branch], facts: ScriptFacts, context: dict) -> list[tuple]:
    """Return, for each branch, what its card shows: the branch, the words under its name, its rows, its check."""
    reader = tables.Reader(context["may_write"], context["is_mine"], picture.script.pk)
    told = {each.key: each for each in facts.branches}
    return [
        (branch, tables.head(told[branch.pk]), tables.step_rows(told[branch.pk], reader), report_of(picture, branch))
        for branch in branches
    ]


@require_http_methods(["GET", "POST"])
def script_grid(request: Request, script_id: int) -> HttpResponse:
    """Show the chosen path by term, beside the branches that are asked for; move a step to another term."""
    picture, context = get_picture(request, script_id=script_id)
    if request.method == "POST" and not context["may_write"]:
        raise PermissionDenied
    shown = _shown(picture, request.GET.getlist("branch"))
    facts = tell(picture, is_mine=context["is_mine"])
    paths = [[facts.steps[step.pk] for step in picture.path(branch)] for branch in shown]
    slots = slots_of(paths, current_year(), [slot for branch in shown for slot in report_of(picture, branch).load])
    further = [terms_after(slots[0][0], 1, -1), *slots, terms_after(slots[-1][0], 3, 1)]
    form = MoveForm(request.POST if request.method == "POST" else None, picture=picture, facts=facts, slots=further)
    if form.is_valid() and attempt(form, move_to_term, step=form.moved, actor=request.user, **form.when):
        year, to = form.when["year"], form.when["term"] or 0
        said = {"step": form.moved, "term": slot_words((year, to)) if year else _("no term")}
        words = _("“%(step)s” is in %(term)s now.") % said
        return written(request, request.get_full_path(), script=picture.script, message=words)
    context |= {"form": form, "shown": shown, "tab": "grid", **_drawn(picture, facts, shown, paths, slots, context)}
    return render_page(request, "scripts/mapping/script_grid.html", context)


def _shown(picture: Picture, asked: list[str]) -> list[Branch]:
    """Return the branches to show: the chosen path, or the trunk, and those asked for."""
    first = picture.chosen or picture.trunk
    return [first, *(branch for branch in picture.branches if branch is not first and str(branch.pk) in asked)]


def _drawn(picture: Picture, facts: ScriptFacts, shown: list[Branch], paths: list, slots: list, context: dict) -> dict:
    """Return what the page shows: for each path its heading and columns, the rows, and the steps without a year."""
    told = {branch.key: branch for branch in facts.branches}
    columns = [
        Column(told[branch.pk], lay_grid(path, slots, report_of(picture, branch).load))
        for branch, path in zip(shown, paths, strict=True)
    ]
    pen = GridPen(
        slots,
        most=picture.script.common_script.most_minutes_a_week,
        may_write=context["may_write"],
        branch_of={step.key: branch.key for branch in facts.branches for step in branch.steps},
    )
    unplaced = {step.key: step for column in columns for step in column.grid.unplaced}
    return {
        "heads": [
            (branch, column.grid.width + 1, tables.head(column.branch), report_of(picture, branch))
            for branch, column in zip(shown, columns, strict=True)
        ],
        "rows": pen.rows(columns),
        "unplaced": pen.listed(unplaced.values()),
        "most": pen.most,
        "others": [branch for branch in picture.branches if branch is not shown[0]],
    }
