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
    "learner": (_("By learner"), ("family", "given", "of", *IN_ORDER)),
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
        rows = rows.annotate(family=_name("family"), given=_name("given"), of=Coalesce("learner_id", 0))
    page = page_after(rows, request.GET.get("after", ""), by=ORDERS[by][1], size=SIZE)
    helps = bool(user.institutions_as(*HELPERS))
    context = {
        "page": page,
        "entries": [
            {"need": need, "group": _group(row, by)} for row, need in zip(page.rows, told(page.rows), strict=True)
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


def _group(row: Waiting, by: str) -> tuple[str, int | None]:
    """Return the heading under which the row stands, "" for none, and whose it is: two may have one name."""
    if by == "learner":
        return str(row.learner or _("Of no learner")), row.learner_id
    return str(SOURCES[row.kind].heading) if by == "kind" else "", None


def _name(part: str) -> Coalesce:
    return Coalesce(F(f"learner__{part}_name"), Value(""), output_field=TextField())
