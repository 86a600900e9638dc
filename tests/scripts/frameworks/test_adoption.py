"""Adopting a common script: what is refused, in which order items come, and who starts from it."""

import threading

import pytest
from django.db import connection, transaction

from learnplan.events.models import Event
from learnplan.rules import RuleBroken
from learnplan.years import current_year
from scripts.authoring.models import Script
from scripts.frameworks.actions import adopt_common_script, starting_from
from scripts.frameworks.models import CommonScript, Framework


@pytest.fixture
def adopt(framework, riverside, rosa):
    """Adopt by code: adopt(["M", "D"], required={"M"})."""

    def run(codes, required=(), **changes):
        items = [(framework.items.get(code=code), code in required) for code in codes]
        wanted = {"institution": riverside, "framework": framework, "name": "Making", "year": current_year()}
        return adopt_common_script(**{**wanted, "year_group": "12", "items": items, "actor": rosa, **changes})

    return run


def test_adopting_keeps_what_is_required_and_records_one_event(adopt, rosa, riverside):
    script = adopt(["D.2", "D.1"], required={"D.1"})
    kept = list(script.items.values_list("item__code", "is_required", "position"))
    assert kept == [("D.2", False, 1), ("D.1", True, 2)]
    event = Event.objects.get(verb="common_script.adopted")
    assert (event.actor, event.institution, event.facts["items"], event.facts["required"]) == (rosa, riverside, 2, 1)


def test_adopting_puts_first_what_precedes(adopt):
    script = adopt(["M", "M.1", "D"])
    assert list(script.items.values_list("item__code", flat=True)) == ["M.1", "D", "M"]


def test_adopting_nothing_is_refused(adopt):
    with pytest.raises(RuleBroken, match="Nothing is chosen"):
        adopt([])


def test_adopting_twice_for_one_cohort_is_refused_and_names_the_first(adopt):
    adopt(["D"])
    with pytest.raises(RuleBroken, match="already starts from “Making”"):
        adopt(["M"])
    adopt(["M"], year_group="13")
    assert CommonScript.objects.count() == 2


def test_adopting_an_item_of_another_framework_is_refused(adopt, bring_in, package):
    package["CFDocument"]["identifier"] = "another"
    bring_in(package)
    other = Framework.objects.get(identifier="another")
    with pytest.raises(RuleBroken, match="is not part of"):
        adopt(["D"], framework=other)


def test_adopting_an_item_that_has_ended_is_refused(adopt, bring_in, package):
    package["CFItems"].pop()
    package["CFAssociations"][4:] = []
    bring_in(package)
    with pytest.raises(RuleBroken, match="has ended"):
        adopt(["M.1"])


@pytest.mark.django_db(transaction=True)
def test_item_that_an_import_ends_meanwhile_is_not_adopted(adopt, framework, bring_in, package):
    """The import has written its rows and not committed; the adoption waits for it, and then sees what it ended."""
    package["CFItems"].pop()
    package["CFAssociations"][4:] = []
    found = []

    def adopt_beside():
        try:
            found.append(adopt(["M.1"]))
        except RuleBroken as refusal:
            found.append(refusal.messages[0])
        finally:
            connection.close()

    beside = threading.Thread(target=adopt_beside)
    with transaction.atomic():
        bring_in(package)
        beside.start()
        beside.join(timeout=1)
        assert found == []
    beside.join()
    assert "has ended" in found[0]
    assert CommonScript.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"name": " "}, "name"), ({"year_group": ""}, "year group"), ({"year": 26}, "a year such as 2026")],
)
def test_adopting_without_a_name_or_for_no_cohort_is_refused(adopt, changes, why):
    with pytest.raises(RuleBroken, match=why):
        adopt(["D"], **changes)


def test_adopting_an_item_twice_is_refused(adopt):
    with pytest.raises(RuleBroken, match="chosen twice"):
        adopt(["D", "D"])


def test_adopting_more_items_than_a_script_can_hold_is_refused(adopt, framework):
    item = framework.items.first()
    with pytest.raises(RuleBroken, match="Choose the headings"):
        adopt(["D"], items=[(item, False)] * 301)


def test_those_who_start_are_learners_of_the_year_group_without_a_script(adopt, amina, dov, make_user, riverside):
    nia = make_user("Nia", "Rees", role="learner", at=riverside)
    nia.memberships.update(year_group="12 ")
    thirteen = make_user("Tom", "Hale", role="learner", at=riverside)
    thirteen.memberships.update(year_group="13")
    assert list(starting_from(riverside, current_year(), "12")) == [amina]
    assert list(starting_from(riverside, current_year() - 1, "11")) == [amina]
    assert list(starting_from(riverside, current_year() + 1, "12")) == []
    script = adopt(["D"])
    Script.objects.create(learner=amina, institution=riverside, common_script=script)
    assert list(starting_from(riverside, current_year(), "12")) == []
