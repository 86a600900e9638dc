"""The home of an administrator: how far the year has come, and what is left to set up, in order."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import Institution, Membership, Role, User
from learnplan.waiting.reading import first_needs
from learnplan.years import current_year, year_name
from plans.funding.models import Formula
from plans.targets.models import Plan, Target
from scripts.frameworks.models import CommonScript, Framework
from scripts.offers.models import Agreement, Offer, Place


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to set up, with where it is done; `is_done` once it is."""

    words: str | Promise
    more: str | Promise
    path: str
    is_done: bool


# What is to be set up, in the order in which it is possible: in words, where, and what of `with_figures` says it is.
TO_SET_UP = (
    (
        _("Bring in the roster"),
        _("People, classes and who tutors whom, from your information system."),
        "roster_import",
        "has_learners",
    ),
    (
        _("Bring in a framework"),
        _("The published curriculum that common scripts are made from."),
        "framework_import",
        "has_framework",
    ),
    (
        _("Adopt a common script"),
        _("What every learner of a year group shares, and what of it is required."),
        "frameworks",
        "has_common_script",
    ),
    (
        _("Bring in offers"),
        _("What you and your partners offer, with places and prices."),
        "offers_import",
        "has_offers",
    ),
    (
        _("Open a fund and publish its formula"),
        _("Then every learner sees the money behind their plan."),
        "funds",
        "has_published",
    ),
)


def administrator_home(user: User) -> dict:
    """Return what the home page of the administrator `user` shows, for each institution they administer."""
    year = current_year()
    institutions = list(with_figures(user.institutions_as(Role.ADMINISTRATOR), year))
    for one in institutions:
        one.tasks = tasks(one)
        one.is_set_up = all(task.is_done for task in one.tasks)
    return {
        **first_needs(user),
        "institutions": institutions,
        "year": year_name(year),
    }


def with_figures(institutions: list[int], year: int):
    """Return the institutions with their counts of the year and what of the setting up is done: one query."""
    here = OuterRef("pk")
    learners = Membership.objects.current().filter(institution=here, role=Role.LEARNER)
    plans = Plan.objects.filter(institution=here, year=year)
    partners = Agreement.objects.current().filter(home=OuterRef(OuterRef("pk")))
    offers = Offer.objects.filter(Q(provider=here) | Q(provider__in=partners.values("provider")), closed_at=None)
    published = Formula.objects.filter(fund__institution=here, fund__year=year, published_at__isnull=False)
    return Institution.objects.filter(pk__in=institutions).annotate(
        learner_count=counted(learners, "institution"),
        plan_count=counted(plans, "institution"),
        target_count=counted(Target.objects.filter(plan__institution=here, plan__year=year), "plan__institution"),
        place_count=counted(Place.objects.filter(home=here, state__in=Place.OPEN), "home"),
        has_learners=Exists(learners),
        has_framework=Exists(Framework.objects.all()),
        has_common_script=Exists(CommonScript.objects.filter(institution=here)),
        has_offers=Exists(offers),
        has_published=Exists(published),
    )


def counted(rows, by: str) -> Coalesce:
    """Return the number of `rows`, which belong to one value of `by`, as a column."""
    return Coalesce(Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n")), 0)


def tasks(here: Institution) -> list[Task]:
    """Return what is to be set up at an institution `with_figures`."""
    return [Task(words, more, reverse(page), getattr(here, done)) for words, more, page, done in TO_SET_UP]
