"""The pages of a plan's year: what education is for, who signed what, what changed since, closing, and carrying on."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from learnplan.people.sight import Sight
from learnplan.web.pages import (
    Request,
    attempt,
    attempt_at_once,
    get_visible,
    key_in_query,
    number_of,
    render_page,
    saved,
)
from learnplan.years import year_name
from plans.targets.models import Plan
from plans.targets.permissions import Standing, get_plan
from plans.years import rules
from plans.years.actions.signing import choose_to_carry, may_reopen, reopen_year, sign_plan, sign_purpose, write_purpose
from plans.years.forms import CarryForm, PurposeForm, ReopenForm
from plans.years.models import CarryWish, Purpose, Reopening, Signature, Signer
from plans.years.reading import facts_of, sheets_of, signed_of
from plans.years.sheet import digest_of


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: `mark` is "" in both versions, "del" only in the old one, "ins" only in the new one."""

    words: str
    mark: str = ""

    def __str__(self) -> str:
        return format_html("<{0}>{1}</{0}>", self.mark, self.words) if self.mark else self.words


def compare(old: str, new: str) -> list[Piece]:
    """Return both versions as one run of pieces, word by word.

    The pieces that are not "ins" make up the old text, those that are not "del" the new one.

    >>> [(piece.mark, piece.words) for piece in compare("to fix cars", "to mend cars")]
    [('', 'to '), ('del', 'fix '), ('ins', 'mend '), ('', 'cars')]
    """
    before, after = _words(old), _words(new)
    pieces = []
    for tag, i, j, k, m in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("".join(before[i:j])))
            continue
        pieces += [Piece("".join(before[i:j]), "del")] if j > i else []
        pieces += [Piece("".join(after[k:m]), "ins")] if m > k else []
    return pieces


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", text)


MOST_VERSIONS = 50


@require_GET
def purpose(request: Request, plan_id: int) -> HttpResponse:
    """Show the latest words and every version; `?with=2` compares version 2 with the latest."""
    plan, stands = get_plan(request.user, plan_id)
    versions = list(Purpose.objects.filter(plan=plan).with_signatures().fetch_mode(models.FETCH_RAISE)[:MOST_VERSIONS])
    latest = versions[0] if versions else None
    number = key_in_query(request, "with")
    other = next((one for one in versions[1:] if one.version == number), None)
    signed = {name.user_id for name in latest.signed} if latest else set()
    context = {
        "plan": plan,
        "stands": stands,
        "learner_name": "" if stands.is_learner else plan.learner.get_short_name(),
        "latest": latest,
        "earlier": versions[1:],
        "other": other,
        "pieces": compare(other.words, latest.words) if other and latest else [],
        "may_sign": bool(latest) and request.user.pk not in signed and _may_sign(stands),
        "before": None if latest else _last_years(plan),
    }
    return render_page(request, "plans/years/purpose.html", context)


@require_http_methods(["GET", "POST"])
def purpose_change(request: Request, plan_id: int) -> HttpResponse:
    """Write the next version; the form starts with the latest words, or with last year's."""
    plan, stands = get_plan(request.user, plan_id, may="may_write")
    latest = Purpose.objects.filter(plan=plan).first() or _last_years(plan)
    form = PurposeForm(request.POST or None, initial={"words": latest.words if latest else ""})
    if form.is_valid() and (
        made := attempt(form, write_purpose, "words", plan=plan, actor=request.user, **form.cleaned_data)
    ):
        signed = _("Saved and signed. Your tutor is asked to sign it too.")
        asked = _("Saved. The learner is asked to sign.")
        return saved(request, made, message=signed if stands.is_learner else asked)
    context = {"plan": plan, "form": form, "on_behalf": not stands.is_learner, "is_new": latest is None}
    return render_page(request, "plans/years/purpose_change.html", context)


@require_POST
def purpose_sign(request: Request, plan_id: int) -> HttpResponse:
    """Sign the version that the form names."""
    plan, stands = get_plan(request.user, plan_id)
    if not _may_sign(stands):
        raise PermissionDenied
    version = number_of(request.POST.get("version", "")) or 0
    found = get_visible(Purpose.objects.filter(plan=plan), version=version)
    attempt_at_once(request, sign_purpose, purpose=found, actor=request.user, message=_("Signed."))
    return saved(request, found)


def _may_sign(stands: Standing) -> bool:
    return not stands.is_closed and rules.signer(stands) in (Signer.LEARNER, Signer.TUTOR, Signer.ADVOCATE)


def _last_years(plan: Plan) -> Purpose | None:
    """Return what the learner said in the latest of the earlier years, for a plan that has no words yet."""
    earlier = Purpose.objects.filter(plan__learner=plan.learner_id, plan__year__lt=plan.year)
    return earlier.select_related("plan").order_by("-plan__year", "-version").first()


@require_GET
def year(request: Request, plan_id: int) -> HttpResponse:
    """Show who signed the plan, as agreed and as closed, and what changed since."""
    plan, stands = get_plan(request.user, plan_id)
    facts = facts_of(plan)
    sheets = sheets_of(plan, facts)
    signed = signed_of(plan, sheets)
    context = {
        "plan": plan,
        "stands": stands,
        "learner_name": "" if stands.is_learner else plan.learner.get_short_name(),
        "parts": [_part(plan, stands, request.user.pk, kind, sheets[kind], signed[kind]) for kind in sheets],
        "reopenings": list(Reopening.objects.filter(plan=plan).select_related("by")[:20]),
        "may_reopen": plan.closed_at is not None and may_reopen(stands),
        "shows_changes": stands.sees(Sight.TARGETS),
        "may_carry": stands.is_learner or stands.is_helper,
        "wishes": [one["words"] for one in facts if one["is_wished"]],
        "next_year": year_name(plan.year + 1),
        "closes_from": rules.closes_from(plan.year),
    }
    return render_page(request, "plans/years/year.html", context)


def _part(plan: Plan, stands: Standing, user_id: int, kind: str, sheet: dict, signed: list) -> dict:
    """Return one half of the page: the names under it, and whether this reader may add theirs."""
    mine = any(one.is_current and one.signature.user_id == user_id for one in signed)
    roles = {one.signature.role for one in signed if one.is_current}
    is_open = kind == Signature.Kind.AGREED or timezone.localdate() >= rules.closes_from(plan.year)
    return {
        "kind": kind,
        "is_closing": kind == Signature.Kind.CLOSED,
        "signed": signed,
        "digest": digest_of(sheet),
        "has_targets": bool(sheet["targets"]),
        "is_open": is_open,
        "may_sign": bool(is_open and sheet["targets"] and not mine and not plan.closed_at and rules.signer(stands)),
        "waits_for_learner": Signer.LEARNER not in roles,
        "waits_for_helper": not roles & set(rules.HELPERS),
    }


@require_POST
def year_sign(request: Request, plan_id: int) -> HttpResponse:
    """Sign the plan as agreed, or the year as closed; a refusal is said on the page."""
    plan, stands = get_plan(request.user, plan_id)
    if rules.signer(stands) is None:
        raise PermissionDenied
    kind, digest = request.POST.get("kind", ""), request.POST.get("digest", "")
    said = _("Signed. What you signed is kept as it is now.")
    attempt_at_once(request, sign_plan, plan=plan, kind=kind, digest=digest, actor=request.user, message=said)
    return saved(request, "year", plan.pk)


@require_http_methods(["GET", "POST"])
def year_reopen(request: Request, plan_id: int) -> HttpResponse:
    """Open a closed year again, with a reason."""
    plan, stands = get_plan(request.user, plan_id)
    if not may_reopen(stands):
        raise PermissionDenied
    form = ReopenForm(request.POST or None)
    if form.is_valid() and attempt(form, reopen_year, plan=plan, actor=request.user, **form.cleaned_data):
        return saved(request, "year", plan.pk, message=_("The year is open again."))
    return render_page(request, "plans/years/year_reopen.html", {"plan": plan, "form": form})


@require_http_methods(["GET", "POST"])
def year_carry(request: Request, plan_id: int) -> HttpResponse:
    """Choose the open targets that go into next year's plan."""
    plan, stands = get_plan(request.user, plan_id)
    if not (stands.is_learner or stands.is_helper):
        raise PermissionDenied
    chosen = CarryWish.objects.filter(target__plan=plan).values_list("target", flat=True)
    data = request.POST if request.method == "POST" else None
    form = CarryForm(data, plan=plan, initial={"targets": list(chosen) if data is None else []})
    if form.is_valid():
        chosen_now = attempt(form, choose_to_carry, plan=plan, actor=request.user, **form.cleaned_data)
        if chosen_now is not None:  # none is an answer too
            return saved(request, "year", plan.pk, message=_("Saved. You can change this until the new year starts."))
    context = {
        "plan": plan,
        "form": form,
        "has_targets": plan.targets.open().exists(),
        "next_year": year_name(plan.year + 1),
        "on_behalf": not stands.is_learner,
    }
    return render_page(request, "plans/years/year_carry.html", context)
