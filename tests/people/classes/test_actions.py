"""Making a teacher the tutor of a whole class."""

import datetime as dt

import pytest

from learnplan.people.actions.standing_in import delegate
from learnplan.people.classes.actions import bind_class
from learnplan.people.classes.models import Class, Enrolment
from learnplan.people.models import Bond
from learnplan.rules import RuleBroken

TODAY = dt.date.today()


@pytest.fixture
def tutor_group(riverside, amina, make_user):
    """A class with a teacher who tutors nobody yet, Amina and Ola."""
    group = Class.objects.create(institution=riverside, title="12A")
    teacher = make_user("Tom", "Reed", role="teacher", at=riverside)
    ola = make_user("Ola", "Nord", role="learner", at=riverside)
    for user, role in ((teacher, "teacher"), (amina, "learner"), (ola, "learner")):
        Enrolment.objects.create(in_class=group, user=user, role=role, from_on=dt.date(2020, 9, 1))
    return group, teacher


def test_bind_class_makes_the_teacher_tutor_of_every_learner_once(tutor_group, rosa):
    group, teacher = tutor_group
    assert bind_class(in_class=group, tutor=teacher, from_on=TODAY, actor=rosa) == 2
    assert bind_class(in_class=group, tutor=teacher, from_on=TODAY, actor=rosa) == 0
    assert Bond.objects.filter(adult=teacher, kind="tutor").count() == 2


def test_bind_class_hands_its_learners_on_to_whoever_stands_in(tutor_group, rosa, make_user, riverside, bond):
    group, teacher = tutor_group
    tess = make_user("Tess", "Hall", role="teacher", at=riverside)
    bond(make_user("Ben", "Zed", role="learner", at=riverside), teacher, "tutor")
    days = {"from_on": TODAY, "until_on": TODAY + dt.timedelta(days=3)}
    delegate(adult=teacher, to=tess, actor=rosa, **days)
    assert bind_class(in_class=group, tutor=teacher, from_on=TODAY, actor=rosa) == 2
    assert Bond.objects.filter(adult=tess, standing_in_for__adult=teacher, **days).count() == 3


def test_bind_class_is_for_the_administrator(tutor_group, chidi):
    group, teacher = tutor_group
    with pytest.raises(RuleBroken, match="Only an administrator"):
        bind_class(in_class=group, tutor=teacher, from_on=TODAY, actor=chidi)


def test_bind_class_refuses_who_does_not_teach_it(tutor_group, chidi, rosa):
    with pytest.raises(RuleBroken, match="does not teach 12A"):
        bind_class(in_class=tutor_group[0], tutor=chidi, from_on=TODAY, actor=rosa)


def test_bind_class_of_nobody_is_an_error(tutor_group, rosa):
    group, teacher = tutor_group
    Enrolment.objects.filter(role="learner").delete()
    with pytest.raises(RuleBroken, match="no learner in 12A"):
        bind_class(in_class=group, tutor=teacher, from_on=TODAY, actor=rosa)
