"""Who may do what in the demonstration: rules that three schools set, what was asked and answered, and freedoms."""

import datetime as dt

from django.utils import timezone

from learnplan.demonstration.scenes import administrator_of, at, named, plans_beside, plans_of
from learnplan.people.models import Institution, Role, User
from plans.asking import actions
from plans.coproduction.freedoms import actions as freedoms
from plans.matrix.actions import draft_matrix, publish_matrix
from plans.matrix.presets import PRESETS
from plans.models import Plan, Target

# Which preset each school sets in autumn, in what month and day, and why. Riverside tries one and comes back.
SET = (
    (
        ("Riverside Sixth Form", "shared", 9, 4),
        "To begin with: staff and learners write together, and neither ends a target alone.",
    ),
    (
        ("Hillcrest School", "guided", 9, 7),
        "Our learners are new to writing plans. They ask this term, and earn not having to.",
    ),
    (
        ("Riverside Sixth Form", "learner_led", 10, 1),
        "The learners’ council asked for it: it is their plan. Staff ask before they write in it.",
    ),
)
WANTS = "lead_session"


def ask_and_earn(year: int) -> None:
    """Set the rules, ask for a few things and answer some, and have Amina refused a freedom that she wins on appeal."""
    for (name, preset, month, day), why in SET:
        with at(year, month, day):
            _set(name, preset, why)
    amina, chidi = named("amina", "chidi")
    plan = plans_of(year).get(learner=amina)
    with at(year, 10, 12):
        _suggest(plan, chidi)
    with at(year, 10, 15):
        reason = "I want to run one on finding faults. I have three broken radios for it."
        grant = freedoms.ask_freedom(plan=plan, freedom=WANTS, reason=reason, actor=amina)
    with at(year, 10, 20):
        reason = "I would like to see you check in more regularly first. The radios are a very good idea."
        grant = freedoms.decide_freedom(grant=grant, allow=False, reason=reason, actor=chidi)
    with at(year, 10, 21):
        words = "I checked in on paper when the site was down. The sheets are in my folder."
        grant = freedoms.appeal_freedom(grant=grant, words=words, actor=amina)
    teachers = User.objects.with_role(Role.TEACHER, plan.institution).exclude(pk=chidi.pk).order_by("pk")
    with at(year, 11, 2):
        reason = "I have read the sheets: six weeks, and honest ones. Go ahead, and tell us how it went."
        freedoms.decide_appeal(grant=grant, allow=True, reason=reason, actor=teachers[0])
    with at(year, 11, 19):
        _wait(plan, chidi)


def _set(name: str, preset: str, why: str) -> None:
    institution = Institution.objects.get(name=name)
    actor = administrator_of(institution)
    drafted = draft_matrix(institution=institution, cells=PRESETS[preset], reason=why, actor=actor)
    publish_matrix(matrix=drafted, actor=actor)


def _suggest(plan: Plan, chidi: User) -> None:
    """Chidi asks to change Amina's words, and she says no, kindly."""
    target = Target.objects.open().get(plan=plan, words__startswith="Stop leaving")
    facts = {
        "words": "Hand in each write-up two days early",
        "success_test": target.success_test,
        "due_on": str(target.due_on),
    }
    reason = "It would be easier to see when you have done it."
    asked = actions.ask(act="target.change", plan=plan, actor=chidi, reason=reason, facts=facts, target=target)
    reason = "Two days is your number. Mine is: not the night before."
    actions.answer_asked(asked=asked, allow=False, reason=reason, actor=plan.learner)


def _wait(plan: Plan, chidi: User) -> None:
    """What waits today: a request of Chidi's for Amina, and freedoms that two of his other learners ask for."""
    facts = {
        "words": "Show the first-years how to find a fault",
        "success_test": "Two of them find one without me",
        "due_on": str(timezone.localdate() + dt.timedelta(weeks=6)),
    }
    reason = "You said in our talk that you would like to. I can write it down for you."
    actions.ask(act="target.write", plan=plan, actor=chidi, reason=reason, facts=facts)
    others = plans_beside(plan, chidi).order_by("learner__username")
    reasons = ("I would like to do one on bread.", "Three of us want to learn to argue properly.")
    for other, why in zip(others[:2], reasons, strict=False):
        freedoms.ask_freedom(plan=other, freedom=WANTS, reason=why, actor=other.learner)
