"""Serving the files of evidence: to whom the learner shows them, as what the check found them to be, and inert."""

import re
from typing import Any

from django.db import models
from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified
from django.utils.csp import CSP
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET

from learnplan.pages import Request, only
from plans.targets.evidence.models import Evidence
from plans.targets.evidence.pictures import CONTENT_TYPE as PICTURE

# Even what a browser opens by itself may run nothing, load nothing and reach nobody.
INERT: dict[str, Any] = {"default-src": [CSP.NONE], "sandbox": True}
NOT_IN_NAMES = re.compile(r"[^\w .,()-]+")


@require_GET
@csp_override(INERT)
def evidence_file(request: Request, evidence_id: int) -> HttpResponse:
    """Serve the file of a piece: a picture of ours to look at, everything else to save."""
    return _answer(request, evidence_id, "file")


@require_GET
@csp_override(INERT)
def evidence_small(request: Request, evidence_id: int) -> HttpResponse:
    """Serve the small picture of a photo."""
    return _answer(request, evidence_id, "small")


def name_to_save(title: str, ending: str) -> str:
    """Return a name for a saved file: the title without anything that means something to a file system.

    >>> name_to_save("../../My seam: 50% done?", ".pdf")
    'My seam 50 done.pdf'
    """
    words = " ".join(NOT_IN_NAMES.sub(" ", title).split()).strip(" .,-")
    return f"{words[:80].strip() or _('evidence')}{ending}"


def _answer(request: Request, evidence_id: int, which: str) -> HttpResponse:
    pieces = Evidence.objects.visible_to(request.user).kept().filter(pk=evidence_id).exclude(**{which: ""})
    piece = only(pieces.fetch_mode(models.FETCH_RAISE)[:1])
    kept = getattr(piece, which)
    tag = quote_etag(kept.name)  # a name is given once and its content never changes
    if request.headers.get("If-None-Match") == tag:
        return _careful(HttpResponseNotModified(), tag)
    try:
        content = kept.storage.open(kept.name)
    except FileNotFoundError:
        raise Http404(_("There is nothing here, or it is not yours to see.")) from None
    response = FileResponse(
        content,
        as_attachment=piece.content_type != PICTURE,
        filename=name_to_save(piece.title, kept.name[kept.name.rindex(".") :]),
        content_type=piece.content_type,
    )
    return _careful(response, tag)


def _careful(response: HttpResponse | FileResponse, tag: str):
    """Have the browser ask again each time, so that what was taken back is gone, and never guess what it is."""
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = tag
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
