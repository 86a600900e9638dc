"""What the homes of learners and adults show, and that of someone without a role today."""

import datetime as dt
from collections import Counter

from django.db import models
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.home.learner import read_home
from learnplan.people.models import Bond, Membership, Role, User
from learnplan.people.sight import Sight
from learnplan.waiting.reading import first_needs
from learnplan.web.prepared import prepared
from learnplan.years import TERM_NAMES, academic_year, current_year, term, year_name
from plans.consultation.beside import coming_up
from plans.consultation.models import Talk
from plans.funding.models import Account, Entry
from plans.reviewing.reading import bonds_of, cases_of, learners_here, learners_of, with_case
from plans.targets.answers import line
from plans.targets.models import Plan, Target
from scripts.chosen.beside.cases import PATHS
from scripts.chosen.wording import chosen_of
from scripts.mapping.drawing import draw_mini
from scripts.offers.models import Place

MOST_OPEN, MOST_REACHED = 4, 1  # targets of a learner
FEW = 8  # learners or places of an adult
MOST_TALKS = 50
MOST_LEARNERS, MOST_TARGETS = 10, 100  # of a carer


def learner_home(user: User) -> dict:
    """Return what the home page of the learner `user` shows."""
    today = timezone.localdate()
    home = read_home(user, academic_year(today), today)
    return {
        "plan": home.plan,
        "purpose": home.purpose,
        "when": when(user, today),
        **first_needs(user),
        "picture": home.picture,
        "chosen": chosen_of(home.picture, is_learner=True) if home.picture else None,
        "drawing": draw_mini(home.picture, title=_("Where my script is going")) if home.picture else None,
        "rows": rows(home.targets),
        "target_count": sum(not target.is_draft for target in home.targets),
        "people": home.people,
        "coming": coming_up(home.talks, user),
        "encouragements": home.encouragements,
        "money": home.money,
    }


def rows(targets: list[Target]) -> list:
    """Return the few targets that home shows: those with a call first, then by date; then the last one reached."""
    still = sorted((t for t in targets if t.is_open), key=lambda t: (t.state not in Target.CALLS, t.due_on))
    reached = [t for t in targets if t.state == Target.State.REACHED]
    reached.sort(key=lambda t: t.closed_at or t.moved_at, reverse=True)
    return [line(target) for target in still[:MOST_OPEN] + reached[:MOST_REACHED]]


def when(user: User, today: dt.date) -> dict:
    """Return where in their education the learner is today: year group, term and institution."""
    here = next(one for one in user.current_memberships if one.role == Role.LEARNER)
    return {"year_group": here.year_group, "term": TERM_NAMES[term(today)], "institution": here.institution}


def teacher_home(user: User) -> dict:
    """Return what the home page of the teacher or advocate `user` shows."""
    shown = _learners_shown(user)
    return {
        **first_needs(user),
        "cases": cases_of(shown[:FEW], user, PATHS),
        "coming": coming_up(open_talks(user), user)[:FEW],
        "has_more": len(shown) > FEW,
        "places": _places_brokered(user),
    }


@prepared
def open_talks(adult: User):
    """The open talks of an adult that have a time, the next first."""
    rows = Talk.objects.waiting_with(adult).exclude(booked_at=None).select_related("plan__learner", "adult")
    return rows.order_by("booked_at", "pk").fetch_mode(models.FETCH_RAISE)[:MOST_TALKS]


@prepared
def _learners_shown(user: User):
    learners = PATHS.add(with_case(learners_of(user), user), user)
    learners = learners.order_by("waits_since", "family_name", "given_name", "pk")
    return learners.fetch_mode(models.FETCH_RAISE)[: FEW + 1]


@prepared
def _places_brokered(user: User):
    places = Place.objects.filter(learner__in=bonds_of(user).values("learner"), state__in=Place.OPEN)
    latest = Place.objects.filter(pk__in=places.order_by("-moved_at", "-pk").values("pk")[:FEW])
    latest = latest.select_related("offer__provider", "learner").order_by("-moved_at", "-pk")
    return latest.fetch_mode(models.FETCH_RAISE)


def provider_home(user: User) -> dict:
    """Return what the home page of the provider staff `user` shows."""
    providers = user.institutions_as(Role.PROVIDER)
    asked = Place.objects.filter(offer__provider__in=providers).of_learners_here()
    counts = Counter(dict(asked.order_by().values_list("state").annotate(n=Count("pk"))))
    return {
        **first_needs(user),
        "asked": counts[Place.State.ASKED],
        "held": counts[Place.State.HELD],
        "offered": counts[Place.State.OFFERED],
        "taken": counts[Place.State.ACCEPTED] + counts[Place.State.UNDER_WAY],
        "promised_pence": promised_pence(providers),
        "places": latest_places(user),
    }


@prepared
def latest_places(user: User):
    """The open places at this provider staff's institutions that moved last."""
    places = Place.objects.filter(offer__provider__in=user.institutions_as(Role.PROVIDER), state__in=Place.OPEN)
    latest = places.of_learners_here().order_by("-moved_at", "-pk").values("pk")[:FEW]
    rows = Place.objects.filter(pk__in=latest).select_related("offer", "learner", "home")
    return rows.order_by("-moved_at", "-pk").fetch_mode(models.FETCH_RAISE)


def promised_pence(providers: list[int]) -> int:
    """Return the pence promised to these institutions for their places and not yet paid."""
    entries = Entry.objects.filter(account__kind=Account.Kind.PROMISED, account__provider__in=providers)
    return entries.aggregate(pence=Coalesce(Sum("pence"), 0))["pence"]


def carer_home(user: User) -> dict:
    """Return what the home page of the carer `user` shows: each learner who agreed, with this year's plan."""
    bonds = Bond.objects.in_force().carers().filter(adult=user, learner__in=learners_here())
    bonds = bonds.select_related("learner").order_by("learner__family_name", "learner__given_name", "pk")
    found = {bond.learner: bond.seen for bond in bonds.fetch_mode(models.FETCH_RAISE)[:MOST_LEARNERS]}
    learners = list(found)
    plans = {plan.learner_id: plan for plan in Plan.objects.filter(learner__in=learners, year=current_year())}
    names = {plan.pk: learner.get_short_name() for learner in learners if (plan := plans.get(learner.pk))}
    lines: dict[int, list] = {}
    seen = {plans[learner.pk].pk: sees for learner, sees in found.items() if learner.pk in plans}
    open_to = [plan for plan, sees in seen.items() if Sight.TARGETS in sees]
    targets = Target.objects.visible_to(user).filter(plan__in=open_to).open().with_answers()
    for target in targets.fetch_mode(models.FETCH_RAISE)[:MOST_TARGETS]:
        row = line(target, names[target.plan_id], seen[target.plan_id].__contains__)
        lines.setdefault(target.plan_id, []).append(row)
    return {
        **first_needs(user),
        "learners": [
            {
                "learner": one,
                "name": one.get_short_name(),
                "plan": plan,
                "rows": lines.get(plan.pk, []) if plan else [],
                "sees_targets": Sight.TARGETS in found[one],
            }
            for one in learners
            for plan in [plans.get(one.pk)]
        ],
    }


def entrant_home(user: User) -> dict:
    """Return where they begin, if they do, and their plan for then; or the last plan they had."""
    begins = Membership.objects.filter(user=user, role=Role.LEARNER, from_on__gt=timezone.localdate())
    first = begins.select_related("institution").order_by("from_on", "pk").first()
    if first is None:
        return {"begins": None, "plan": Plan.objects.filter(learner=user).first()}
    year = academic_year(first.from_on)
    plan = Plan.objects.filter(learner=user, year=year).first()
    return {"begins": first, "plan": plan, "year": year_name(year)}
