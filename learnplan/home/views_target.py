"""The page of one target, composed with the steps of a script that answer it, which a plan knows nothing of."""

from django.db import models
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from learnplan.pages import Request
from learnplan.people.models import User
from learnplan.prepared import prepared
from plans.targets.models import Target
from plans.targets.views_target import target as target_page
from scripts.authoring.models import Script, Step

MOST_STEPS = 20


def target(request: Request, target_id: int) -> HttpResponse:
    """Show a target, with the steps of the learner's script that answer it."""
    return target_page(request, target_id, beside=steps_of)


def steps_of(target: Target, user: User) -> dict:
    """Return the steps that answer the target, for the part of its page that lists them."""
    return {
        "steps": [
            {
                "title": step.title,
                "url": reverse("branch", args=[step.branch_id]),
                "note": _("%(how)s, on the branch %(branch)s")
                % {"how": step.get_style_display(), "branch": step.branch.name},
                "is_done": step.done_at is not None,
            }
            for step in _steps(user, target_id=target.pk)
        ]
    }


@prepared
def _steps(user: User, *, target_id: int):
    steps = Step.objects.filter(target=target_id, branch__script__in=Script.objects.visible_to(user))
    steps = steps.select_related("branch").order_by("branch__position", "position")
    return steps.fetch_mode(models.FETCH_RAISE)[:MOST_STEPS]
