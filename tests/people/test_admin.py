"""The admin site: for superusers, through the one sign-in page, with the record and the ledger read only."""

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse

from learnplan.events.actions import record
from learnplan.events.models import Event
from learnplan.people.importing.models import Import
from learnplan.people.models import Bond, User
from plans.funding.models import Entry, Transfer


@pytest.fixture
def root(db):
    return User.objects.create_superuser("root", given_name="Root", password="x")


def test_admin_is_entered_through_the_sign_in_page(client, db):
    assert client.get("/admin/", follow=True).request["PATH_INFO"] == reverse("account_login")
    assert client.get("/admin/login/?next=/admin/").url == f"{reverse('account_login')}?next=/admin/"
    assert client.post("/admin/login/", {"username": "root", "password": "x"}).status_code == 302


@pytest.mark.parametrize("is_staff", [False, True])
def test_admin_is_for_superusers_only(sign_in, rosa, is_staff):
    rosa.is_staff = is_staff
    rosa.save()
    response = sign_in(rosa).get("/admin/", follow=True)
    assert response.status_code == 403


def test_every_list_and_form_of_the_admin_site_opens(sign_in, root, amina, chidi):
    record("plan.started", actor=chidi, learner=amina, year="2026/27")
    client = sign_in(root)
    assert client.get("/admin/").status_code == 200
    for model, site in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert client.get(reverse(f"{name}_changelist"), {"q": "a"} if site.search_fields else {}).status_code == 200
        row = model._default_manager.first()
        if row:
            assert client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
        request = client.get(reverse(f"{name}_changelist")).wsgi_request
        assert client.get(reverse(f"{name}_add")).status_code == (200 if site.has_add_permission(request) else 403)


@pytest.mark.parametrize("model", [Event, Transfer, Entry, Import, Bond])
def test_record_ledger_and_imports_are_read_only(model, sign_in, root):
    request = sign_in(root).get("/admin/").wsgi_request
    site = admin.site._registry[model]
    assert not site.has_add_permission(request)
    assert not site.has_change_permission(request)
    assert not site.has_delete_permission(request)
    assert site.has_view_permission(request)


def test_superuser_puts_a_name_right(sign_in, root, amina):
    client = sign_in(root)
    path = reverse("admin:learnplan_user_change", args=[amina.pk])
    form = {"username": "amina", "given_name": "Aminah", "family_name": "Said", "is_active": "on"}
    assert client.post(path, form).status_code == 302
    amina.refresh_from_db()
    assert (amina.given_name, amina.email) == ("Aminah", None)


def test_superuser_adds_a_person_without_a_password(sign_in, root):
    form = {"username": "new", "given_name": "New", "family_name": "Person", "usable_password": "false"}
    assert sign_in(root).post(reverse("admin:learnplan_user_add"), form).status_code == 302
    assert not User.objects.get(username="new").has_usable_password()


def test_createsuperuser_works(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "lantern-otter-quietly")
    call_command("createsuperuser", interactive=False, username="root", given_name="Root", verbosity=0)
    user = User.objects.get(username="root")
    assert (user.is_superuser, user.email, user.check_password("lantern-otter-quietly")) == (True, None, True)
