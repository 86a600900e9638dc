"""What a script adds to the pages of targets and offers: the steps that answer a target, or take up an offer."""

from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from learnplan.people.models import Role, User
from learnplan.web.prepared import prepared
from plans.targets.beside import MOST_HANGING
from plans.targets.models import Target
from plans.targets.shapes import Consequence, Section
from scripts.authoring.models import Branch, Script, Step


def of_steps(target: Target, user: User) -> list[Consequence]:
    """Return the steps of the learner's script that answer the target."""
    steps = Step.objects.filter(target=target.pk, branch__script__in=Script.objects.visible_to(user))
    rows = steps.select_related("branch").order_by("branch__position", "position").fetch_mode(models.FETCH_RAISE)
    return [
        Consequence(
            _("The step “%(step)s” on the branch “%(branch)s” answers it.")
            % {"step": step.title, "branch": step.branch.name},
            _("It stays in the script. You can give it another target there."),
            reverse("branch", args=[step.branch_id]),
        )
        for step in rows[:MOST_HANGING]
    ]


MOST_STEPS = 20


def steps_of(target: Target, user: User) -> Section | None:
    """Return the steps of the learner's script that answer the target, or the earlier one that it goes on from."""
    ids = [target.pk, *([target.carried_from_id] if target.carried_from_id else [])]
    steps = [
        {
            "title": step.title,
            "url": reverse("branch", args=[step.branch_id]),
            "note": _("%(how)s, on the branch %(branch)s")
            % {"how": step.get_style_display(), "branch": step.branch.name},
            "is_done": step.done_at is not None,
        }
        for step in _steps(user, target_ids=ids)
    ]
    return Section("scripts/authoring/target_steps.html", {"steps": steps}) if steps else None


@prepared
def _steps(user: User, *, target_ids: list[int]):
    steps = Step.objects.filter(target__in=target_ids, branch__script__in=Script.objects.visible_to(user))
    steps = steps.select_related("branch").order_by("branch__position", "position")
    return steps.fetch_mode(models.FETCH_RAISE)[:MOST_STEPS]


def takes_up(user: User) -> Exists:
    """Return the condition that a step of a script this user may see takes up the offer."""
    return Exists(Step.objects.filter(offer=OuterRef("pk"), branch__script__in=Script.objects.visible_to(user)))


def put_in_script(user: User) -> str:
    """Return where a learner puts an offer into their chosen path; "" for others, and without such a path."""
    branches = _chosen_branches(user) if user.institutions_as(Role.LEARNER) else []
    return reverse("step_new", args=[branches[0].pk]) if branches else ""


@prepared
def _chosen_branches(user: User):
    return Branch.objects.filter(script__learner=user, state=Branch.State.CHOSEN)
