"""The pages of evidence: all of a learner's, one piece, adding one, what it is for, who sees it, taking it back."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_list_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from learnplan.pages import Request, key_in_query, only, render_page, saved
from learnplan.paging import page_after
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from learnplan.uploads import takes_uploads
from plans.targets.asking.rules import AskFirst
from plans.targets.asking.views import ask_instead
from plans.targets.evidence import actions, sight
from plans.targets.evidence.addresses import host_of
from plans.targets.evidence.forms import EvidenceForm, SightForm, TargetsForm
from plans.targets.evidence.limits import MOST_UPLOAD_BYTES
from plans.targets.evidence.models import Evidence
from plans.targets.evidence.permissions import may_change
from plans.targets.evidence.reading import for_list
from plans.targets.models import Plan, Target
from plans.targets.views import get_plan

SIZE = 24
NEWEST_FIRST = ("-added_at", "-pk")


def get_evidence(user: User, evidence_id: int, *, to_change: bool = False) -> Evidence:
    """Return the piece; 404 if it is not theirs to see, 403 `to_change` it unless they may."""
    pieces = Evidence.objects.visible_to(user).filter(pk=evidence_id).select_related("learner")
    piece = only(pieces.fetch_mode(models.FETCH_RAISE)[:1])
    if to_change and not may_change(user, piece):
        raise PermissionDenied
    return piece


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
    pieces = for_list(request.user).filter(learner=plan.learner_id)
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
        bonds=sight.adults_of(plan.learner),
        initial={"targets": [key for key in [key_in_query(request, "target")] if key]},
    )
    if form.is_valid():
        try:
            return _keep(request, plan, kind, form)
        except RuleBroken as error:
            form.add_error("upload" if "upload" in form.fields else None, error)
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
        "shown_to": sight.said(piece.shares.all(), sight.adults_of(piece.learner)) if is_mine else [],
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
    if form.is_valid():
        try:
            actions.choose_targets(evidence=piece, targets=form.cleaned_data["targets"], actor=request.user)
        except RuleBroken as error:
            form.add_error(None, error)
        else:
            return saved(request, piece, message=_("Saved."))
    return render_page(request, "plans/evidence/targets.html", {"piece": piece, "form": form})


@require_http_methods(["GET", "POST"])
def evidence_sight(request: Request, evidence_id: int) -> HttpResponse:
    """Choose who sees a piece."""
    piece = get_evidence(request.user, evidence_id, to_change=True)
    form = SightForm(
        request.POST if request.method == "POST" else None,
        bonds=sight.adults_of(piece.learner),
        initial={"shown_to": sight.chosen(piece.shares.all())},
    )
    if form.is_valid():
        try:
            actions.show_to(evidence=piece, actor=request.user, **form.whom())
        except AskFirst as first:
            plan = get_list_or_404(Plan, learner=piece.learner_id)[0]
            return ask_instead(request, first.act, plan, {"evidence": piece.pk, **form.cleaned_data})
        except RuleBroken as error:
            form.add_error(None, error)
        else:
            return saved(request, piece, message=_("Saved. From now on only these people see it."))
    return render_page(request, "plans/evidence/sight.html", {"piece": piece, "form": form})


@require_http_methods(["GET", "POST"])
def evidence_take_back(request: Request, evidence_id: int) -> HttpResponse:
    """Ask once more, and take the piece back."""
    piece = get_evidence(request.user, evidence_id, to_change=True)
    if request.method == "POST":
        try:
            actions.take_back(evidence=piece, actor=request.user)
        except RuleBroken as error:
            raise PermissionDenied(error.messages[0]) from None
        return saved(request, piece, message=_("You took it back. Nobody can see it any more."))
    return render_page(request, "plans/evidence/take_back.html", {"piece": piece})
