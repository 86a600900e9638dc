"""How a view answers an act on a script: it says so once, with a way to undo it in one tap."""

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import Promise

from learnplan.pages import Request, saved
from scripts.authoring.editing.models import ScriptVersion
from scripts.authoring.models import Branch, Script, Step


def with_newest(scripts):
    """Add `newest_number` to scripts: that of their newest version, 0 if there is none; `written` asks for it."""
    versions = ScriptVersion.objects.filter(script=OuterRef("pk")).order_by("-number").values("number")
    return scripts.annotate(newest_number=Coalesce(Subquery(versions[:1]), 0))


def written(request: Request, to, *args, script: Script, message: str | Promise) -> HttpResponse:
    """Answer a finished act on `script` as `saved` does; the message has a button that takes the act back.

    `script` was read `with_newest` before the act. An act that changed nothing kept no version: then there is no
    button, which would take back what was done before it.
    """
    of_act = ScriptVersion.objects.filter(script=script.pk, number__gt=script.newest_number, made_by=request.user)
    number = of_act.order_by("-number").values_list("number", flat=True).first()
    undo = f"{reverse('script_undo', args=[script.pk])}?of={number}" if number else ""
    messages.success(request, str(message), extra_tags=undo)
    return saved(request, to, *args)


def still_there(path: str, script: Script) -> str:
    """Return `path` if it is a page about this script and what it is about is there still; otherwise the map's."""
    try:
        about = resolve(path.partition("?")[0]).kwargs
    except Resolver404:
        about = {}
    if about.get("script_id") == script.pk:
        return path
    if "branch_id" in about and Branch.objects.filter(pk=about["branch_id"], script=script).exists():
        return path
    if "step_id" in about and Step.objects.filter(pk=about["step_id"], branch__script=script).exists():
        return path
    return script.get_absolute_url()
