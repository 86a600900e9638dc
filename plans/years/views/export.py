"""Taking a plan away: on paper, as a PDF, and all of it as JSON or as a page to read."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.template.loader import get_template
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from learnplan.people.models import User
from learnplan.web.pages import Request, render_page
from learnplan.years import year_name
from plans.targets.models import Level, Plan, Target
from plans.targets.permissions import get_plan
from plans.years import export
from plans.years.export import LABELS, PARTS, Part, facts_of, rows_of
from plans.years.models import Signature, Signer
from plans.years.paper import paper_of
from plans.years.pdf import pdf_of


@require_GET
def plan_page(request: Request, plan_id: int) -> HttpResponse:
    """Show the plan as one sheet, for the browser to print."""
    plan, stands = get_plan(request.user, plan_id)
    paper = paper_of(plan, stands)
    return render_page(request, "plans/years/page.html", {"plan": plan, "paper": paper, "labels": paper["labels"]})


@require_GET
def plan_pdf(request: Request, plan_id: int) -> HttpResponse:
    """Give the same sheet as a PDF."""
    plan, stands = get_plan(request.user, plan_id)
    response = HttpResponse(pdf_of(paper_of(plan, stands)), content_type="application/pdf")
    name = slugify(f"plan {plan.learner} {plan.year_name.replace('/', ' ')}") or f"plan-{plan.pk}"
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


ONE_BY_ONE = ("talks", "evidence", "encouragements", "asked")


@require_GET
def plan_export(request: Request, plan_id: int) -> HttpResponse:
    """Say what can be taken away, and lead to it."""
    plan = _own(request, plan_id)
    return render_page(request, "plans/years/export.html", {"plan": plan})


@require_GET
def plan_export_json(request: Request, plan_id: int, more: tuple[Part, ...] = ()) -> StreamingHttpResponse:
    """Give all plans and their history as JSON; `more` are the parts of rooms above."""
    plan = _own(request, plan_id)
    return _file(plan, "json", "application/json", export.as_json(plan.learner, (*PARTS, *more)))


@require_GET
def plan_export_html(request: Request, plan_id: int, more: tuple[Part, ...] = ()) -> StreamingHttpResponse:
    """Give the same as one page that needs nothing else to be read."""
    plan = _own(request, plan_id)
    others = [part for part in PARTS if part.name in ONE_BY_ONE]
    return _file(plan, "html", "text/html; charset=utf-8", as_html(plan.learner, (*others, *more)))


def as_html(learner: User, others: Iterable[Part]) -> Iterator[str]:
    """Yield the page in pieces: the years with their targets, the `others` row by row, and the history."""
    page = {"about": export.about(learner), "learner": learner, "lang": get_language() or "en"}
    begin, between, end = re.split("<!-- [a-z ]+ -->", get_template("plans/years/export/page.html").render(page))
    yield begin
    said, names = list(export.purposes(learner)), list(export.signatures(learner))
    one, other = get_template("plans/years/export/plan.html"), get_template("plans/years/export/target.html")
    by_plan = groupby(export.targets(learner).iterator(chunk_size=50), key=lambda row: row["plan_id"])
    key, rows = next(by_plan, (None, iter(())))
    for plan in export.plans(learner):
        own = {"purposes": [row for row in said if row["plan_id"] == plan["id"]]}
        own["signatures"] = [_named(row) for row in names if row["plan_id"] == plan["id"]]
        yield one.render({"plan": plan, "year": year_name(plan["year"]), **own})
        if key == plan["id"]:
            for row in rows:
                yield other.render({"target": _worded(row)})
            key, rows = next(by_plan, (None, iter(())))
    yield from _others(learner, others)
    yield between
    line = get_template("plans/years/export/line.html")
    for row in export.history(learner):
        yield line.render({"line": row})
    yield end


def _others(learner: User, parts: Iterable[Part]) -> Iterator[str]:
    heading, one = get_template("plans/years/export/part.html"), get_template("plans/years/export/row.html")
    nothing = get_template("plans/years/export/nothing.html")
    for part in parts:
        yield heading.render({"label": part.label})
        labels, is_empty = {**part.labels, **LABELS, **part.labels}, True
        for row in rows_of(part, learner):
            is_empty = False
            yield one.render({"facts": facts_of(row, labels, part.codes)})
        if is_empty:
            yield nothing.render()


def _worded(row: dict) -> dict:
    """Return a target with its state and levels in words."""
    said = [one | {"words": Level(one["level"]).label} for one in row["said"]]
    rated = [one | {"words": Level(one["level"]).label} for one in row["rated"]]
    return row | {"state": Target.State(row["state"]).label, "said": said, "rated": rated}


def _named(row: dict) -> dict:
    return row | {"kind": Signature.Kind(row["kind"]).label, "role": Signer(row["role"]).label}


def _own(request: Request, plan_id: int) -> Plan:
    """Return the plan; 404 if it is not the reader's to see, 403 if it is another's."""
    plan, stands = get_plan(request.user, plan_id)
    if not stands.is_learner:
        raise PermissionDenied
    return plan


def _file(plan: Plan, ending: str, content_type: str, pieces: Iterator[str]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=content_type)
    name = slugify(f"learnplan {plan.learner}") or "learnplan"
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response["Cache-Control"] = "no-store"
    return response
