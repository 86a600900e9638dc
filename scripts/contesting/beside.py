"""What contesting the core adds to the file that a learner takes along."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import User, name_of
from learnplan.years import TERM_NAMES
from plans.years.export import Part
from scripts.authoring.facts import name_of as item_name
from scripts.contesting.models import CoreRequest
from scripts.offers.styles import Style


def core_requests(learner: User) -> QuerySet:
    """Return what was asked about required parts of the common script, with the answers."""
    rows = CoreRequest.objects.filter(script__learner=learner).order_by("-asked_at", "-pk")
    people = {"asked_by_name": name_of("asked_by"), "answer_by": name_of("answered_by")}
    own = ("id", "kind", "words", "style", "year", "term", "state", "asked_at", "answer", "rule", "answered_at")
    return rows.values(*own, part=item_name("common_item__item"), **people)


CORE_REQUESTS = Part(
    "core_requests",
    _("Asked about what everyone does"),
    core_requests,
    labels={
        "part": _("What about"),
        "kind": _("Asked for"),
        "words": _("Why"),
        "style": _("How"),
        "year": _("Academic year from"),
        "term": _("Term"),
        "asked_by_name": _("Asked by"),
        "rule": _("The rule that binds"),
    },
    codes={
        "kind": dict(CoreRequest.Kind.choices),
        "state": dict(CoreRequest.State.choices),
        "style": dict(Style.choices),
        "term": TERM_NAMES,
    },
)
