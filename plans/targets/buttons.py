"""The buttons of a plan's pages: each does its act, leads to asking for it, or says that it is not possible here."""

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from plans.matrix.acts import ON_TARGET, Act, Setting
from plans.matrix.permissions import rules_with_waiting
from plans.matrix.rules import Rules, deny_words
from plans.targets.models import Plan, Target
from plans.targets.permissions import HELPERS, Standing

SHOWN = (Act.WRITE, Act.CARRY, Act.CHANGE, Act.LET_GO, Act.REACH, Act.REOPEN)


def buttons(plan: Plan, stands: Standing, target: Target | None = None) -> dict:
    """Return for a page of the plan (or one target) `acts`, what stands in place of the button of each, and
    `waiting_requests`, what waits for an answer about it, as far as this reader may know: one query, or none for
    someone without a tie to the learner.
    """
    if not (stands.is_tied or stands.is_administrator):
        return {"acts": {}, "waiting_requests": []}
    rules = rules_with_waiting(plan)
    may_know = stands.is_learner or stands.is_administrator or bool(stands.bonds & HELPERS)
    waiting = [one for one in rules.waiting if target is None or one["target"] == target.pk] if may_know else []
    return {
        "acts": {
            act.name.lower(): _button(rules, act, plan, stands, target)
            for act in SHOWN
            if target is not None or act not in ON_TARGET
        },
        "waiting_requests": [one | {"act": Act(one["act"]).label} for one in waiting],
    }


def _button(rules: Rules, act: Act, plan: Plan, stands: Standing, target: Target | None) -> dict:
    says = rules.says(act, stands)
    path = reverse("ask", args=[plan.pk, act])
    return {
        "is_free": says in (Setting.ALLOW, None),
        "is_asked": says == Setting.REQUEST,
        "label": _("Ask to %(act)s") % {"act": act.label} if says == Setting.REQUEST else capfirst(str(act.label)),
        "url": f"{path}?target={target.pk}" if target else path,
        "why": deny_words(rules, act, plan, stands) if says == Setting.DENY else "",
    }
