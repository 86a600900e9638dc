"""Pages of a script's history: its versions, one compared with another, undoing, and going back."""

from django.db import models
from django.http import HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from learnplan.events.reading import sentence
from learnplan.web.pages import Request, attempt, key_in_query, made_or_refused, number_of, only, render_page, saved
from learnplan.web.paging import page_after
from scripts.authoring.models import Script, ScriptVersion, Step
from scripts.checking.permissions import get_script
from scripts.editing.actions.versions import chosen_in, last_act, name_version, plan_to, read_now, restore, undo
from scripts.editing.difference import difference
from scripts.editing.forms.branches import NameForm
from scripts.editing.views.answering import written
from scripts.editing.wording import tell_difference


def still_there(path: str, script: Script) -> str:
    """Return `path` if it is a page about this script and what it is about is there still; otherwise the map's."""
    try:
        about = resolve(path.partition("?")[0]).kwargs
    except Resolver404:
        about = {}
    is_there = (
        about.get("script_id") == script.pk
        or script.branches.filter(pk=about.get("branch_id", 0)).exists()
        or Step.objects.filter(pk=about.get("step_id", 0), branch__script=script).exists()
    )
    return path if is_there else script.get_absolute_url()


VERSIONS_A_PAGE = 20


def get_version(request: Request, script_id: int, number: int, **how) -> tuple[ScriptVersion, dict]:
    """Return one version of a script that this user may see (or write): by its number, so never another script's."""
    script, context = get_script(request, script_id=script_id, **how)
    version = only(_versions(script).filter(number=number))
    return version, context | {"version": version, "said": _said(version, request.user)}


def _versions(script: Script):
    versions = script.versions.select_related("event__actor", "event__on_behalf_of")
    return versions.fetch_mode(models.FETCH_RAISE)


def _said(version: ScriptVersion, reader) -> str:
    """Return the act after which the script was like that."""
    return sentence(version.event, reader) if version.event else _("This is how the script was before.")


@require_safe
def script_versions(request: Request, script_id: int) -> HttpResponse:
    """Show the versions of a script, newest first: what was done, by whom and when."""
    script, context = get_script(request, script_id=script_id)
    versions = _versions(script).defer("content")
    page = page_after(versions, request.GET.get("after", ""), by=("-number",), size=VERSIONS_A_PAGE)
    context |= {"page": page, "rows": [(version, _said(version, request.user)) for version in page.rows]}
    context |= {"named": script.versions.exclude(name="").defer("content").order_by("-number")[:VERSIONS_A_PAGE]}
    return render_page(request, "scripts/editing/versions.html", context)


@require_safe
def script_version(request: Request, script_id: int, number: int) -> HttpResponse:
    """Show one version: what it said, and what changed from it to now, or to the version ?with= asks for."""
    version, context = get_version(request, script_id, number)
    script = context["script"]
    asked = key_in_query(request, "with")
    other = script.versions.filter(number=asked).first() if asked else None
    first, last = (other, version) if other and other.number < number else (version, other)
    newer = last or read_now(script)
    context |= {
        "first": first,
        "last": last,
        "told": tell_difference(difference(first.content, newer.content), request.user),
        "branches": version.content["branches"],
        "is_now": last is None and newer.content == version.content,
        "numbers": script.versions.exclude(number=number).order_by("-number").values_list("number", "name")[:100],
    }
    return render_page(request, "scripts/editing/version.html", context)


@require_http_methods(["GET", "POST"])
def version_name(request: Request, script_id: int, number: int) -> HttpResponse:
    """Give a version a name, or take it away."""
    version, context = get_version(request, script_id, number, to_write=True)
    form = NameForm(request.POST or None, initial={"name": version.name})
    if form.is_valid() and attempt(
        form, name_version, "name", version=version, actor=request.user, **form.cleaned_data
    ):
        return saved(request, version, message=_("Named.") if form.cleaned_data["name"] else _("The name is gone."))
    return render_page(request, "scripts/editing/version_name.html", context | {"form": form})


@require_http_methods(["GET", "POST"])
def version_restore(request: Request, script_id: int, number: int) -> HttpResponse:
    """Show what going back to a version changes, and what stays all the same; then go back."""
    version, context = get_version(request, script_id, number, to_write=True)
    script, refusal = context["script"], ""
    if request.method == "POST":
        seen = number_of(request.POST.get("seen", ""))
        plan, refusal = made_or_refused(restore, version=version, seen=seen, actor=request.user)
        if plan:
            message = _("The script is as it was in version %(number)s.") % {"number": number}
            if plan.aside:
                message += " " + _("What could not go is kept on a branch that is set aside.")
            if plan.not_chosen:
                words = _("“%(branch)s” does not fit today, so it is not chosen again.")
                message += " " + words % {"branch": plan.not_chosen}
            return written(request, script, script=script, message=message)
    now = read_now(script)
    plan = plan_to(script, now.content, version.content, keep_done=True)
    changes = difference(now.content, plan.content)
    gone = {("step", "removed", step["id"]) for step in plan.aside}  # they are kept aside
    context |= {
        "seen": now.number,
        "plan": plan,
        "told": tell_difference([each for each in changes if (each.of, each.kind, each.key) not in gone], request.user),
        "aside": [step["title"] for step in plan.aside],
        "changes_path": chosen_in(plan.content) != now.chosen,
        "refusal": refusal,
    }
    return render_page(request, "scripts/editing/restore.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
def script_undo(request: Request, script_id: int) -> HttpResponse:
    """Show what the last act was, and take it back; ?of= says which version the person took for the newest."""
    script, context = get_script(request, script_id=script_id, to_write=True)
    refusal = ""
    if request.method == "POST":
        undone, refusal = made_or_refused(undo, script=script, number=key_in_query(request, "of"), actor=request.user)
        if undone:
            back = still_there(request.POST.get("back", ""), script)
            return written(request, back, script=script, message=_("Undone. The script is as it was before."))
    now = read_now(script)
    newest = _versions(script).filter(number=now.number).first()
    last, why_not = made_or_refused(last_act, script=script, now=now)
    context |= {
        "newest": newest,
        "said": _said(newest, request.user) if newest else "",
        "told": tell_difference(difference(now.content, last.plan.content), request.user) if last else [],
        "answer": last.answer if last else None,
        "changes_path": last is not None and chosen_in(last.plan.content) != now.chosen,
        "can_undo": last is not None,
        "refusal": refusal or why_not,
    }
    return render_page(request, "scripts/editing/undo.html", context, status=422 if request.method == "POST" else 200)
