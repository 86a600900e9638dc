"""The learners of one adult, with what each needs: by what waits longest or by name, page by page."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from learnplan.people.models import Bond, Role
from learnplan.web.pages import Request, render_page
from learnplan.web.paging import page_after
from learnplan.years import current_year, year_name
from plans.reviewing.reading import STANDING_IN, BesideCases, cases_of, learners_of, only_waiting, with_case

SIZE = 50
MAY_HAVE_LEARNERS = (Role.TEACHER, Role.ADVOCATE, Role.ADMINISTRATOR, Role.CARER)
MAY_ANSWER = (Role.TEACHER, Role.ADVOCATE)
BY_NAME = ("family_name", "given_name", "pk")
SORTS = {"waiting": ("waits_since", *BY_NAME), "name": BY_NAME}
TIES = {
    "": _("All of them"),
    Bond.Kind.TUTOR: _("as their tutor"),
    Bond.Kind.ADVOCATE: _("as their advocate"),
    STANDING_IN: _("standing in"),
    Bond.Kind.CARER: _("as their carer"),
}


@require_GET
def caseload(request: Request, *, beside: BesideCases) -> HttpResponse:
    """Show the reader's own learners: of one tie or all, all or only those who wait, longest first or by name.

    `beside` gives each row what a room above plans has for it.
    """
    user, asked = request.user, request.GET
    if not user.institutions_as(*MAY_HAVE_LEARNERS):
        raise PermissionDenied
    may_answer = bool(user.institutions_as(*MAY_ANSWER))
    words, is_waiting, tie = asked.get("q", "").strip(), asked.get("show") == "waiting", asked.get("with", "")
    tie = tie if tie in TIES else ""
    sort = asked.get("sort") if asked.get("sort") in SORTS and may_answer else ("waiting" if may_answer else "name")
    learners = beside.add(with_case(learners_of(user, tie), user), user).fetch_mode(models.FETCH_RAISE)
    if is_waiting:
        learners = only_waiting(learners)
    for word in words.split():
        learners = learners.filter(named(word))
    page = page_after(learners, asked.get("after", ""), by=SORTS[sort or "name"], size=SIZE)
    context = {
        "cases": cases_of(page.rows, user, beside),
        "page": page,
        "q": words,
        "only_waiting": is_waiting,
        "tie": tie,
        "ties": [{"value": value, "label": label, "is_chosen": value == tie} for value, label in TIES.items()],
        "sort": sort,
        "year": year_name(current_year()),
        "may_answer": may_answer,
        "may_be_away": bool(user.institutions_as(Role.TEACHER)),
    }
    return render_page(request, "plans/reviewing/caseload.html", context, part="cases")


def named(word: str) -> Q:
    """Return the condition that a part of someone's name begins with or contains `word`."""
    return Q(given_name__icontains=word) | Q(family_name__icontains=word) | Q(preferred_name__icontains=word)
