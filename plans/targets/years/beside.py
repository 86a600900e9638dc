"""What years add to the page of a plan: what education is for, who signed, and the ways to paper and to data."""

from django.db import models

from learnplan.people.models import User
from plans.targets.beside import Section
from plans.targets.models import Plan
from plans.targets.permissions import standing_to
from plans.targets.years.models import Purpose, Signature, Signer


def year_of(plan: Plan, user: User) -> Section:
    """Return what a plan's page shows of its year: three queries, and one for how an adult stands to it."""
    stands = standing_to(user, plan)
    purpose = Purpose.objects.filter(plan=plan).with_signatures().fetch_mode(models.FETCH_RAISE).first()
    signed = set(Signature.objects.filter(plan=plan, kind=Signature.Kind.AGREED).values_list("role", flat=True))
    facts = {
        "purpose": purpose,
        "may_write": stands.may_write,
        "is_owner": stands.is_learner,
        "signed": [role.label for role in Signer if role in signed],
    }
    return Section("plans/years/beside.html", facts)
