"""The pages of an act on many: choose, look at exactly what will happen, do it, read the report."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from learnplan.people.models import Role
from learnplan.web.pages import Request, attempt, get_visible, number_of, render_page, saved
from plans.reviewing.actions.bulk import do_bulk, prepare_bulk
from plans.reviewing.bulk import CHOICES, MOST, Kind, rows_of
from plans.reviewing.forms import BulkForm, levels
from plans.reviewing.models import BulkAct
from plans.targets.models import Level


@require_http_methods(["GET", "POST"])
def review_new(request: Request) -> HttpResponse:
    """Show all that waits for an answer, longest first, to choose from; keep the choice for a look."""
    if not request.user.institutions_as(Role.TEACHER, Role.ADVOCATE):
        raise PermissionDenied
    choice = CHOICES.get(request.GET.get("of", ""), CHOICES["targets"])
    kinds: list = [(kind, Kind(kind).label) for kind in choice.kinds]
    form = BulkForm(request.POST or None, kinds=kinds, has_levels=choice.has_levels)
    if form.is_valid():
        said, items = form.cleaned_data, chosen(request.POST, form.cleaned_data.get("level"))
        if bulk := attempt(form, prepare_bulk, kind=said["kind"], words=said["words"], items=items, actor=request.user):
            return saved(request, bulk)
    is_all = request.GET.get("tick") == "all"
    ticked = {item["key"]: item["level"] for item in chosen(request.POST)}
    rows = []
    for row, why in choice.rows(request.user):
        row.level = ticked.get(row.key)
        rows.append({"row": row, "why": why, "is_ticked": is_all or row.key in ticked})
    context = {
        "form": form,
        "choice": choice,
        "tabs": [{"url": f"?of={c.name}", "label": c.label, "current": c == choice} for c in CHOICES.values()],
        "rows": rows[:MOST],
        "most": MOST,
        "has_more": len(rows) > MOST,
        "levels": levels() if choice.has_levels else [],
    }
    return render_page(request, "plans/reviewing/review_new.html", context)


@require_http_methods(["GET", "POST"])
def review(request: Request, bulk_id: int) -> HttpResponse:
    """Show what an act on many will do and what is refused, or once it is done its report; do it."""
    bulk = get_visible(BulkAct.objects.visible_to(request.user), pk=bulk_id)
    if request.method == "POST":
        do_bulk(bulk=bulk, actor=request.user)
        return saved(request, bulk, message=_("Done. The report is below."))
    if bulk.done_at:
        done = [line for line in bulk.report if not line["why"]]
        refused = [line for line in bulk.report if line["why"]]
        context = {"bulk": bulk, "done": done, "refused": refused}
        return render_page(request, "plans/reviewing/review_report.html", context)
    rows = rows_of(bulk.kind, bulk.items, request.user)
    context = {"bulk": bulk, "will": [row for row in rows if not row.why], "refused": [row for row in rows if row.why]}
    return render_page(request, "plans/reviewing/review_look.html", context)


def chosen(data: QueryDict, for_rest: int | None = None) -> list[dict]:
    """Return the ticked rows of a form as {"key", "level"}; nonsense counts as not ticked, or as no level."""
    keys = [key for text in data.getlist("item") if (key := number_of(text)) is not None]
    return [{"key": key, "level": _level(data.get(f"level-{key}", "")) or for_rest} for key in keys]


def _level(text: str) -> int | None:
    return int(text) if text in map(str, Level.values) else None
