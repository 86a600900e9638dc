"""Pages of frameworks: the list, one as a tree or searched, adopting a common script from it, and what that holds."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Count, Prefetch
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from learnplan.people.importing.actions import receive
from learnplan.people.importing.models import Import
from learnplan.people.models import STAFF, Institution, Role
from learnplan.rules import RuleBroken
from learnplan.web.pages import Request, attempt, get_visible, number_of, render_page, saved
from learnplan.years import year_name
from scripts.frameworks.actions import adopt_common_script, check_cohort_is_free, check_size, preceding, starting_from
from scripts.frameworks.choosing import chosen_ids, in_tree_order, marks_of
from scripts.frameworks.exporting import export
from scripts.frameworks.forms import AdoptForm, FrameworkForm
from scripts.frameworks.models import CommonScript, Framework
from scripts.frameworks.order import in_order
from scripts.frameworks.reading import read_tree, search
from scripts.frameworks.versions.reading import undecided
from scripts.frameworks.wording import facts_of

A_PAGE = 30


def may_adopt(user) -> bool:
    """Say whether this user may bring in frameworks and adopt from them: an administrator of any institution."""
    return bool(user.institutions_as(Role.ADMINISTRATOR))


def adopted_by(user):
    """Return the prefetch of the common scripts that this user's institutions have adopted."""
    mine = CommonScript.objects.visible_to(user).select_related("institution")
    return Prefetch("common_scripts", queryset=mine, to_attr="adopted")


@require_safe
def frameworks(request: Request) -> HttpResponse:
    """List the frameworks, with what was adopted from each."""
    visible = Framework.objects.visible_to(request.user).with_size().defer("kept_aside")
    rows = visible.prefetch_related(adopted_by(request.user)).fetch_mode(models.FETCH_RAISE)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_adopt": may_adopt(request.user)}
    return render_page(request, "scripts/frameworks/frameworks.html", context)


@require_safe
def framework(request: Request, framework_id: int) -> HttpResponse:
    """Show a framework as a tree, or what a search finds in it."""
    visible = Framework.objects.visible_to(request.user).with_size().with_document().defer("kept_aside")
    one = get_visible(visible.prefetch_related(adopted_by(request.user)), pk=framework_id)
    words = request.GET.get("words", "").strip()[:100]
    number = request.GET.get("page")
    context = {"framework": one, "words": words, "may_adopt": may_adopt(request.user) and one.size}
    context |= {"sees_changes": bool(request.user.institutions_as(*STAFF))}
    context |= {"facts": facts_of(one.document, one.licences)}
    if words:
        found = search(one, words, number)
        context |= {"page": found.page, "is_close": found.is_close}
    else:
        under = request.GET.get("under", "")
        tree = read_tree(one, number_of(under), number)
        if tree is None:
            raise Http404(_("This item is not part of the framework."))
        context |= {"tree": tree, "page": tree.page}
    return render_page(request, "scripts/frameworks/framework.html", context, part="found")


@require_safe
def framework_export(request: Request, framework_id: int) -> StreamingHttpResponse:
    """Give a framework out as a CASE package, to be kept or brought in elsewhere."""
    framework = get_visible(Framework.objects.visible_to(request.user), pk=framework_id)
    response = StreamingHttpResponse(export(framework), content_type="application/json")
    name = slugify(framework.title)[:80] or f"framework-{framework.pk}"
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


@require_safe
def common_script(request: Request, common_script_id: int) -> HttpResponse:
    """Show what a common script holds, and who starts from it."""
    visible = CommonScript.objects.visible_to(request.user).select_related("institution", "framework")
    script = get_visible(visible.defer("framework__kept_aside"), pk=common_script_id)
    items = script.items.current().select_related("item").defer("item__kept_aside").fetch_mode(models.FETCH_RAISE)
    is_staff = script.institution_id in request.user.institutions_as(*STAFF)
    most = script.most_minutes_a_week
    most_hours = f"{most / 60:g}" if most else ""
    context = {"common_script": script, "items": items, "is_staff": is_staff, "most_hours": most_hours}
    if is_staff:
        context |= {
            "started": script.scripts.count(),
            "waiting": starting_from(script.institution, script.year, script.year_group).count(),
            "takings": script.takings.select_related("version").annotate(answered=Count("answers")),
            "may_decide": script.institution_id in request.user.institutions_as(Role.ADMINISTRATOR)
            and undecided(CommonScript.objects.filter(pk=script.pk)).exists(),
        }
    else:
        context["mine"] = script.scripts.filter(learner=request.user).first()
    return render_page(request, "scripts/frameworks/common_script.html", context)


@require_http_methods(["GET", "POST"])
def framework_import(request: Request) -> HttpResponse:
    """Take a CASE package or the Turtle files of a curriculum, and lead to their dry run."""
    if not may_adopt(request.user):
        raise PermissionDenied
    administered = Institution.objects.filter(pk__in=request.user.institutions_as(Role.ADMINISTRATOR))
    form = FrameworkForm(request.POST or None, request.FILES or None, institutions=administered)
    if request.method == "POST" and form.is_valid():
        files, institution = form.cleaned_data["files"], form.cleaned_data["institution"]
        options = {"name": files[0].name[:255]} if len(files) == 1 else {}
        given = {"kind": Import.Kind.FRAMEWORK, "institution": institution, "files": files, "options": options}
        if received := attempt(form, receive, actor=request.user, **given):
            return saved(request, "import", received.pk)
    return render_page(request, "scripts/frameworks/framework_import.html", {"form": form})


@require_http_methods(["GET", "POST"])
def adopt(request: Request, framework_id: int) -> HttpResponse:
    """Choose items of a framework for a cohort; show what it means; adopt them.

    The button pressed is `step`: "look" goes to another part of the tree and keeps the marks, "check" shows the
    consequence, "adopt" does it. The marks of items that are not on the page travel along as hidden fields.
    """
    framework = get_visible(Framework.objects.visible_to(request.user).with_size(), pk=framework_id)
    if not may_adopt(request.user):
        raise PermissionDenied
    marks = marks_of(request.POST)
    step = request.POST.get("step", "look")
    if step == "look":
        form = AdoptForm(initial=request.POST.dict(), user=request.user)
        return _choose(request, framework, form, marks)
    form = AdoptForm(request.POST, user=request.user)
    if not form.is_valid():
        return _choose(request, framework, form, marks)
    chosen = chosen_ids(framework, marks)
    try:
        check_size(len(chosen))
        items = in_tree_order(framework, chosen)
        if step != "adopt":
            return _check(request, framework, form, items, marks)
        script = adopt_common_script(framework=framework, items=items, actor=request.user, **form.cleaned_data)
    except RuleBroken as error:
        form.add_error(None, error)
        return _choose(request, framework, form, marks)
    return saved(request, script, message=_("“%(name)s” is adopted.") % {"name": script.name})


def _choose(request: Request, framework, form, marks):
    """Show the part of the tree that was asked for, with the marks made so far."""
    under = request.POST.get("under", request.POST.get("here", request.GET.get("under", "")))
    number = request.POST.get("page") or request.GET.get("page")
    tree = read_tree(framework, number_of(under), number)
    if tree is None:
        raise Http404(_("This item is not part of the framework."))
    shown = {node.item.pk for node in tree.every}
    for node in tree.every:
        node.mark = marks.get(node.item.pk, "")
    context = {
        "framework": framework,
        "form": form,
        "tree": tree,
        "elsewhere": [(pk, mark) for pk, mark in marks.items() if pk not in shown],
        "under": under,
        "above": (tree.trail[-1].parent_id or "") if tree.trail else "",
    }
    return render_page(request, "scripts/frameworks/adopt.html", context)


def _check(request: Request, framework, form, items, marks):
    """Show what adopting would mean: how many learners start from it, and in which order the items come."""
    cohort = {key: form.cleaned_data[key] for key in ("institution", "year", "year_group")}
    check_cohort_is_free(**cohort)
    by_id = {item.pk: (item, is_required) for item, is_required in items}
    pairs = preceding(framework, list(by_id))
    ordered, tangled = in_order(list(by_id), pairs)
    context = {
        "framework": framework,
        "form": form,
        "wanted": form.cleaned_data,
        "year_name": year_name(cohort["year"]),
        "items": [(*by_id[pk], [by_id[first][0] for first, then in pairs if then == pk]) for pk in ordered],
        "tangled": [by_id[pk][0] for pk in tangled],
        "required": sum(is_required for _item, is_required in items),
        "learners": starting_from(**cohort).count(),
        "marks": marks.items(),
    }
    return render_page(request, "scripts/frameworks/adopt_check.html", context)
