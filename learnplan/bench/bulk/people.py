"""Rows of a generated consortium: institutions, people, their ties and circumstances, what they were told."""

from collections.abc import Iterator
from random import Random

from learnplan.bench.bulk import texts
from learnplan.bench.bulk.shape import Shape


def institutions(shape: Shape) -> Iterator[tuple]:
    for number in range(1, shape.institutions + 1):
        kind = "college" if number % 3 == 0 else "school"
        name = f"{texts.FAMILY[number % len(texts.FAMILY)]} {kind.capitalize()} {number}"
        yield (number, "", None, "{}", name, kind, f"G{number}")


def users(learners: range, random: Random) -> Iterator[tuple]:
    for learner in learners:
        yield _user(learner, f"learner{learner}", None, random)


def staff(shape: Shape, random: Random) -> Iterator[tuple]:
    first = shape.learners + 1
    last = shape.provider_of(shape.institutions)
    for user in range(first, last + 1):
        yield _user(user, f"staff{user - shape.learners}", f"staff{user - shape.learners}@example.org", random)


def _user(pk: int, username: str, email: str | None, random: Random) -> tuple:
    given, family = random.choice(texts.GIVEN), random.choice(texts.FAMILY)
    return (pk, "!", None, "f", "", None, "{}", username, email, given, family, "", "f", "t", "2026-09-01")


def memberships(shape: Shape, learners: range, since: str) -> Iterator[tuple]:
    for learner in learners:
        year_group = "12" if learner % 2 else "13"
        yield ("", None, "{}", learner, shape.institution_of(learner), "learner", year_group, since, None)


def staff_memberships(shape: Shape, since: str) -> Iterator[tuple]:
    for institution in range(1, shape.institutions + 1):
        first = shape.learners + (institution - 1) * shape.tutors_each + 1
        for tutor in range(first, first + shape.tutors_each):
            yield ("", None, "{}", tutor, institution, "teacher", "", since, None)
        yield ("", None, "{}", shape.administrator_of(institution), institution, "administrator", "", since, None)
        yield ("", None, "{}", shape.provider_of(institution), institution, "provider", "", since, None)


def bonds(shape: Shape, learners: range, since: str) -> Iterator[tuple]:
    for learner in learners:
        institution = shape.institution_of(learner)
        yield ("", None, "{}", learner, shape.tutor_of(learner), "tutor", institution, since, None)


def circumstances(learners: range, since: str, random: Random) -> Iterator[tuple]:
    for learner in learners:
        yield (learner, "area_decile", random.randint(1, 10), "generated", since, None)
        yield (learner, "prior_attainment", random.randint(1, 5), "generated", since, None)
        if random.random() < 0.25:
            yield (learner, "free_meals", 1, "generated", since, None)


def events(shape: Shape, learners: range, day: str, random: Random) -> Iterator[tuple]:
    """Six acts a learner; facts are JSON with its quotes as COPY wants them."""
    for learner in learners:
        institution, tutor = shape.institution_of(learner), shape.tutor_of(learner)
        own = (day, learner, None, learner, institution)
        yield (*own, "plan.started", "plan", learner, '{"year": "2026/27"}')
        for number, (aim, _test) in enumerate(random.sample(texts.TARGETS, 3)):
            yield (*own, "target.written", "target", learner * 3 + number - 2, f'{{"words": "{aim}"}}')
        for actor in (learner, tutor):
            facts = f'{{"words": "{texts.TARGETS[0][0]}"}}'
            yield (day, actor, None, learner, institution, "target.written", "target", learner * 3 - 2, facts)


def notices(learners: range, day: str) -> Iterator[tuple]:
    for learner in learners:
        for number in range(3):
            words, read_at = "Your tutor answered your check-in.", day if number else None
            yield (learner, None, f"generated.{number}", words, "/", day, read_at, "none", 0)
