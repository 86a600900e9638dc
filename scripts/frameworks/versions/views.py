"""Pages of versions: what changed from one to another, and what a common script takes of the newest."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from learnplan.people.models import STAFF, Role
from learnplan.waiting.reading import things_for
from learnplan.web.pages import Request, attempt, get_visible, number_of, render_page, saved
from scripts.frameworks.models import CommonScript, Framework
from scripts.frameworks.versions.actions import take_changes
from scripts.frameworks.versions.forms import TakeForm
from scripts.frameworks.versions.reading import changes_between, names_of, pending
from scripts.frameworks.versions.wording import shown

A_PAGE = 50
KINDS = ("added", "reworded", "moved", "ended")


@require_safe
def framework_changes(request: Request, framework_id: int) -> HttpResponse:
    """Show what changed between two versions of a framework, by default the newest and the one before it."""
    visible = Framework.objects.visible_to(request.user).defer("kept_aside")
    framework = get_visible(visible, pk=framework_id)
    if not request.user.institutions_as(*STAFF):
        raise PermissionDenied
    versions = list(framework.versions.all())
    numbers = [version.number for version in versions]
    until = _number(request.GET.get("until"), numbers, default=max(numbers, default=1))
    after = _number(request.GET.get("after"), numbers, default=until - 1)
    every = changes_between(framework, min(after, until), max(after, until))
    kind = request.GET.get("kind", "")
    chosen = [change for change in every if kind in change.kinds] if kind in KINDS else every
    page = Paginator(chosen, A_PAGE).get_page(request.GET.get("page"))
    changes = list(page.object_list)
    context = {
        "framework": framework,
        "versions": versions,
        "after": min(after, until),
        "until": max(after, until),
        "kind": kind,
        "counts": [(name, sum(name in change.kinds for change in every)) for name in KINDS],
        "page": page,
        "changes": shown(changes, names_of(changes)),
        "waiting": framework.common_scripts.filter(pk__in=things_for(request.user, "common_script.version")),
    }
    return render_page(request, "scripts/frameworks/versions/changes.html", context, part="changes")


def _number(written: str | None, numbers: list[int], *, default: int) -> int:
    number = number_of(written or "")
    return number if number in numbers else default


@require_http_methods(["GET", "POST"])
def common_changes(request: Request, common_script_id: int) -> HttpResponse:
    """Show what a new version would change in a common script, and take what the administrator decides."""
    visible = CommonScript.objects.visible_to(request.user).select_related("institution", "framework")
    script = get_visible(visible.defer("framework__kept_aside"), pk=common_script_id)
    if script.institution_id not in request.user.institutions_as(Role.ADMINISTRATOR):
        raise PermissionDenied
    waiting = pending(script)
    context = {"common_script": script, "waiting": waiting, "scripts": script.scripts.count()}
    if waiting is None:
        return render_page(request, "scripts/frameworks/versions/common_changes.html", context)
    form = TakeForm(request.POST if request.method == "POST" else None, waiting=waiting)
    if request.method == "POST" and form.is_valid():
        given = {"common_script": script, "version": waiting.newest, "actor": request.user}
        if taking := attempt(form, take_changes, **given, **form.decision()):
            taken = taking.items.exists()
            kept = _("“%(name)s” stays as it is.") if not taken else _("“%(name)s” has taken the changes.")
            return saved(request, script, message=kept % {"name": script.name})
    every = [*waiting.added, *waiting.reworded, *waiting.ended, *waiting.moved]
    context |= {
        "form": form,
        "sections": form.sections(names_of(every)),
        "moved": shown(waiting.moved, names_of(every)),
    }
    return render_page(request, "scripts/frameworks/versions/common_changes.html", context)
