"""All that waits for the reader, in one list: what is due first, by kind or by learner."""

from django.db.models import F, TextField, Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from learnplan.people.models import Role
from learnplan.waiting.models import Waiting
from learnplan.waiting.reading import told, waiting_for
from learnplan.waiting.shapes import SOURCES
from learnplan.web.pages import Request, render_page
from learnplan.web.paging import page_after

SIZE = 50
IN_ORDER = ("soon", "since", "pk")
ORDERS = {
    "due": (_("What is due first"), IN_ORDER),
    "kind": (_("By kind"), ("kind", *IN_ORDER)),
    "learner": (_("By learner"), ("family", "given", *IN_ORDER)),
}
HELPERS = (Role.TEACHER, Role.ADVOCATE)


@require_GET
def waiting(request: Request) -> HttpResponse:
    """Show all that waits for the reader, in the order asked for (`?by=`), page by page."""
    user = request.user
    by = request.GET.get("by", "")
    by = by if by in ORDERS else "due"
    rows = waiting_for(user)
    if by == "learner":
        rows = rows.annotate(family=_name("family"), given=_name("given"))
    page = page_after(rows, request.GET.get("after", ""), by=ORDERS[by][1], size=SIZE)
    helps = bool(user.institutions_as(*HELPERS))
    context = {
        "page": page,
        "entries": [
            {"need": need, "heading": _heading(row, by)} for row, need in zip(page.rows, told(page.rows), strict=True)
        ],
        "by": by,
        "tabs": [
            {"url": f"?by={name}", "label": label, "current": name == by}
            for name, (label, _fields) in ORDERS.items()
            if helps or name != "learner"
        ],
        "may_answer_many": helps,
    }
    return render_page(request, "waiting/waiting.html", context)


def _heading(row: Waiting, by: str) -> str:
    if by == "kind":
        return str(SOURCES[row.kind].heading)
    return str(row.learner or _("Of no learner")) if by == "learner" else ""


def _name(part: str) -> Coalesce:
    return Coalesce(F(f"learner__{part}_name"), Value(""), output_field=TextField())
