"""How a view answers an act on a script: it says so once, with a way to undo it in one tap."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import Promise

from learnplan.pages import Request, saved
from scripts.authoring.editing.models import ScriptVersion
from scripts.authoring.models import Branch, Script, Step


def written(request: Request, to, *args, script: Script, message: str | Promise) -> HttpResponse:
    """Answer a finished act on `script` as `saved` does; the message has a button that takes the act back."""
    newest = ScriptVersion.objects.filter(script=script.pk).order_by("-number").values_list("number", flat=True)
    undo = "{}?of={}".format(reverse("script_undo", args=[script.pk]), newest.first() or 0)
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
