"""What the young people of the demonstration say education is for, the plans they sign, and last year, closed."""

from django.db.models import QuerySet

from learnplan.demonstration.scenes import at, plans_of, tutor_of
from learnplan.people.models import Bond
from plans.models import Plan, Target
from plans.years.actions.signing import sign_plan, sign_purpose, write_purpose
from plans.years.reading import sheet_of
from plans.years.sheet import digest_of

FEW = 12
PURPOSES = (
    "To understand how things work, so that I do not have to believe whoever shouts loudest.",
    "To earn my own money without being bored every day. And to be able to help Mum with her letters.",
    "So that I can choose where I live, and am not stuck here only because I know nothing else.",
    "To find out what I am good at. So far I mostly know what I am not good at.",
    "To make music that somebody I have never met wants to hear twice.",
)
FIRST = "To understand how machines work and to be paid for it."
LATER = "To understand how machines work well enough to mend what others throw away, and to teach it to my brother."


def close_last_year(year: int) -> None:
    """Last year: some said what education is for, signed in autumn, and closed the year together in July."""
    with at(year, 9, 19):
        plans = _done(year)
        for number, plan in enumerate(plans):
            said = write_purpose(plan=plan, words=PURPOSES[number % len(PURPOSES)], actor=plan.learner)
            sign_purpose(purpose=said, actor=tutor_of(plan.learner))
            _sign(plan, "agreed")
    with at(year, 7, 8):
        for plan in plans[: FEW // 2]:
            _sign(plan, "closed")


def say_and_sign(year: int) -> None:
    """This year: Amina writes it again and waits for her tutor's name; some have signed, and a plan changed since."""
    plans = list(_tutored(year))
    plans.sort(key=lambda plan: (plan.learner.username != "amina", plan.pk))
    with at(year, 10, 3):
        for number, plan in enumerate(plans[:FEW]):
            words = PURPOSES[number % len(PURPOSES)] if number else FIRST
            said = write_purpose(plan=plan, words=words, actor=plan.learner)
            if number % 3 == 0:
                sign_purpose(purpose=said, actor=tutor_of(plan.learner))
            if number % 2 == 0 and plan.targets.open().exists():
                _sign(plan, "agreed")
    with at(year, 11, 14):
        write_purpose(plan=plans[0], words=LATER, actor=plans[0].learner)


def _done(year: int) -> list[Plan]:
    """Return some plans of a year in which something was reached and nothing is left open."""
    reached = _tutored(year).filter(targets__state=Target.State.REACHED).exclude(targets__state__in=Target.OPEN)
    return list(reached.distinct()[:FEW])


def _tutored(year: int) -> QuerySet[Plan]:
    return plans_of(year).filter(learner__in=Bond.objects.current().tutors().values("learner"))


def _sign(plan: Plan, kind: str) -> None:
    digest = digest_of(sheet_of(plan, kind))
    for person in (plan.learner, tutor_of(plan.learner)):
        sign_plan(plan=plan, kind=kind, digest=digest, actor=person)
