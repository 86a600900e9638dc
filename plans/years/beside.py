"""What years add to the page of a plan: what education is for, who signed, and the ways to paper and to data."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery

from learnplan.people.models import User
from learnplan.web.prepared import prepared
from plans.targets.models import Plan
from plans.targets.shapes import Section
from plans.years.models import Purpose, Signature, Signer


def year_of(plan: Plan, user: User) -> Section:
    """Return what a plan's page shows of its year: one query."""
    ((words, version, signed),) = _said_of(plan_id=plan.pk)
    facts = {
        "words": words,
        "version": version,
        "is_owner": user.pk == plan.learner_id,
        "signed": [role.label for role in Signer if role in signed],
    }
    return Section("plans/years/beside.html", facts)


@prepared
def _said_of(*, plan_id: int):
    said = Purpose.objects.filter(plan=OuterRef("pk")).order_by("-version")
    names = Signature.objects.filter(plan=OuterRef("pk"), kind=Signature.Kind.AGREED).order_by()
    rows = Plan.objects.filter(pk=plan_id).annotate(
        words=Subquery(said.values("words")[:1]),
        version=Subquery(said.values("version")[:1]),
        signed=ArraySubquery(names.values("role").distinct()),
    )
    return rows.values_list("words", "version", "signed")
