"""What freedoms add to the file that a learner takes along."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import User, name_of
from plans.coproduction.freedoms.catalogue import CATALOGUE
from plans.coproduction.freedoms.models import FreedomDecision, FreedomGrant
from plans.years.export import Part


def freedoms(learner: User) -> QuerySet:
    """Return the freedoms that the learner asked for, each with its decisions."""
    decided = FreedomDecision.objects.filter(grant=OuterRef("pk")).order_by("at", "pk")
    decisions = decided.values(row=JSONObject(state="state", at="at", words="words", name=name_of("by")))
    rows = FreedomGrant.objects.filter(learner=learner).order_by("-moved_at", "-pk")
    return rows.values("id", "freedom", "state", "granted_at", decided=ArraySubquery(decisions))


FREEDOMS = Part(
    "freedoms",
    _("Freedoms"),
    freedoms,
    labels={"freedom": _("Freedom"), "granted_at": _("Given on"), "decided": _("Decisions"), "words": _("Why")},
    codes={"freedom": {name: one.name for name, one in CATALOGUE.items()}, "state": dict(FreedomGrant.State.choices)},
)
