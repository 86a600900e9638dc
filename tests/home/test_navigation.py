"""The rail: the entries of each role, which is current, and that each leads somewhere."""

import pytest
from django.test import RequestFactory
from django.urls import resolve, reverse

from learnplan.home.navigation import OF_ROLE, entries, who_is


def rail(user, path="/"):
    request = RequestFactory().get(path)
    request.user, request.resolver_match = user, resolve(path)
    return list(entries(request))


def test_rail_leads_to_pages_that_exist_and_opens_for_their_reader(
    amina, chidi, mair, sam, rosa, bea, sign_in, django_assert_num_queries
):
    for person in (amina, chidi, mair, sam, rosa, bea):
        client = sign_in(person)
        for entry in rail(person):
            assert client.get(entry["url"]).status_code in (200, 302), (person, entry["url"])


def test_rail_keeps_four_for_a_phone_and_puts_the_rest_under_more(rosa):
    shown = rail(rosa)
    assert [entry["more"] for entry in shown] == [False] * min(4, len(shown)) + [True] * (len(shown) - 4)


@pytest.mark.parametrize(
    ("name", "args", "current"),
    [
        ("home", [], "My plan"),
        ("plan", [1], "My plan"),
        ("check_in", [1], "My plan"),
        ("script_start", [], "My script"),
    ],
)
def test_rail_says_where_the_reader_is(amina, name, args, current):
    assert [str(entry["label"]) for entry in rail(amina, reverse(name, args=args)) if entry["current"]] == [current]


def test_rail_is_current_once_for_someone_of_two_roles(chidi, riverside):
    from learnplan.people.models import Membership

    Membership.objects.create(user=chidi, institution=riverside, role="administrator", from_on="2020-01-01")
    shown = rail(chidi)
    assert len({entry["url"] for entry in shown}) == len(shown)
    assert sum(entry["current"] for entry in shown) == 1


def test_rail_costs_no_query_beyond_memberships(amina, django_assert_num_queries):
    with django_assert_num_queries(1):
        rail(amina)
        who_is(amina)


def test_who_names_roles_and_institutions(amina, make_user):
    assert who_is(amina) == "Learner, Riverside Sixth Form"
    assert who_is(make_user("Noa", "Body")) == "No role today"


def test_every_icon_of_the_rail_is_drawn():
    from learnplan.assets.icons import ICONS

    assert {entry.icon for role in OF_ROLE.values() for entry in role} <= set(ICONS)
