"""The pages of evidence: all pieces, one and its file, adding one, what it is for, who sees it, taking it back."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_list_or_404
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET, require_http_methods

from learnplan.web.pages import Request, attempt, insist, key_in_query, only, render_page, saved
from learnplan.web.paging import page_after
from learnplan.web.uploads import takes_uploads
from plans.evidence import actions, choices
from plans.evidence.addresses import host_of
from plans.evidence.forms import EvidenceForm, SightForm, TargetsForm
from plans.evidence.limits import MOST_UPLOAD_BYTES
from plans.evidence.models import Evidence
from plans.evidence.permissions import get_evidence, may_change
from plans.evidence.pictures import CONTENT_TYPE as PICTURE
from plans.matrix.rules import AskFirst
from plans.targets.models import Plan, Target
from plans.targets.permissions import get_plan
from plans.targets.shapes import AskInstead

SIZE = 24
NEWEST_FIRST = ("-added_at", "-pk")


def targets_of(learner: int, linked: Iterable[int] = ()) -> QuerySet[Target]:
    """Return the targets that a piece of this learner's can support, this year's first, and those `linked` already.

    Not those that were let go, nor of a year that is closed.
    """
    open_now = Q(plan__closed_at=None) & ~Q(state=Target.State.DROPPED)
    targets = Target.objects.filter(open_now | Q(pk__in=linked), plan__learner=learner)
    return targets.order_by("-plan__year", "due_on", "pk").fetch_mode(models.FETCH_RAISE)


@require_GET
def evidence_list(request: Request, plan_id: int) -> HttpResponse:
    """Show what the plan's learner has made and shows to this reader, as pictures or as a list."""
    plan, stands = get_plan(request.user, plan_id)
    pieces = Evidence.objects.for_list(request.user).filter(learner=plan.learner_id)
    context = {
        "plan": plan,
        "learner_name": "" if stands.is_learner else plan.learner.get_short_name(),
        "may_add": stands.may_check_in,
        "page": page_after(pieces, request.GET.get("after", ""), by=NEWEST_FIRST, size=SIZE),
        "as_list": request.GET.get("as") == "list",
    }
    return render_page(request, "plans/evidence/list.html", context)


@takes_uploads(MOST_UPLOAD_BYTES)
@require_http_methods(["GET", "POST"])
def evidence_new(request: Request, plan_id: int) -> HttpResponse:
    """Add a piece: words, a photo, a file or a link, for as many targets as are ticked."""
    plan, stands = get_plan(request.user, plan_id)
    if not stands.may_check_in:  # the learner, while the year is open
        raise PermissionDenied
    kind = request.GET.get("kind", "")
    kind = kind if kind in Evidence.Kind else Evidence.Kind.PHOTO
    form = EvidenceForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        kind=kind,
        targets=targets_of(plan.learner_id).filter(plan=plan),
        bonds=choices.adults_of(plan.learner),
        initial={"targets": [key for key in [key_in_query(request, "target")] if key]},
    )
    if form.is_valid():
        onto = "upload" if "upload" in form.fields else None
        if answer := attempt(form, _keep, onto, request=request, plan=plan, kind=kind, form=form):
            return answer
    context = {"plan": plan, "form": form, "kind": kind, "kinds": Evidence.Kind.choices}
    return render_page(request, "plans/evidence/new.html", context)


def _keep(request: Request, plan: Plan, kind: str, form: EvidenceForm) -> HttpResponse:
    """Keep the piece; where showing it to a carer has to be asked, keep it without them and lead on to asking."""
    given: dict[str, Any] = {"learner": plan.learner, "kind": kind, "actor": request.user} | form.piece()
    try:
        piece = actions.add_evidence(**given)
    except AskFirst as first:
        piece = actions.add_evidence(**(given | form.whom(without_carers=True)))
        query = urlencode({"evidence": piece.pk, "shown_to": form.cleaned_data["shown_to"]}, doseq=True)
        words = _("It is kept, and nobody at home sees it yet. Say why they should, and you get an answer.")
        return saved(request, f"{reverse('ask', args=[plan.pk, first.act])}?{query}", message=words)
    return saved(request, piece, message=_("It is kept. Below you see what it is for and who sees it."))


@require_GET
def evidence(request: Request, evidence_id: int) -> HttpResponse:
    """Show one piece, what it is for, and to its learner who sees it."""
    piece = get_evidence(request.user, evidence_id)
    is_mine = request.user.pk == piece.learner_id
    targets = Target.objects.visible_to(request.user).filter(evidence_links__evidence=piece)
    context = {
        "piece": piece,
        "plan": Plan.objects.visible_to(request.user).filter(learner=piece.learner_id).first(),
        "learner_name": "" if is_mine else piece.learner.get_short_name(),
        "host": host_of(piece.url) if piece.url else "",
        "targets": list(targets.order_by("-plan__year", "due_on", "pk").fetch_mode(models.FETCH_RAISE)),
        "shown_to": choices.said(piece.shares.all(), choices.adults_of(piece.learner)) if is_mine else [],
        "may_change": may_change(request.user, piece),
    }
    return render_page(request, "plans/evidence/one.html", context)


@require_http_methods(["GET", "POST"])
def evidence_targets(request: Request, evidence_id: int) -> HttpResponse:
    """Choose which targets a piece is for."""
    piece = get_evidence(request.user, evidence_id, to_change=True)
    linked = list(piece.links.values_list("target", flat=True))
    form = TargetsForm(
        request.POST if request.method == "POST" else None,
        targets=targets_of(piece.learner_id, linked),
        initial={"targets": linked},
    )
    if form.is_valid() and attempt(
        form, actions.choose_targets, evidence=piece, targets=form.cleaned_data["targets"], actor=request.user
    ):
        return saved(request, piece, message=_("Saved."))
    return render_page(request, "plans/evidence/targets.html", {"piece": piece, "form": form})


@require_http_methods(["GET", "POST"])
def evidence_sight(request: Request, evidence_id: int, ask: AskInstead) -> HttpResponse:
    """Choose who sees a piece."""
    piece = get_evidence(request.user, evidence_id, to_change=True)
    form = SightForm(
        request.POST if request.method == "POST" else None,
        bonds=choices.adults_of(piece.learner),
        initial={"shown_to": choices.chosen(piece.shares.all())},
    )
    if form.is_valid():
        try:
            if attempt(form, actions.show_to, None, AskFirst, evidence=piece, actor=request.user, **form.whom()):
                return saved(request, piece, message=_("Saved. From now on only these people see it."))
        except AskFirst as first:
            plan = get_list_or_404(Plan, learner=piece.learner_id)[0]
            return ask(request, first.act, plan, {"evidence": piece.pk, **form.cleaned_data})
    return render_page(request, "plans/evidence/sight.html", {"piece": piece, "form": form})


@require_http_methods(["GET", "POST"])
def evidence_take_back(request: Request, evidence_id: int) -> HttpResponse:
    """Ask once more, and take the piece back."""
    piece = get_evidence(request.user, evidence_id, to_change=True)
    if request.method == "POST":
        insist(actions.take_back, evidence=piece, actor=request.user)
        return saved(request, piece, message=_("You took it back. Nobody can see it any more."))
    return render_page(request, "plans/evidence/take_back.html", {"piece": piece})


# Even what a browser opens by itself may run nothing, load nothing and reach nobody.
INERT: dict[str, Any] = {"default-src": [CSP.NONE], "sandbox": True}
NOT_IN_NAMES = re.compile(r"[^\w .,()-]+")


def name_to_save(title: str, ending: str) -> str:
    """Return a name for a saved file: the title without anything that means something to a file system.

    >>> name_to_save("../../My seam: 50% done?", ".pdf")
    'My seam 50 done.pdf'
    """
    words = " ".join(NOT_IN_NAMES.sub(" ", title).split()).strip(" .,-")
    return f"{words[:80].strip() or _('evidence')}{ending}"


@require_GET
@csp_override(INERT)
def evidence_file(request: Request, evidence_id: int, which: str) -> HttpResponse:
    """Serve the "file" or the "small" picture of a piece: a picture of ours to look at, everything else to save."""
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
