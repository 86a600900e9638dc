"""How a view answers an act on a script: it says so once, with a way to undo it in one tap."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise

from learnplan.web.pages import Request, saved
from scripts.authoring.models import Script, ScriptVersion


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
