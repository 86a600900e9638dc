"""What waits for everybody, in one statement, is what waits for each of them."""

import datetime as dt
from itertools import groupby

import pytest
from django.utils import timezone

from learnplan.people.models import Bond, Membership, Role, User
from learnplan.waiting.reading import digest, waiting_for
from learnplan.waiting.shapes import SOURCES, Who
from tests.watching import take_in

pytestmark = pytest.mark.django_db


def of_each():
    return {user: found for user in User.objects.order_by("pk") if (found := [row.pk for row in waiting_for(user)])}


def of_all():
    readers = User.objects.in_bulk()
    return {
        readers[reader]: [row["pk"] for row in rows] for reader, rows in groupby(digest(), lambda row: row["reader"])
    }


def read_as(adult):
    """Return in what ways something of this digest waits for the adult: kinds of bond, or a role."""
    kinds = {row["kind"] for row in digest() if row["reader"] == adult.pk}
    return {SOURCES[kind].who or SOURCES[kind].role for kind in kinds}


def test_digest_of_the_stage_is_what_waits_for_each_in_their_order(stage):
    take_in()
    assert of_all() == of_each()
    assert {Who.TUTOR, Who.HELPERS, Who.SIGNER} <= read_as(stage.chidi)
    assert Role.PROVIDER in read_as(stage.sam)
    assert Role.ADMINISTRATOR in read_as(stage.rosa)
    assert read_as(stage.amina) == {""}


def test_digest_follows_bonds_and_roles_of_today(stage):
    """Without a tutor: the advocate signs, and what waits for a tutor or else for an office waits there."""
    before = of_all()
    Bond.objects.filter(learner=stage.amina).tutors().update(until_on="2020-01-02", from_on="2020-01-01")
    assert of_all() == of_each() != before
    assert Who.SIGNER in read_as(stage.mair)


def test_digest_has_what_leavers_leave_behind_and_nothing_else_of_them(stage):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Membership.objects.filter(user=stage.amina, role=Role.LEARNER).update(from_on="2020-01-01", until_on=yesterday)
    take_in()
    assert of_all() == of_each()
    assert Who.TUTOR_THERE in read_as(stage.chidi)
    kinds = {row.kind for user in User.objects.all() for row in waiting_for(user) if row.learner_id == stage.amina.pk}
    assert kinds == {"place.left"}


def test_digest_is_one_statement(stage, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert list(digest())
