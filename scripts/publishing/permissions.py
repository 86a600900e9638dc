"""Who sees, looks at, changes and suggests a template; the getters answer 404 or 403."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from learnplan.people.models import Bond, Role, User
from learnplan.web.pages import get_visible
from plans.reviewing.reading import learners_here
from scripts.authoring.permissions import bonds_to_write
from scripts.publishing.models import BranchTemplate, TemplateStep, TemplateSuggestion
from scripts.publishing.reading import with_uses


def get_template(user: User, template_id: int) -> BranchTemplate:
    """Return a template that this person may see, with how often it is used; 404 otherwise."""
    rows = with_uses(BranchTemplate.objects.visible_to(user)).select_related("institution")
    return get_visible(rows.fetch_mode(models.FETCH_RAISE), pk=template_id)


def get_draft(user: User, template_id: int) -> BranchTemplate:
    """Return a template that this person may change now: 404 if they do not see it, 403 if they only see it."""
    return _draft_of(user, get_template(user, template_id))


def get_template_step(user: User, step_id: int) -> TemplateStep:
    """Return a step of a draft of this person's."""
    seen = TemplateStep.objects.filter(template__in=BranchTemplate.objects.visible_to(user))
    step = get_visible(seen.select_related("template"), pk=step_id)
    _draft_of(user, step.template)
    return step


def _draft_of(user: User, template: BranchTemplate) -> BranchTemplate:
    if template.author_id != user.pk or template.is_by_learner:
        raise PermissionDenied(_("Only who wrote this template changes it."))
    if not template.is_draft:
        raise PermissionDenied(_("Others see it as it is. Withdraw it first, then change it."))
    return template


def get_suggestion(user: User, suggestion_id: int) -> TemplateSuggestion:
    """Return a suggestion made to this person, or by them."""
    return get_visible(TemplateSuggestion.objects.visible_to(user).select_related("adult"), pk=suggestion_id)


def is_waiting_for(user: User, template: BranchTemplate) -> bool:
    """Say whether this person is to look at the template before others see it."""
    return BranchTemplate.objects.to_look_at(user).filter(pk=template.pk).exists()


def checkers_of(template: BranchTemplate) -> list[User]:
    """Return who looks at a learner's template: their tutors and advocates, else the institution's administrators."""
    bonds = Bond.objects.in_force().helpers().filter(learner=template.author_id)
    adults = {bond.adult_id: bond.adult for bond in bonds.select_related("adult")}
    return list(adults.values()) or list(User.objects.with_role(Role.ADMINISTRATOR, template.institution))


def may_suggest(user: User, template: BranchTemplate) -> bool:
    """Say whether this user can suggest the template to anyone: it is published, and they write for some learner."""
    return template.is_published and bonds_to_write(user).exists()


def learners_to_suggest_to(user: User) -> QuerySet[User]:
    """Return the learners whose tutor or advocate this user is today."""
    bonded = bonds_to_write(user).filter(learner__in=learners_here())
    return User.objects.filter(pk__in=bonded.values("learner")).order_by("given_name", "family_name", "pk")
