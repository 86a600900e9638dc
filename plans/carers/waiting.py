"""A wish about what a carer sees, which waits for the other side: the learner, or their tutor."""

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.people.models import name_of
from learnplan.waiting.models import Waiting
from learnplan.waiting.shapes import Need, Source, Who, columns
from plans.carers.models import CarerView

AFTER = frozenset({"carer_view", "bond", "profile"})
NAMES = frozenset({"profile"})  # of carers, whom its event is about


def _wishes(person=None):
    own = columns(
        learner="bond__learner",
        institution="bond__institution",
        person=person,
        by="asked_by",
        since="asked_at",
        bond=F("bond"),
        carer=name_of("bond__adult"),
    )
    return CarerView.objects.waiting().values(**own)


def _of_adults():
    return _wishes(person="bond__learner").filter(~Q(asked_by=F("bond__learner")))


def _of_learners():
    return _wishes().filter(asked_by=F("bond__learner"))


def _told(row: Waiting) -> Need:
    said = {"who": row.by, "carer": row.facts["carer"]}
    return Need(
        words=_("%(who)s has a wish about what %(carer)s sees.") % said,
        more=_("It holds when you agree."),
        path=reverse("carer_view", args=[row.facts["bond"]]),
        action=_("Look at it"),
    )


SOURCES = (
    Source("carer_view.adult", gettext_lazy("What carers see"), AFTER, _of_adults, _told, anywhere=NAMES),
    Source(
        "carer_view.learner",
        gettext_lazy("What carers see"),
        AFTER,
        _of_learners,
        _told,
        who=Who.TUTOR,
        anywhere=NAMES,
    ),
)
