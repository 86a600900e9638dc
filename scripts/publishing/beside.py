"""What templates add to the file that a learner takes along: those written, and those suggested."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import User, name_of
from plans.years.export import Part
from scripts.publishing.models import BranchTemplate, TemplateStep, TemplateSuggestion


def templates(learner: User) -> QuerySet:
    """Return the templates that the person wrote, those without their name too: only they take this along."""
    steps = TemplateStep.objects.filter(template=OuterRef("pk")).order_by("position").values("title")
    rows = BranchTemplate.objects.filter(author=learner).order_by("-written_at", "-pk")
    own = ("id", "name", "about", "ending", "asks", "state", "reason", "written_at", "is_by_learner")
    return rows.values(*own, template_steps=ArraySubquery(steps))


TEMPLATES = Part(
    "templates",
    _("Templates I wrote"),
    templates,
    labels={
        "name": _("Name"),
        "about": _("What it is about"),
        "template_steps": _("Steps"),
        "ending": _("Where it ends"),
        "asks": _("What the ending asks"),
        "written_at": _("Written on"),
        "is_by_learner": _("Without my name"),
    },
    codes={"state": dict(BranchTemplate.State.choices)},
)


def suggestions(learner: User) -> QuerySet:
    """Return the templates that adults suggested to the learner, and what was answered."""
    rows = TemplateSuggestion.objects.filter(learner=learner).order_by("-at", "-pk")
    own = ("id", "words", "at", "state", "reason", "branch_id")
    return rows.values(*own, template_name=F("template__name"), name=name_of("adult"))


SUGGESTIONS = Part(
    "suggestions",
    _("Templates suggested to me"),
    suggestions,
    labels={"template_name": _("Template"), "name": _("By"), "reason": _("What I said")},
    codes={"state": dict(TemplateSuggestion.State.choices)},
)
