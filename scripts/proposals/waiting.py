"""A new version of what everyone learns, which waits for a learner's answer: the oldest, said once."""

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.waiting.models import Waiting
from learnplan.waiting.shapes import Need, Source, columns
from scripts.proposals.reading import open_proposals

AFTER = frozenset({"common_script", "proposal", "script", "step", "branch"})


def _oldest():
    script = "common_script__scripts__"
    own = columns(
        thing="script_id",
        learner=f"{script}learner",
        institution=f"{script}institution",
        person=f"{script}learner",
        since="taken_at",
        taking=F("pk"),
        framework=F("common_script__framework__title"),
    )
    return open_proposals().values(**own).order_by("its_learner", "taken_at", "pk").distinct("its_learner")


def _answer(row: Waiting) -> Need:
    return Need(
        words=_("There is a new version of what everyone learns."),
        more=_("%(framework)s has changed. Look at what that would mean for your script, and decide.") % row.facts,
        path=reverse("proposal", args=[row.thing_id, row.facts["taking"]]),
        action=_("See what changed"),
    )


SOURCES = (Source("proposal.answer", gettext_lazy("New versions"), AFTER, _oldest, _answer),)
