"""The demonstration consortium: loaded through importers and actions, complete, and never twice."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.db.models import Sum

from learnplan.demonstration.loading import load_demonstration
from learnplan.demonstration.state import is_broken_off, is_loaded
from learnplan.events.models import Event
from learnplan.people.models import Bond, Institution, Membership, Role, User
from learnplan.years import current_year, year_bounds
from plans.models import (
    AskedFor,
    BulkAct,
    Encouragement,
    Entitlement,
    Entry,
    Evidence,
    FreedomGrant,
    JointAnswer,
    Matrix,
    Need,
    Plan,
    Talk,
    Target,
)
from scripts.models import Branch, Offer, Place
from tests.watching import unwatched


@pytest.mark.django_db
def test_load_demonstration_fills_an_empty_database(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with unwatched():
        load_demonstration()

    assert is_loaded()
    call_command("check_waiting", stdout=(said := io.StringIO()))
    assert said.getvalue() == "Nothing differs.\n"
    assert Institution.objects.exclude(kind="authority").count() == 4
    assert Membership.objects.current().filter(role=Role.LEARNER).count() == 301
    assert Offer.objects.count() == 40
    assert set(Place.objects.values_list("state", flat=True)) == set(Place.State.values)
    assert set(Plan.objects.values_list("year", flat=True)) == {current_year() - 1, current_year()}
    assert {"active", "need_help", "discuss", "reached", "dropped"} <= set(
        Target.objects.values_list("state", flat=True)
    )
    assert set(Talk.objects.values_list("state", flat=True)) == set(Talk.State.values)
    assert set(Talk.objects.filter(plan__learner__username="amina").values_list("state", flat=True)) == {
        "agreed",
        "summarised",
        "booked",
    }
    assert {"open", "answered"} == set(Need.objects.values_list("state", flat=True))
    assert {"chosen", "possible", "idea"} <= set(Branch.objects.values_list("state", flat=True))
    assert Entitlement.objects.exists()
    assert Entry.objects.aggregate(sum=Sum("pence"))["sum"] == 0
    assert Event.objects.filter(at__date__lt=year_bounds(current_year())[0]).exists()
    assert not Event.objects.filter(at__date__gt=dt.date.today()).exists()
    assert Place.objects.filter(learner__username="amina", state="offered").count() == 1
    assert set(Evidence.objects.kept().values_list("kind", flat=True)) == set(Evidence.Kind.values)

    assert Encouragement.objects.filter(plan__learner__username="amina").count() == 2
    assert BulkAct.objects.get().report
    assert JointAnswer.objects.exclude(rating=None).exists()
    assert Bond.objects.filter(standing_in_for__adult__username="chidi").exists()
    assert FreedomGrant.objects.get(learner__username="amina").state == "granted"
    assert set(AskedFor.objects.values_list("state", flat=True)) == {"waiting", "refused"}
    assert Matrix.objects.published().count() == 3

    with pytest.raises(ValueError, match="people here already"):
        load_demonstration()


@pytest.mark.django_db
def test_load_demonstration_refuses_a_database_with_people(amina):
    with pytest.raises(ValueError, match="people here already"):
        load_demonstration()
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_a_demonstration_that_was_broken_off_is_known():
    assert not is_broken_off()
    Event.objects.create(verb="demonstration.begun")
    assert is_broken_off()
    assert not is_loaded()
    Event.objects.create(verb="demonstration.loaded")
    assert not is_broken_off()
