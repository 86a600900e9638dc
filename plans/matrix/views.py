"""Who may do what: the page everyone of an institution can read, and an administrator's draft and preview of it."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from learnplan.people.models import Institution, User
from learnplan.people.permissions import administers
from learnplan.web.pages import Request, attempt, get_visible, made_or_refused, render_page, saved
from learnplan.web.paging import page_after
from plans.matrix import actions
from plans.matrix.acts import TO_COME, Column
from plans.matrix.forms import MatrixForm
from plans.matrix.models import Freed, Matrix
from plans.matrix.presets import DEFAULT, PRESETS, Preset
from plans.matrix.reading import COLUMN_OF, changes_of, learners_touched, lists_of, means, requests_touched, table_of

SIZE = 25
MOST_VERSIONS = 50
BY_NAME = ("family_name", "given_name", "pk")


@require_GET
def who_may(request: Request, institution_id: int) -> HttpResponse:
    """Say in plain words who may do what here, since when, and what held before."""
    institution = _get_institution(request.user, institution_id)
    versions = _versions(institution)
    latest = versions[0] if versions else None
    cells = latest.cells if latest else PRESETS[DEFAULT]
    preset = Preset(latest.preset) if latest else DEFAULT
    column = _column(request.user, institution)
    freed = _freed(request.user) if column == Column.LEARNER else []
    context = {
        "institution": institution,
        "latest": latest,
        "earlier": versions[1:],
        "preset": preset,
        "means": means(cells, preset),
        "table": table_of(cells),
        "columns": list(Column),
        "mine": lists_of(cells, column, freed) if column else None,
        "is_learner": column == Column.LEARNER,
        "freed": freed,
        "to_come": TO_COME,
        "may_set": administers(request.user, institution),
    }
    return render_page(request, "plans/matrix/who_may.html", context)


@require_http_methods(["GET", "POST"])
def matrix_new(request: Request, institution_id: int) -> HttpResponse:
    """Draft who may do what, from what holds now; saving shows what it would change."""
    institution = _get_institution(request.user, institution_id)
    if not administers(request.user, institution):
        raise PermissionDenied
    latest = actions.latest_of(institution)
    form = MatrixForm(request.POST or None, cells=latest.cells if latest else PRESETS[DEFAULT])
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("cells", "reason")}
        if drafted := attempt(form, actions.draft_matrix, institution=institution, actor=request.user, **given):
            return saved(request, drafted, message=_("Drafted. Nothing has changed yet: look first."))
    return render_page(request, "plans/matrix/matrix_new.html", {"institution": institution, "form": form})


@require_http_methods(["GET", "POST"])
def matrix(request: Request, matrix_id: int) -> HttpResponse:
    """Show one version: a draft with everything it would touch, which POST publishes, or one that was published."""
    rows = Matrix.objects.visible_to(request.user).select_related("institution", "set_by")
    matrix = get_visible(rows.fetch_mode(models.FETCH_RAISE), pk=matrix_id)
    why = ""
    if request.method == "POST":
        if not administers(request.user, matrix.institution_id):
            raise PermissionDenied
        made, why = made_or_refused(actions.publish_matrix, matrix=matrix, actor=request.user)
        if made:
            return saved(request, "who_may", matrix.institution_id, message=_("This holds from now on."))
    context = _context(request, matrix) | {"refused": [why] if why else []}
    return render_page(request, "plans/matrix/matrix.html", context, status=422 if why else None)


def _context(request: Request, matrix: Matrix) -> dict:
    """Return what the page of a version shows; of a draft, the learners and the requests it would touch."""
    before = Matrix.objects.filter(institution=matrix.institution_id, version=matrix.after).first()
    changes = changes_of(matrix, before.cells if before else None)
    context = {
        "matrix": matrix,
        "institution": matrix.institution,
        "preset": Preset(matrix.preset),
        "table": table_of(matrix.cells),
        "columns": list(Column),
        "changes": changes,
    }
    if matrix.is_published:
        return context
    learners = learners_touched(matrix.institution, changes)
    requests = requests_touched(matrix.institution, changes)
    shown = requests.select_related("asker", "plan__learner").fetch_mode(models.FETCH_RAISE)
    return context | {
        "learner_count": learners.count(),
        "page": page_after(learners, request.GET.get("after", ""), by=BY_NAME, size=SIZE),
        "request_count": requests.count(),
        "requests": page_after(shown, request.GET.get("waiting", ""), by=("pk",), size=SIZE),
    }


def _get_institution(user: User, institution_id: int) -> Institution:
    here = [held.institution_id for held in user.current_memberships]
    return get_visible(Institution.objects.filter(pk__in=here), pk=institution_id)


def _versions(institution: Institution) -> list[Matrix]:
    rows = Matrix.objects.published().filter(institution=institution).select_related("set_by")
    return list(rows.order_by("-version").fetch_mode(models.FETCH_RAISE)[:MOST_VERSIONS])


def _column(user: User, institution: Institution) -> Column | None:
    """Return in which column the reader stands here, the first of those they have."""
    held = [one.role for one in user.current_memberships if one.institution_id == institution.pk]
    return next((column for role, column in COLUMN_OF.items() if role in held), None)


def _freed(user: User) -> list[str]:
    return list(Freed.objects.current().filter(learner=user).values_list("act", flat=True))
