"""Rows of the rooms of a generated consortium: plans, money, scripts, offers and places."""

import json
from collections.abc import Iterator
from random import Random

from learnplan.bench.bulk import texts
from learnplan.bench.bulk.shape import STEPS_BRANCH, STEPS_COMMON, TARGETS_EACH, Shape
from plans.funding.formula import work_out

RATE_PENCE = 400_000
NEED_PENCE = 56_000
PRICE_PENCE = 120_000
PLACES = 60
BRANCHES_EACH = 3  # the trunk and two of the learner's own
STEPS_EACH = STEPS_COMMON + (BRANCHES_EACH - 1) * STEPS_BRANCH
COMPONENTS = {
    "version": 1,
    "components": [
        {"kind": "rate", "name": "For everyone", "pence": RATE_PENCE},
        {
            "kind": "need",
            "name": "Where I live",
            "circumstance": "area_decile",
            "pence": {str(decile): NEED_PENCE for decile in range(1, 11)},
        },
    ],
}
LINES = json.dumps([line.as_data() for line in work_out(COMPONENTS, {"year_group": "12", "area_decile": 1})])


def frameworks(day: str) -> Iterator[tuple]:
    yield (1, "generated", "Generated framework", "Learnplan", "1.1", "Adopted", None, day, "{}")


def framework_items() -> Iterator[tuple]:
    for n in range(1, STEPS_COMMON + 1):
        yield (n, 1, f"item-{n}", f"C{n}", f"Common part {n}", f"Common part {n}", "Standard", "", None, n, "{}")


def common_scripts(shape: Shape, year: int, day: str) -> Iterator[tuple]:
    """Two of each institution: for Year 12, whose learners have odd numbers, then for Year 13."""
    for institution in range(1, shape.institutions + 1):
        for odd, group in ((1, 12), (0, 13)):
            yield (2 * institution - odd, institution, 1, f"Common script, Year {group}", year, group, day)


def common_items(shape: Shape) -> Iterator[tuple]:
    for script in range(1, 2 * shape.institutions + 1):
        for n in range(1, STEPS_COMMON + 1):
            yield ((script - 1) * STEPS_COMMON + n, script, n, "t" if n <= STEPS_COMMON - 2 else "f", n)


def plans(shape: Shape, learners: range, year: int, day: str) -> Iterator[tuple]:
    for learner in learners:
        yield (learner, learner, shape.institution_of(learner), year, day)


def targets(learners: range, due_on: str, day: str, random: Random) -> Iterator[tuple]:
    for learner in learners:
        for number, (aim, test) in enumerate(random.sample(texts.TARGETS, TARGETS_EACH)):
            pk = (learner - 1) * TARGETS_EACH + number + 1
            state = "need_help" if random.random() < 0.05 else "active"
            yield (pk, learner, aim, test, due_on, state, learner, day, day, None)


def check_ins(learners: range, day: str, random: Random) -> Iterator[tuple]:
    for learner in learners:
        for number in range(TARGETS_EACH):
            target = (learner - 1) * TARGETS_EACH + number + 1
            yield (target, target, random.randint(1, 4), random.choice(texts.REFLECTIONS), learner, day)


def ratings(shape: Shape, learners: range, day: str, random: Random) -> Iterator[tuple]:
    for learner in learners:
        target = (learner - 1) * TARGETS_EACH + 1
        yield (target, target, random.randint(1, 4), random.choice(texts.COMMENTS), shape.tutor_of(learner), day)


def scripts(shape: Shape, learners: range, day: str) -> Iterator[tuple]:
    for learner in learners:
        institution = shape.institution_of(learner)
        yield (learner, learner, institution, institution * 2 - learner % 2, day)


def branches(learners: range, random: Random) -> Iterator[tuple]:
    """The trunk and two branches that fork from its last step; the first of them is chosen."""
    for learner in learners:
        trunk = (learner - 1) * BRANCHES_EACH + 1
        last = (learner - 1) * STEPS_EACH + STEPS_COMMON
        yield (trunk, learner, None, None, "Common script", "", "possible", 0)
        for number, (name, ending) in enumerate(random.sample(texts.BRANCHES, BRANCHES_EACH - 1), 1):
            state = "chosen" if number == 1 else "idea"
            yield (trunk + number, learner, trunk, last, name, ending, state, number)


def steps(shape: Shape, learners: range, year: int, day: str) -> Iterator[tuple]:
    for learner in learners:
        institution = shape.institution_of(learner)
        common = (institution * 2 - learner % 2 - 1) * STEPS_COMMON
        first, trunk = (learner - 1) * STEPS_EACH + 1, (learner - 1) * BRANCHES_EACH + 1
        for number in range(STEPS_COMMON):
            done_at = day if number < 4 else None
            own = (first + number, trunk, number, f"Common part {number + 1}", "in_class")
            yield (*own, None, None, None, None, common + number + 1, day, done_at)
        for at in range(STEPS_BRANCH * (BRANCHES_EACH - 1)):
            branch, number = trunk + 1 + at // STEPS_BRANCH, at % STEPS_BRANCH
            offer = offer_of(shape, learner) if at == 0 else None
            title = texts.OFFERS[(learner + at) % len(texts.OFFERS)]
            style = texts.STYLES[(learner + at) % len(texts.STYLES)]
            pk = first + STEPS_COMMON + at
            target = (learner - 1) * TARGETS_EACH + 1 if at == 0 else None
            yield (pk, branch, number, title, style, year + at % 2, at % 3 + 1, target, offer, None, day, None)


def offer_of(shape: Shape, learner: int) -> int:
    """Return the offer that a learner's chosen path takes up: spread evenly over the first partner's."""
    institution = shape.institution_of(learner)
    provider = shape.partners_of(institution)[0]
    return shape.offers_of(provider)[learner % len(shape.offers_of(provider))]


def offers(shape: Shape, starts_on: str, ends_on: str) -> Iterator[tuple]:
    for institution in range(1, shape.institutions + 1):
        for number, pk in enumerate(shape.offers_of(institution)):
            title = f"{texts.OFFERS[number % len(texts.OFFERS)]} {number // len(texts.OFFERS) + 1}"
            style = texts.STYLES[number % len(texts.STYLES)]
            own = (pk, institution, f"O{number}", title, "What people do here, and what they leave with.", style)
            where = (f"Level {number % 3 + 1}", "", "Workshop", "Wednesday afternoon")
            yield (*own, *where, starts_on, ends_on, PLACES, PRICE_PENCE, None, "{}")


def agreements(shape: Shape, since: str) -> Iterator[tuple]:
    for institution in range(1, shape.institutions + 1):
        for provider in shape.partners_of(institution):
            yield (provider, institution, since, None, None, "name and year group")


def has_place(learner: int) -> bool:
    """Say whether a learner's place is accepted; the others' is still asked for."""
    return learner % 3 != 0


def places(shape: Shape, learners: range, day: str) -> Iterator[tuple]:
    for learner in learners:
        state = "accepted" if has_place(learner) else "asked"
        promise = promise_of(shape, learner) if has_place(learner) else None
        step = (learner - 1) * STEPS_EACH + STEPS_COMMON + 1
        tutor = shape.tutor_of(learner)
        own = (learner, offer_of(shape, learner), learner, shape.institution_of(learner), step)
        yield (*own, state, "", PRICE_PENCE, tutor, day, day, tutor, None, "t", "", promise)


def promise_of(shape: Shape, learner: int) -> int:
    return 2 * shape.homes + learner


def learner_account(shape: Shape, learner: int) -> int:
    return 2 * shape.homes + 2 * learner - 1


def funds(shape: Shape, year: int, day: str) -> Iterator[tuple]:
    for institution in range(1, shape.homes + 1):
        yield (institution, "Choice fund", institution, year, day)


def formulas(shape: Shape, day: str) -> Iterator[tuple]:
    for institution in range(1, shape.homes + 1):
        by = shape.administrator_of(institution)
        yield (institution, institution, 1, json.dumps(COMPONENTS), by, day, day)


def entitlements(shape: Shape, learners: range) -> Iterator[tuple]:
    for learner in learners:
        institution = shape.institution_of(learner)
        yield (institution, institution, learner, learner, RATE_PENCE + NEED_PENCE, LINES, 2 * institution)


def fund_accounts(shape: Shape) -> Iterator[tuple]:
    for institution in range(1, shape.homes + 1):
        yield (2 * institution - 1, institution, "source", None, None)
        yield (2 * institution, institution, "fund", None, None)


def accounts(shape: Shape, learners: range) -> Iterator[tuple]:
    for learner in learners:
        own, institution = learner_account(shape, learner), shape.institution_of(learner)
        yield (own, institution, "learner", learner, None)
        if has_place(learner):
            yield (own + 1, institution, "promised", learner, provider_for(shape, learner))


def provider_for(shape: Shape, learner: int) -> int:
    """Return the institution that a learner's place is at."""
    return shape.partners_of(shape.institution_of(learner))[0]


def fund_transfers(shape: Shape, day: str) -> Iterator[tuple]:
    for institution in range(1, shape.homes + 1):
        by = shape.administrator_of(institution)
        yield (2 * institution - 1, institution, "paid_in", "Grant", by, None, None, None, None, day)
        yield (2 * institution, institution, "shared_out", "Formula 1", by, None, None, None, None, day)


def transfers(shape: Shape, learners: range, day: str) -> Iterator[tuple]:
    for learner in learners:
        if has_place(learner):
            fund, provider = shape.institution_of(learner), provider_for(shape, learner)
            yield (promise_of(shape, learner), fund, "promised", "A place", learner, learner, provider, None, None, day)


def entries(shape: Shape, learners: range) -> Iterator[tuple]:
    """Both sides of every transfer of some whole institutions, to be written in one statement."""
    share = RATE_PENCE + NEED_PENCE
    for institution in range(shape.institution_of(learners[0]), shape.institution_of(learners[-1]) + 1):
        total = share * len(shape.learners_of(institution))
        yield (2 * institution - 1, 2 * institution - 1, -total)
        yield (2 * institution - 1, 2 * institution, total)
        yield (2 * institution, 2 * institution, -total)
    for learner in learners:
        own = learner_account(shape, learner)
        yield (2 * shape.institution_of(learner), own, share)
        if has_place(learner):
            yield (promise_of(shape, learner), own, -PRICE_PENCE)
            yield (promise_of(shape, learner), own + 1, PRICE_PENCE)
