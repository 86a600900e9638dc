"""Who sees whom, and what may be done about it, on the pages about people."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from learnplan.people.classes.models import Class, Enrolment
from learnplan.people.models import Bond, Circumstance, Membership
from plans.targets.models import Plan

TODAY = dt.date.today()
PAGES = {"directory": "people", "with me": "people"}


@pytest.fixture
def plan(amina, riverside):
    return Plan.objects.create(learner=amina, institution=riverside, year=2026)


def names(response):
    return [str(person) for person in response.context["page"].rows]


def test_staff_see_the_directory_of_their_institution(sign_in, rosa, amina, chidi, bea, dov, sam):
    response = sign_in(rosa).get(reverse("people"))
    assert names(response) == ["Rosa Byrne", "Chidi Okafor", "Amina Said", "Bea Said"]
    assert "Dov Stone" not in response.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "sa"}, ["Amina Said", "Bea Said"]),
        ({"q": "am SAID"}, ["Amina Said"]),
        ({"role": "teacher"}, ["Chidi Okafor"]),
        ({"q": "chidi", "role": "learner"}, []),
        ({"q": "dov"}, []),
        ({"role": "nonsense"}, ["Rosa Byrne", "Chidi Okafor", "Amina Said", "Bea Said"]),
    ],
)
def test_directory_is_narrowed(sign_in, rosa, amina, chidi, bea, dov, query, found):
    assert names(sign_in(rosa).get(reverse("people"), query)) == found


def test_directory_goes_on_page_by_page_and_misses_nobody(sign_in, rosa, make_user, riverside):
    for number in range(120):
        make_user(f"Same{number % 3}", "Name", role="learner", at=riverside, username=f"same{number}")
    client, after, seen = sign_in(rosa), "", []
    while True:
        page = client.get(reverse("people"), {"role": "learner", "after": after}).context["page"]
        seen += [person.pk for person in page.rows]
        after = page.after
        if not after:
            break
    assert len(seen) == len(set(seen)) == 120
    assert len(client.get(reverse("people"), {"after": "forged"}).context["page"].rows) == 50


@pytest.mark.parametrize("count", [1, 3])
def test_directory_takes_the_same_queries_for_any_number(
    sign_in, rosa, make_user, riverside, count, django_assert_num_queries
):
    for number in range(count):
        make_user(f"L{number}", "Same", role="learner", at=riverside)
    client = sign_in(rosa)
    with django_assert_num_queries(5):
        client.get(reverse("people"))


@pytest.mark.parametrize("count", [1, 3])
def test_people_with_me_take_the_same_queries_for_any_number(
    sign_in, amina, make_user, bond, riverside, count, django_assert_num_queries
):
    for number in range(count):
        bond(amina, make_user(f"A{number}", "Same", role="advocate", at=riverside), "advocate", consented=False)
    client = sign_in(amina)
    with django_assert_num_queries(7):
        client.get(reverse("people"))


def test_learner_sees_who_is_beside_them_and_decides(sign_in, amina, chidi, bea, make_user, bond, riverside, dov):
    olu = make_user("Olu", "Ade", role="advocate", at=riverside)
    asked = bond(amina, olu, "advocate", consented=False)
    client = sign_in(amina)
    page = client.get(reverse("people")).content.decode()
    assert "Olu Ade would like to read along as your advocate" in page
    assert reverse("bond_end", args=[Bond.objects.get(adult=chidi).pk]) not in page
    assert client.post(reverse("bond_consent", args=[asked.pk])).url == reverse("people")
    asked.refresh_from_db()
    assert asked.consented_by == amina
    assert client.post(reverse("bond_end", args=[asked.pk])).url == reverse("people")
    assert client.post(reverse("bond_consent", args=[asked.pk])).status_code == 403
    assert client.get(reverse("bond_end", args=[asked.pk])).status_code == 405


def test_bond_of_others_is_not_to_be_found(sign_in, amina, bea, chidi, dov):
    bond = Bond.objects.get(adult=bea)
    assert sign_in(dov).post(reverse("bond_end", args=[bond.pk])).status_code == 404
    assert sign_in(bea).post(reverse("bond_consent", args=[bond.pk])).status_code == 403
    assert sign_in(chidi).post(reverse("bond_end", args=[Bond.objects.get(adult=chidi).pk])).status_code == 403


def test_carer_sees_the_learner_and_not_the_school(sign_in, bea, amina, chidi):
    page = sign_in(bea).get(reverse("people")).content.decode()
    assert "Amina Said" in page
    assert "Chidi" not in page


def test_person_is_seen_by_those_around_them(sign_in, plan, amina, bea, chidi, mair, rosa, sam, dov):
    path = reverse("person", args=[amina.pk])
    everyone = (amina, bea, chidi, mair, rosa, sam, dov)
    statuses = {user.username: sign_in(user).get(path).status_code for user in everyone}
    assert statuses == dict.fromkeys(("amina", "bea", "chidi", "mair", "rosa"), 200) | {"sam": 404, "dov": 404}


def test_circumstances_are_for_the_learner_and_administrators(sign_in, amina, chidi, bea, mair, rosa):
    Circumstance.objects.create(learner=amina, kind="care", source="a letter", from_on=TODAY)
    path = reverse("person", args=[amina.pk])
    seen = {u.username: "In care" in sign_in(u).get(path).content.decode() for u in (amina, chidi, bea, mair, rosa)}
    assert seen == {"amina": True, "chidi": False, "bea": False, "mair": False, "rosa": True}


@pytest.mark.parametrize("count", [1, 3])
def test_person_takes_the_same_queries_for_any_number(
    sign_in, amina, plan, rosa, make_user, bond, riverside, count, django_assert_num_queries
):
    for number in range(count):
        bond(amina, make_user(f"A{number}", "Same", role="advocate", at=riverside), "advocate")
        Circumstance.objects.create(learner=amina, kind=Circumstance.Kind.values[number], source="x", from_on=TODAY)
    client = sign_in(rosa)
    with django_assert_num_queries(11):
        client.get(reverse("person", args=[amina.pk]))


def test_administrator_names_an_adult(sign_in, rosa, amina, make_user, riverside):
    make_user("Olu", "Ade", role="advocate", at=riverside)
    client, path = sign_in(rosa), reverse("bond_new", args=[amina.pk])
    form = {"kind": "advocate", "adult": "OLU", "institution": riverside.pk, "from_on": TODAY}
    unknown = client.post(path, form | {"adult": "nobody"})
    assert unknown.status_code == 422
    assert unknown.context["form"].errors == {"adult": ["Nobody here has this username. Look them up under People."]}
    assert client.post(path, form | {"kind": "tutor"}).status_code == 422
    assert client.post(path, form).url == reverse("person", args=[amina.pk])
    assert Bond.objects.get(adult__username="olu").waits_for_consent


def test_administrator_writes_down_a_circumstance(sign_in, rosa, amina):
    client, path = sign_in(rosa), reverse("circumstance_new", args=[amina.pk])
    form = {"kind": "area_decile", "value": 2, "source": "roster", "from_on": TODAY}
    refused = client.post(path, form | {"value": 12})
    assert refused.status_code == 422
    assert refused.context["form"].non_field_errors() == ["The value must be from 1 to 10."]
    assert client.post(path, {}).status_code == 422
    assert client.post(path, form).url == reverse("person", args=[amina.pk])
    assert Circumstance.objects.get().value == 2


@pytest.mark.parametrize("name", ["bond_new", "circumstance_new"])
def test_only_administrators_change_what_is_known_of_a_learner(sign_in, name, amina, chidi, bea, rosa, sam, dov):
    path = reverse(name, args=[amina.pk])
    everyone = (amina, chidi, bea, rosa, sam, dov)
    statuses = {user.username: sign_in(user).get(path).status_code for user in everyone}
    assert statuses == {"amina": 403, "chidi": 403, "bea": 403, "rosa": 200, "sam": 404, "dov": 404}
    assert sign_in(rosa).get(reverse(name, args=[dov.pk])).status_code == 404
    assert sign_in(rosa).get(reverse(name, args=[chidi.pk])).status_code == 403


def test_classes_are_those_taught_or_administered(sign_in, riverside, northgate, amina, chidi, rosa, dov):
    taught = Class.objects.create(institution=riverside, title="12 Physics")
    Class.objects.create(institution=riverside, title="13 Art")
    Class.objects.create(institution=northgate, title="Welding")
    for user, role in ((amina, "learner"), (dov, "learner"), (chidi, "teacher")):
        Enrolment.objects.create(in_class=taught, user=user, role=role, from_on=TODAY)
    Enrolment.objects.create(in_class=taught, user=rosa, role="learner", from_on=TODAY, until_on=TODAY)
    Enrolment.objects.filter(user=rosa).update(from_on=TODAY - dt.timedelta(9), until_on=TODAY - dt.timedelta(1))
    (row,) = sign_in(chidi).get(reverse("classes")).context["page"].rows
    assert (str(row), row.learners) == ("12 Physics", 2)
    assert names(sign_in(rosa).get(reverse("classes"))) == ["12 Physics", "13 Art"]
    assert names(sign_in(amina).get(reverse("classes"))) == []


@pytest.mark.parametrize("count", [1, 3])
def test_classes_take_the_same_queries_for_any_number(sign_in, rosa, riverside, count, django_assert_num_queries):
    for number in range(count):
        Class.objects.create(institution=riverside, title=f"12 Maths {number}")
    client = sign_in(rosa)
    with django_assert_num_queries(4):
        client.get(reverse("classes"))


def test_profile_saves_and_says_what_is_wrong(sign_in, amina, chidi):
    client = sign_in(amina)
    taken = client.post(reverse("profile"), {"preferred_name": "Mina", "email": chidi.email})
    assert taken.status_code == 422
    assert list(taken.context["form"].errors) == ["email"]
    assert "Amina Said" in taken.content.decode()
    assert client.post(reverse("profile"), {"preferred_name": "Mina", "email": "no"}).status_code == 422
    assert client.post(reverse("profile"), {"preferred_name": "Mina", "email": ""}).url == reverse("profile")
    amina.refresh_from_db()
    assert (str(amina), amina.email) == ("Mina Said", None)


def test_email_is_changed_with_the_password_only_and_the_old_address_is_told(client, amina):
    amina.email = "old@example.org"
    amina.set_password("lantern-otter-quietly")
    amina.save()
    client.force_login(amina, backend="allauth.account.auth_backends.AuthenticationBackend")
    form = {"preferred_name": "", "email": "new@example.org"}
    for password in ("", "wrong"):
        refused = client.post(reverse("profile"), form | {"password": password})
        assert refused.context["form"].errors == {
            "password": ["To change your e-mail, give the password you have now."]
        }
    assert client.post(reverse("profile"), form | {"preferred_name": "Mina", "email": "old@example.org"}).url
    assert mail.outbox == []
    client.post(reverse("profile"), form | {"password": "lantern-otter-quietly"})
    amina.refresh_from_db()
    assert amina.email == "new@example.org"
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["old@example.org"], "Your e-mail at Learnplan was changed")
    ]


def test_leaver_is_in_no_directory(sign_in, rosa, amina):
    Membership.objects.filter(user=amina).update(until_on=TODAY - dt.timedelta(days=1))
    assert "Amina Said" not in sign_in(rosa).get(reverse("people")).content.decode()
