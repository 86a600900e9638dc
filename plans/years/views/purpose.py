"""The pages of what education is for: the latest words with who signed them, all versions side by side, and a new
one.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

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
from plans.targets.models import Plan
from plans.targets.permissions import Standing, get_plan
from plans.years import rules
from plans.years.actions.signing import sign_purpose, write_purpose
from plans.years.forms import PurposeForm
from plans.years.models import Purpose, Signer


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
