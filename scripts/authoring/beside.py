"""What a script adds elsewhere: to the pages of learners, targets and offers, and to the file a learner takes along."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.people.models import Role, User
from learnplan.web.prepared import prepared
from learnplan.years import TERM_NAMES
from plans.targets.models import Target
from plans.targets.shapes import Consequence, Section
from plans.years.export import Part
from scripts.authoring.facts import name_of as item_name
from scripts.authoring.models import Branch, EndingAsk, Script, Step, StepCover, StepOption
from scripts.offers.styles import Style

MOST_STEPS = 20


def script_of(learner: User, user: User) -> dict[str, Script | None]:
    """Return the learner's script, if the reader may see one."""
    return {"script": Script.objects.visible_to(user).filter(learner=learner).first()}


@prepared
def _steps(user: User, *, target_ids: list[int]):
    steps = Step.objects.filter(target__in=target_ids, branch__script__in=Script.objects.visible_to(user))
    steps = steps.select_related("branch").order_by("branch__position", "position")
    return steps.fetch_mode(models.FETCH_RAISE)[:MOST_STEPS]


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


def of_steps(target: Target, user: User) -> list[Consequence]:
    """Return the steps of the learner's script that answer the target."""
    return [
        Consequence(
            _("The step “%(step)s” on the branch “%(branch)s” answers it.")
            % {"step": step.title, "branch": step.branch.name},
            _("It stays in the script. You can give it another target there."),
            reverse("branch", args=[step.branch_id]),
        )
        for step in _steps(user, target_ids=[target.pk])
    ]


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


def script(learner: User) -> QuerySet:
    """Return the branches of the learner's script, each with what its ending asks and its own steps in their order."""
    names = ("id", "title", "style", "year", "term", "lasts", "minutes_a_week", "target_id", "done_at")
    options = StepOption.objects.filter(step=OuterRef("pk")).order_by("rank", "pk")
    option = JSONObject(title="title", style="style", offer="offer__title")
    covers = StepCover.objects.filter(step=OuterRef("pk")).order_by("pk").values(name=item_name("item"))
    steps = Step.objects.filter(branch=OuterRef("pk")).order_by("position")
    facts = JSONObject(
        **{name: name for name in names},
        offer="offer__title",
        options=ArraySubquery(options.values(row=option)),
        covers=ArraySubquery(covers),
    )
    asks = EndingAsk.objects.filter(branch=OuterRef("pk")).order_by("position", "pk").values("words")
    rows = Branch.objects.filter(script__learner=learner).order_by("position", "pk")
    own = ("id", "name", "ending", "state", "parent_id", "forks_after_id")
    return rows.values(*own, ending_asks=ArraySubquery(asks), own_steps=ArraySubquery(steps.values(row=facts)))


SCRIPT = Part(
    "script",
    gettext_lazy("Script"),
    script,
    labels={
        "name": gettext_lazy("Branch"),
        "ending": gettext_lazy("Where it ends"),
        "own_steps": gettext_lazy("Steps"),
        "title": gettext_lazy("What"),
        "style": gettext_lazy("How"),
        "year": gettext_lazy("Academic year from"),
        "term": gettext_lazy("Term"),
        "lasts": gettext_lazy("For how many terms"),
        "minutes_a_week": gettext_lazy("Minutes a week"),
        "offer": gettext_lazy("Offer"),
        "options": gettext_lazy("Or one of these"),
        "covers": gettext_lazy("Counts for"),
        "done_at": gettext_lazy("Done on"),
        "ending_asks": gettext_lazy("What the ending asks"),
    },
    codes={"state": dict(Branch.State.choices), "style": dict(Style.choices), "term": TERM_NAMES},
)
