"""What the young people of the demonstration say education is for, the plans they sign, and last year, closed."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from learnplan.people.models import Bond, User
from learnplan.years import year_bounds
from plans.models import Plan, Target
from plans.targets.actions.targets import check_in, rate, set_target_state, start_plan, write_target
from plans.years.actions.signing import sign_plan, sign_purpose, write_purpose
from plans.years.reading import sheet_of
from plans.years.sheet import digest_of

At = Callable[..., AbstractContextManager]
FEW = 12


PURPOSES = (
    "To understand how things work, so that I do not have to believe whoever shouts loudest.",
    "To earn my own money without being bored every day. And to be able to help Mum with her letters.",
    "So that I can choose where I live, and am not stuck here only because I know nothing else.",
    "To find out what I am good at. So far I mostly know what I am not good at.",
    "To make music that somebody I have never met wants to hear twice.",
)
LAST_YEARS = "To get good marks, so that people leave me alone."
FIRST = "To understand how machines work and to be paid for it."
LATER = "To understand how machines work well enough to mend what others throw away, and to teach it to my brother."


def close_last_year(year: int, at: At) -> None:
    """Last year: some said what education is for, signed in autumn, and closed the year together in July."""
    with at(year, 9, 19):
        _amina(year)
        plans = _done(year)
        for number, plan in enumerate(plans):
            words = LAST_YEARS if plan.learner.username == "amina" else PURPOSES[number % len(PURPOSES)]
            said = write_purpose(plan=plan, words=words, actor=plan.learner)
            sign_purpose(purpose=said, actor=_tutor(plan))
            _sign(plan, "agreed")
    with at(year, 7, 8):
        for plan in plans[: FEW // 2]:
            _sign(plan, "closed")


def say_and_sign(year: int, at: At) -> None:
    """This year: Amina says it anew and waits for her tutor's name; some have signed, and a plan changed since."""
    plans = list(Plan.objects.filter(year=year).select_related("learner", "institution").order_by("pk"))
    plans = [plan for plan in plans if Bond.objects.current().tutors().filter(learner=plan.learner).exists()]
    plans.sort(key=lambda plan: (plan.learner.username != "amina", plan.pk))
    with at(year, 10, 3):
        for number, plan in enumerate(plans[:FEW]):
            words = PURPOSES[number % len(PURPOSES)] if number else FIRST
            said = write_purpose(plan=plan, words=words, actor=plan.learner)
            if number % 3 == 0:
                sign_purpose(purpose=said, actor=_tutor(plan))
            if number % 2 == 0 and plan.targets.open().exists():
                _sign(plan, "agreed")
    with at(year, 11, 14):
        for plan in plans[:1]:
            write_purpose(plan=plan, words=LATER, actor=plan.learner)


def _amina(year: int) -> None:
    """Amina's last year, which was a short one: one target, and she got there."""
    amina = User.objects.filter(username="amina").first()
    if amina is None:
        return
    home = amina.memberships.filter(role="learner").select_related("institution").order_by("from_on").first()
    if home is None or Plan.objects.filter(learner=amina, year=year).exists():
        return
    plan = start_plan(learner=amina, institution=home.institution, year=year, actor=amina)
    words, test = "Ask a question in every science lesson", "My tally in the back of the book is never empty"
    target = write_target(plan=plan, words=words, success_test=test, due_on=year_bounds(year)[1], actor=amina)
    entry = check_in(target=target, level=5, reflection="It stopped being scary in about week three.", actor=amina)
    rate(target=target, level=4, comment="They are good questions, too.", check_in=entry, actor=_tutor(plan))
    set_target_state(target=target, state=Target.State.REACHED, actor=amina)


def _done(year: int) -> list[Plan]:
    """Return some plans of a year in which something was reached and nothing is left open, Amina's first."""
    plans = (
        Plan.objects.filter(year=year, targets__state=Target.State.REACHED)
        .exclude(targets__state__in=Target.OPEN)
        .distinct()
    )
    tutored = plans.filter(learner__in=Bond.objects.current().tutors().values("learner"))
    found = list(tutored.select_related("learner", "institution").order_by("pk"))
    return sorted(found, key=lambda plan: (plan.learner.username != "amina", plan.pk))[:FEW]


def _tutor(plan: Plan) -> User:
    bonds = Bond.objects.current().tutors().filter(learner=plan.learner)
    return bonds.select_related("adult").order_by("pk")[0].adult


def _sign(plan: Plan, kind: str) -> None:
    digest = digest_of(sheet_of(plan, kind))
    for person in (plan.learner, _tutor(plan)):
        sign_plan(plan=plan, kind=kind, digest=digest, actor=person)
