"""A plan on one sheet of paper: what stands on it, for the print page and for the PDF alike."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from learnplan.people.sight import Sight
from plans.targets.answers import line
from plans.targets.models import Plan, Target
from plans.targets.permissions import Standing
from plans.years.models import Purpose, Signature, Signer

MOST_TARGETS = 100


type Paper = dict[str, Any]


def _labels() -> dict[str, str]:
    return {
        "purpose": _("What my education is for"),
        "no_purpose": _("Not said yet."),
        "working": _("What I am aiming for"),
        "no_working": _("No open target at the moment."),
        "reached": _("Reached"),
        "signed": _("Signed"),
        "test": _("How I will know:"),
        "done": _("done"),
        "more": _("More on page 2"),
        "page": _("Page"),
        "hand": _("Name and day"),
    }


def paper_of(plan: Plan, stands: Standing) -> Paper:
    """Return the sheet of a plan as this reader may see it, as plain data that is ready to print: three queries.

    `names` are those who signed it as agreed, `blanks` who could still sign by hand, `labels` its fixed words.
    """
    rows = Target.objects.filter(plan=plan).exclude(state=Target.State.DRAFT).with_answers().with_steps()
    targets = list(rows[:MOST_TARGETS]) if stands.sees(Sight.TARGETS) else []
    purpose = Purpose.objects.filter(plan=plan).with_signatures().first()
    signed = Signature.objects.filter(plan=plan, kind=Signature.Kind.AGREED).select_related("user")
    latest = {one.user_id: one for one in signed.order_by("at", "pk")}
    roles = {one.role for one in latest.values()}
    helped = roles & {Signer.TUTOR, Signer.ADVOCATE}
    blanks = [Signer.LEARNER] * (Signer.LEARNER not in roles) + [Signer.TUTOR] * (not helped)
    name = plan.learner.get_short_name()
    return {
        "title": _("Learning plan %(year)s") % {"year": plan.year_name},
        "learner": str(plan.learner),
        "about": str(plan.institution),
        "lang": get_language() or "en",
        "purpose": purpose.words if purpose else "",
        "purpose_names": "; ".join(map(_named, purpose.signed)) if purpose else "",
        "shows_targets": stands.sees(Sight.TARGETS),
        "working": [_aim(target, name, stands.sees) for target in targets if target.is_open],
        "reached": [target.words for target in targets if target.state == Target.State.REACHED],
        "names": [_named(one) for one in latest.values()],
        "blanks": [str(capfirst(role.label)) for role in blanks],
        "made": _("Printed on %(day)s") % {"day": date_format(timezone.localdate(), "j F Y")},
        "labels": _labels(),
    }


def _aim(target: Target, name: str, sees: Callable[[str], bool]) -> dict:
    row = line(target, name, sees)
    by = _("by %(day)s") % {"day": date_format(target.due_on, "j F Y")} if target.due_on else ""
    return {
        "words": target.words,
        "test": target.success_test,
        "steps": [(step["words"], step["is_done"]) for step in target.step_rows],
        "where": ", ".join(filter(None, [by, target.get_state_display()])),
        "said": row.sentence,
    }


def _named(signature) -> str:
    words = {"who": signature.user, "role": signature.get_role_display(), "day": date_format(signature.at, "j F Y")}
    return _("%(who)s, %(role)s, %(day)s") % words
