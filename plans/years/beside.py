"""What years add to the page of a plan: what education is for, who signed, and the ways to paper and to data."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery

from learnplan.people.models import User
from plans.targets.models import Plan
from plans.targets.shapes import Section
from plans.years.models import Purpose, Signature, Signer


def year_of(plan: Plan, user: User) -> Section:
    """Return what a plan's page shows of its year: one query."""
    said = Purpose.objects.filter(plan=OuterRef("pk")).order_by("-version")
    names = Signature.objects.filter(plan=OuterRef("pk"), kind=Signature.Kind.AGREED).order_by()
    rows = Plan.objects.filter(pk=plan.pk).annotate(
        words=Subquery(said.values("words")[:1]),
        version=Subquery(said.values("version")[:1]),
        signed=ArraySubquery(names.values("role").distinct()),
    )
    words, version, signed = rows.values_list("words", "version", "signed").get()
    facts = {
        "words": words,
        "version": version,
        "is_owner": user.pk == plan.learner_id,
        "signed": [role.label for role in Signer if role in signed],
    }
    return Section("plans/years/beside.html", facts)
