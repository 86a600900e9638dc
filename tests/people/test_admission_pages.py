"""Adding a person whom no roster knows, through the page."""

import pytest
from django.urls import reverse

from learnplan.people.models import Membership, User

FIELDS = {"role": "advocate", "given_name": "Sasha", "family_name": "Elm", "username": "sasha", "email": ""}


def test_person_new_adds_and_leads_to_them(riverside, rosa, sign_in):
    response = sign_in(rosa).post(reverse("person_new"), FIELDS | {"institution": riverside.pk})
    sasha = User.objects.get(username="sasha")
    assert response.url == reverse("person", args=[sasha.pk])
    assert (sasha.email, Membership.objects.get(user=sasha).role) == (None, "advocate")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"username": "rosa"}, "Somebody has this username already"),
        ({"username": "a b"}, "Enter a valid username"),
        ({"email": "nonsense"}, "Enter a valid email"),
        ({"role": "king"}, "Select a valid choice"),
        ({"family_name": ""}, "required"),
    ],
)
def test_person_new_says_what_is_wrong(riverside, rosa, sign_in, changes, message):
    page = sign_in(rosa).post(reverse("person_new"), FIELDS | {"institution": riverside.pk} | changes)
    assert page.status_code == 422
    assert message in page.content.decode()
    assert not User.objects.filter(given_name="Sasha").exists()


def test_person_new_at_another_institution_is_refused(rosa, northgate, sign_in):
    page = sign_in(rosa).post(reverse("person_new"), FIELDS | {"institution": northgate.pk})
    assert page.status_code == 422
