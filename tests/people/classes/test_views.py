"""Naming the tutor of a class, through its page."""

import datetime as dt

import pytest
from django.urls import reverse

from learnplan.people.classes.models import Class, Enrolment
from learnplan.people.models import Bond


@pytest.fixture
def group(riverside, amina, make_user):
    group = Class.objects.create(institution=riverside, title="12A")
    teacher = make_user("Tom", "Reed", role="teacher", at=riverside)
    for user, role in ((teacher, "teacher"), (amina, "learner")):
        Enrolment.objects.create(in_class=group, user=user, role=role, from_on=dt.date(2020, 9, 1))
    return group


def test_class_tutor_names_the_tutor_of_every_learner(group, rosa, amina, sign_in):
    teacher = group.enrolments.get(role="teacher").user
    fields = {"tutor": teacher.pk, "from_on": dt.date.today().isoformat()}
    assert sign_in(rosa).post(reverse("class_tutor", args=[group.pk]), fields).status_code == 302
    assert Bond.objects.get(adult=teacher).learner == amina


@pytest.mark.parametrize("fields", [{"tutor": ""}, {"tutor": "0"}, {"from_on": "soon"}])
def test_class_tutor_says_what_is_wrong(group, rosa, sign_in, fields):
    teacher = group.enrolments.get(role="teacher").user
    complete = {"tutor": teacher.pk, "from_on": dt.date.today().isoformat()}
    page = sign_in(rosa).post(reverse("class_tutor", args=[group.pk]), complete | fields)
    assert page.status_code == 422
    assert b'aria-invalid="true"' in page.content
    assert not Bond.objects.exists()
