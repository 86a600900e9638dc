"""Querysets put together once: the same rows as the queryset itself, for whoever asks, on whichever day."""

import datetime as dt

import pytest
from django.db.models import F
from django.utils import timezone

from learnplan.events.models import Event
from learnplan.people.models import Bond, Membership, Role, User
from learnplan.web.prepared import PreparedList, prepared
from plans.targets.models import Plan


def seen(user, *, learner_id=None, role=""):
    rows = User.objects.visible_to(user)
    return rows.with_role(role) if role else rows.filter(pk=learner_id)


@prepared
def plans_seen(user, *, plan_id):
    return Plan.objects.visible_to(user).select_related("learner", "institution").filter(pk=plan_id)


def test_rows_are_those_of_the_queryset(amina, bea, chidi, mair, sam, rosa, dov):
    ready = prepared(seen)
    people = [amina, bea, chidi, mair, sam, rosa, dov]
    for _twice in range(2):
        for one in people:
            for other in people:
                assert ready(one, learner_id=other.pk) == list(seen(one, learner_id=other.pk)), (one, other)
    assert ready(rosa, role=Role.TEACHER) == [chidi]
    assert ready(rosa, role=Role.ADVOCATE) == [mair]


def test_statement_is_put_together_once_for_each_kind_of_reader(amina, chidi, dov, django_assert_num_queries):
    made = []

    @prepared
    def ready(user, *, learner_id):
        made.append(user.pk)
        return User.objects.visible_to(user).filter(pk=learner_id)

    for one in (amina, dov, amina, chidi):
        assert one.current_memberships
        with django_assert_num_queries(1):
            assert ready(one, learner_id=one.pk) == [one]
    assert len(made) == 2 * 2  # each is made twice, to see that it is the same
    assert amina.pk not in made


def test_related_rows_and_annotations_come_along(amina, riverside, django_assert_num_queries):
    plan = Plan.objects.create(learner=amina, institution=riverside, year=2026)
    assert plans_seen(amina, plan_id=plan.pk) == [plan]
    with django_assert_num_queries(1):
        [found] = plans_seen(amina, plan_id=plan.pk)
        assert (found.learner, found.institution.name) == (amina, riverside.name)
    annotated = prepared(lambda *, of_id: Membership.objects.filter(user=of_id).annotate(called=F("user__username")))
    assert [row.called for row in annotated(of_id=amina.pk)] == ["amina"]
    values = prepared(lambda *, of_id: Membership.objects.filter(user=of_id).values_list("role", "user__username"))
    assert values(of_id=amina.pk) == [("learner", "amina")]


def test_who_holds_other_roles_than_before_is_another_kind(amina, sam, northgate):
    ready = prepared(seen)
    assert ready(sam, learner_id=amina.pk) == []
    Membership.objects.create(
        user=sam, institution=amina.memberships.get().institution, role="teacher", from_on=dt.date(2020, 1, 1)
    )
    assert ready(User.objects.get(pk=sam.pk), learner_id=amina.pk) == [amina]


def test_day_is_today_s(amina, chidi, time_machine):
    ready = prepared(seen)
    assert ready(chidi, learner_id=amina.pk) == [amina]
    Bond.objects.update(until_on=timezone.localdate())
    Membership.objects.filter(user=amina).update(until_on=timezone.localdate())
    assert ready(chidi, learner_id=amina.pk) == [amina]
    time_machine.move_to(timezone.now() + dt.timedelta(days=1))
    assert ready(chidi, learner_id=amina.pk) == []


def test_nothing_to_ask_is_nothing_found(amina, django_assert_num_queries):
    assert amina.current_memberships
    with django_assert_num_queries(0):
        assert prepared(lambda user: User.objects.filter(pk__in=user.institutions_as("carer")))(amina) == []


def test_list_is_counted_and_cut_into_pages(amina, bea, chidi, dov, rosa, django_assert_num_queries):
    def people(user):
        return User.objects.visible_to(user).order_by("username")

    for one in (rosa, dov, rosa):
        assert one.current_memberships
        listed = PreparedList(people, one)
        with django_assert_num_queries(2):
            count, part = listed.count(), listed[1:3]
        assert count == people(one).count()
        assert part == list(people(one)[1:3])
    assert PreparedList(people, rosa).count() == 4


def test_what_stands_beside_a_list_is_read_for_its_part(amina, chidi, mair, rosa, django_assert_num_queries):
    def members(user):
        return Membership.objects.filter(institution__in=user.institutions_as("administrator")).order_by("user", "pk")

    for one in (rosa, rosa):
        listed = PreparedList(members, one, beside=lambda rows: rows.select_related("user"))
        assert one.current_memberships is not None
        with django_assert_num_queries(1):
            names = [row.user.username for row in listed[1:3]]
        assert names == [row.user.username for row in members(one)[1:3]]
    assert listed.count() == members(rosa).count() >= 3


def test_ids_may_be_several(amina, chidi, dov):
    ready = prepared(lambda *, of_ids: User.objects.filter(pk__in=of_ids).order_by("pk"))
    assert ready(of_ids=[amina.pk, dov.pk]) == [amina, dov]
    assert ready(of_ids=[chidi.pk, amina.pk]) == [amina, chidi]
    assert ready(of_ids=[dov.pk]) == [dov]
    assert ready(of_ids=[]) == []


def test_moment_that_would_be_kept_is_refused(db):
    with pytest.raises(TypeError):
        prepared(lambda: User.objects.filter(joined_at__lt=timezone.now()))()


def test_id_inside_another_value_is_refused(amina):
    with pytest.raises(TypeError):
        prepared(lambda *, of_id: Event.objects.filter(facts__branch_id=of_id))(of_id=1)


def test_queryset_may_not_depend_on_which_user_it_is(amina):
    with pytest.raises(User.DoesNotExist):
        prepared(lambda user: User.objects.filter(given_name=user.given_name))(amina)
