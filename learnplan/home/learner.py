"""What the home of a learner is made of, read in one statement: plan and money, targets, people, script."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, OuterRef, Subquery, Sum

from learnplan.people.models import Bond, User
from learnplan.web.together import Together, as_model
from plans.carers.models import Encouragement
from plans.consultation.models import Talk
from plans.funding.models import Account, Entitlement, Entry
from plans.funding.reading import Behind, Shared
from plans.targets.models import Plan, Target
from plans.years.models import Purpose
from scripts.authoring.models import KeptPath
from scripts.authoring.reading import PATH, Picture, picture_of, with_live
from scripts.offers.models import Place

# Stand-ins for the learner, the academic year and today, while the statement is put together.
LEARNER, YEAR, DAY = 9_007_199_254_740_881, 31_337, dt.date(1, 2, 3)
NAMES = ("given_name", "family_name", "preferred_name")
MOST_TARGETS, MOST_PEOPLE, MOST_TALKS, MOST_ENCOURAGEMENTS = 60, 8, 20, 1


@dataclass(frozen=True, slots=True)
class Home:
    """The learner's plan of the year (None before it is started) and what stands in it; picture None without script."""

    plan: Plan | None
    purpose: str
    money: Behind | None
    targets: list[Target]
    people: list[Bond]
    picture: Picture | None
    talks: list[Talk]
    encouragements: list[Encouragement]


def read_home(learner: User, year: int, today: dt.date) -> Home:
    """Return what the home of `learner` shows: one query."""
    found = TOGETHER.read(learner=learner.pk, year=year, day=today)
    plan, path = (next(iter(found[name]), None) for name in ("plan", "paths"))
    return Home(
        plan=_plan(plan, year, learner) if plan else None,
        purpose=(plan["purpose"] or "") if plan else "",
        money=_money(plan),
        targets=[_target(row) for row in found["targets"]],
        people=[as_model(Bond, row, adult=_user(row, "adult_id")) for row in found["people"]],
        picture=picture_of(path, money=_shared(plan, year), is_writer=True) if path else None,
        talks=[_talk(row, learner) for row in found["talks"]],
        encouragements=[
            as_model(Encouragement, row, author=_user(row, "author_id")) for row in found["encouragements"]
        ],
    )


def names_of(person: str) -> dict[str, F]:
    """Return the columns of NAMES of the user in the field `person`."""
    return {name: F(f"{person}__{name}") for name in NAMES}


def plans():
    """Return the learner's plan with its entitlement, what is left to choose with, and what education is for."""
    own = Entry.objects.filter(
        account__learner=OuterRef("learner"),
        account__kind=Account.Kind.LEARNER,
        account__fund__year=OuterRef("year"),
    )
    left = own.order_by().values("account__learner").annotate(pence=Sum("pence")).values("pence")
    total = Entitlement.objects.filter(plan=OuterRef("pk")).values("total_pence")[:1]
    said = Purpose.objects.filter(plan=OuterRef("pk")).order_by("-version").values("words")[:1]
    plan = Plan.objects.filter(learner=LEARNER, year=YEAR)
    rows = plan.annotate(total=Subquery(total), left=Subquery(left), purpose=Subquery(said))
    return rows.values("id", "institution_id", "closed_at", "total", "left", "purpose")


def targets():
    """Return the plan's targets with the latest answers of both sides."""
    rows = Target.objects.filter(plan__learner=LEARNER, plan__year=YEAR).with_answers()
    fields = ("id", "plan_id", "words", "due_on", "state", "moved_at", "closed_at", "own", "other")
    return rows.values(*fields)[:MOST_TARGETS]


def people():
    """Return the adults who are with the learner today."""
    rows = Bond.objects.on(DAY).consented().filter(learner=LEARNER).order_by("-kind", "pk")
    return rows.values("id", "kind", "from_on", "until_on", "adult_id", "standing_in_for_id", **names_of("adult"))[
        :MOST_PEOPLE
    ]


def paths():
    """Return what is kept of the learner's script, with what hangs on others: all of their places, and offers."""
    return with_live(KeptPath.objects.filter(learner=LEARNER), Place.objects.all(), day=DAY).values(*PATH)


def talks():
    """Return the learner's open talks, with the adult in each."""
    rows = Talk.objects.open().filter(plan__learner=LEARNER).order_by("booked_at", "pk")
    own = (
        "id",
        "plan_id",
        "state",
        "place",
        "asked_by_id",
        "booked_at",
        "until_at",
        "opened_at",
        "moved_at",
        "sequence",
    )
    return rows.values(*own, "adult_id", **names_of("adult"))[:MOST_TALKS]


def encouragements():
    """Return the last kind words from carers who are with the learner today, but for those put away."""
    carers = Bond.objects.on(DAY).consented().carers().filter(learner=LEARNER)
    rows = Encouragement.objects.shown().filter(plan__learner=LEARNER, plan__year=YEAR)
    rows = rows.filter(author__in=carers.values("adult"))
    return rows.values("id", "words", "at", "author_id", **names_of("author"))[:MOST_ENCOURAGEMENTS]


TOGETHER = Together(
    {"learner": LEARNER, "year": YEAR, "day": DAY},
    plan=plans,
    targets=targets,
    people=people,
    paths=paths,
    talks=talks,
    encouragements=encouragements,
)


def _plan(row: dict, year: int, learner: User) -> Plan:
    own = {name: row[name] for name in ("id", "institution_id", "closed_at")}
    return as_model(Plan, own, year=year, learner=learner)


def _money(plan: dict | None) -> Behind | None:
    if plan is None or plan["total"] is None:
        return None
    left_pence = plan["left"] or 0
    return Behind(plan["total"], plan["total"] - left_pence, left_pence)


def _shared(plan: dict | None, year: int) -> Shared | None:
    money = _money(plan)
    return Shared(year, money.total_pence or 0, money.promised_pence) if money else None


def _target(row: dict) -> Target:
    own, other = row.pop("own"), row.pop("other")
    target = as_model(Target, row)
    target.own, target.other = own, other
    return target


def _user(row: dict, key: str) -> User:
    """Take the columns of `names_of` a person out of the row, with their key."""
    return User(id=row.pop(key), **{name: row.pop(name) for name in NAMES})


def _talk(row: dict, learner: User) -> Talk:
    plan = Plan(id=row.pop("plan_id"), learner=learner)
    return as_model(Talk, row, plan=plan, adult=_user(row, "adult_id"))
