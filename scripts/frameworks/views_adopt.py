"""Adopting a common script: choosing items page by page, seeing what it means, and doing it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from learnplan.pages import Request, get_visible, number_of, render_page, saved
from learnplan.rules import RuleBroken
from learnplan.years import year_name
from scripts.frameworks.actions import adopt_common_script, check_cohort_is_free, check_size, preceding, starting_from
from scripts.frameworks.choosing import chosen_ids, in_tree_order, marks_of
from scripts.frameworks.forms import AdoptForm
from scripts.frameworks.models import Framework
from scripts.frameworks.order import in_order
from scripts.frameworks.tree import read_tree
from scripts.frameworks.views import may_adopt


def get_framework(request: Request, framework_id: int) -> Framework:
    """Return a framework that this user may see, and may adopt from."""
    framework = get_visible(Framework.objects.visible_to(request.user).with_size(), pk=framework_id)
    if not may_adopt(request.user):
        raise PermissionDenied
    return framework


@require_http_methods(["GET", "POST"])
def adopt(request: Request, framework_id: int) -> HttpResponse:
    """Choose items of a framework for a cohort; show what it means; adopt them.

    The button pressed is `step`: "look" goes to another part of the tree and keeps the marks, "check" shows the
    consequence, "adopt" does it. The marks of items that are not on the page travel along as hidden fields.
    """
    framework = get_framework(request, framework_id)
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
