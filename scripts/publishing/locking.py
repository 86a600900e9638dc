"""Locking a template of a branch, and recording an act on it; for the actions."""

from learnplan.events.actions import record
from learnplan.people.models import User
from scripts.publishing.models import BranchTemplate


def locked(template: BranchTemplate) -> BranchTemplate:
    """Lock a template until the transaction ends, and return it as it stands then."""
    rows = BranchTemplate.objects.select_for_update(of=("self",)).select_related("author", "institution")
    return rows.get(pk=template.pk)


def record_template(verb: str, template: BranchTemplate, actor: User, **facts):
    """Record an act on a template: in a learner's history if it is theirs, else in the institution's record."""
    learner = template.author if template.is_by_learner else None
    facts |= {"template": template.name}
    return record(verb, actor=actor, thing=template, learner=learner, institution=template.institution, **facts)
