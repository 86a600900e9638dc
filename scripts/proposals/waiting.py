"""A new version of what everyone learns, which waits for a learner's answer: the oldest, said once."""

from django.db.models import F, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.waiting.models import Waiting
from learnplan.waiting.shapes import Need, Source, columns
from scripts.authoring.models import Script
from scripts.proposals.reading import open_proposals

AFTER = frozenset({"common_script", "proposal", "script", "step", "branch"})


def _oldest():
    waiting = open_proposals().filter(script_id=OuterRef("pk"))
    rows = Script.objects.annotate(taking=Subquery(waiting.values("pk")[:1])).exclude(taking=None)
    own = columns(
        learner="learner",
        institution="institution",
        person="learner",
        since=Subquery(waiting.values("taken_at")[:1]),
        taking=F("taking"),
        framework=F("common_script__framework__title"),
    )
    return rows.values(**own)


def _answer(row: Waiting) -> Need:
    return Need(
        words=_("There is a new version of what everyone learns."),
        more=_("%(framework)s has changed. Look at what that would mean for your script, and decide.") % row.facts,
        path=reverse("proposal", args=[row.thing_id, row.facts["taking"]]),
        action=_("See what changed"),
    )


SOURCES = (Source("proposal.answer", gettext_lazy("New versions"), AFTER, _oldest, _answer),)
