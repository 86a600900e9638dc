"""What a script leaves to do for its learner: to start it, or to choose a path again."""

from django.db.models import Case, CharField, Exists, F, IntegerField, OuterRef, Subquery, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.people.models import Membership, Role
from learnplan.waiting.models import Waiting
from learnplan.waiting.shapes import Need, Source, columns
from learnplan.years import current_year
from scripts.authoring.models import Branch, Script
from scripts.frameworks.models import CommonScript

TO_START = frozenset({"script", "common_script", "roster", "person", "roll_over"})
TO_CHOOSE = frozenset({"script", "branch", "step"})


def _to_start():
    """Learners without a script, for whose cohort a common script is adopted (as `common_script_for` finds it)."""
    year = current_year()
    number = Cast("year_group", IntegerField()) + year - F("year")
    group = Case(When(year_group__regex=r"^\d+$", then=Cast(number, CharField())), default="year_group")
    there = CommonScript.objects.filter(institution=OuterRef("institution"), year__lte=year)
    adopted = there.annotate(group=group).filter(group=OuterRef("year_group")).order_by("-year")
    learning = Membership.objects.current().filter(role=Role.LEARNER, user__script=None)
    rows = learning.annotate(adopted_at=Subquery(adopted.values("adopted_at")[:1])).exclude(adopted_at=None)
    own = columns(
        thing="user",
        learner="user",
        institution="institution",
        person="user",
        since="adopted_at",
        common_script=Subquery(adopted.values("name")[:1]),
    )
    return rows.values(**own).order_by("its_learner", "-from_on", "pk").distinct("its_learner")


def _to_choose():
    """Scripts without a chosen or a finished branch."""
    on_the_way = Branch.objects.filter(script=OuterRef("pk"), state__in=(Branch.State.CHOSEN, Branch.State.FINISHED))
    own = columns(learner="learner", institution="institution", person="learner", since="started_at")
    return Script.objects.filter(~Exists(on_the_way)).values(**own)


def _start(row: Waiting) -> Need:
    return Need(
        words=_("Your script can start."),
        more=_("It begins with %(common_script)s, and then you branch it.") % row.facts,
        path=reverse("script_start"),
        action=_("Start my script"),
    )


def _choose(row: Waiting) -> Need:
    return Need(
        words=_("No path of your script is chosen."),
        more=_("Choose the one you are on, so that your tutor can ask for places."),
        path=reverse("script", args=[row.thing_id]),
        action=_("Choose a path"),
    )


SOURCES = (
    Source("script.start", gettext_lazy("My script"), TO_START, _to_start, _start),
    Source("script.choose", gettext_lazy("My script"), TO_CHOOSE, _to_choose, _choose),
)
