"""Reading templates for their pages: found by words and style, with how often each is used."""

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from learnplan.people.models import User
from scripts.offers.models import Offer
from scripts.publishing.models import BranchTemplate, TemplateFork, TemplateStep, TemplateSuggestion


def with_uses(templates: QuerySet[BranchTemplate]) -> QuerySet[BranchTemplate]:
    """Add `uses` to templates: how many scripts have a branch that was started from each."""
    forks = TemplateFork.objects.filter(template=OuterRef("pk")).order_by().values("template")
    return templates.annotate(  # type: ignore[no-redef]
        uses=Coalesce(Subquery(forks.annotate(n=Count("branch__script", distinct=True)).values("n")), 0)
    )


def find_templates(user: User, words: str = "", style: str = "") -> QuerySet[BranchTemplate]:
    """Return the published templates that this user sees and that have all the `words` and a step of the `style`."""
    found = BranchTemplate.objects.listed_for(user)
    for word in words.split():
        steps = TemplateStep.objects.filter(template=OuterRef("pk"), title__icontains=word)
        in_text = Q(name__icontains=word) | Q(about__icontains=word) | Q(ending__icontains=word)
        found = found.filter(in_text | Exists(steps))
    if style:
        found = found.filter(Exists(TemplateStep.objects.filter(template=OuterRef("pk"), style=style)))
    found = with_uses(found).annotate(step_count=Count("steps", distinct=True)).select_related("institution")
    return found.order_by("name", "pk").fetch_mode(models.FETCH_RAISE)


def steps_of(template: BranchTemplate, user: User) -> list[TemplateStep]:
    """Return the steps of a template with their alternatives and offers: three queries.

    Each says as `is_open` whether the user can take its offer up now.
    """
    steps = template.steps.select_related("offer__provider").prefetch_related("options")
    rows = list(steps.fetch_mode(models.FETCH_RAISE))
    named = [step.offer_id for step in rows if step.offer_id]
    is_open = set(Offer.objects.visible_to(user).filter(pk__in=named, closed_at=None).values_list("pk", flat=True))
    for step in rows:
        step.is_open = step.offer_id in is_open
    return rows


def suggested_to(learner: User) -> QuerySet[TemplateSuggestion]:
    """Return what adults suggested to a learner and the learner has not answered, with template and adult."""
    seen = BranchTemplate.objects.listed_for(learner).values("pk")
    rows = TemplateSuggestion.objects.waiting().filter(learner=learner, template__in=seen)
    return rows.select_related("template", "adult").fetch_mode(models.FETCH_RAISE)
