"""Versions of a framework: what changed from one to the next, and what a common script takes of it."""

import copy
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnplan.events.models import Event
from learnplan.rules import RuleBroken
from learnplan.waiting.models import Waiting
from learnplan.waiting.reading import things_for
from scripts.frameworks.actions import adopt_common_script
from scripts.frameworks.models import CommonScript
from scripts.frameworks.versions.actions import take_changes
from scripts.frameworks.versions.differences import VersionChange, compose, differences, moved
from scripts.frameworks.versions.models import ItemChange
from scripts.frameworks.versions.reading import changes_between, pending
from tests.races import at_once
from tests.scripts.frameworks.conftest import DOCUMENT, id_of, item, tie
from tests.watching import take_in


def waiting_for(user):
    """Return the common scripts that wait for this user's decision."""
    take_in()
    return list(CommonScript.objects.filter(pk__in=things_for(user, "common_script.version")))


def state(parent, position, statement="x"):
    return {
        "statement": statement,
        "code": "",
        "short": "",
        "kind": "",
        "level": "",
        "parent_id": parent,
        "position": position,
    }


def newer(package):
    """The same framework a year later: D.1 reworded, M.1 ended, D.2 moved under M, T and T.1 added."""
    package["CFDocument"]["lastChangeDateTime"] = "2027-05-01T09:00:00Z"
    package["CFItems"][2]["fullStatement"] = "Draw five different answers."
    package["CFAssociations"][1]["destinationNodeURI"]["identifier"] = id_of(4)
    del package["CFItems"][4]
    package["CFItems"].append(item(6, "Tell the story of it.", humanCodingScheme="T"))
    package["CFItems"].append(item(7, "Show where it failed.", humanCodingScheme="T.1"))
    package["CFAssociations"][4:5] = []
    package["CFAssociations"].append(tie(8, "isChildOf", id_of(6), DOCUMENT, sequenceNumber=3))
    package["CFAssociations"].append(tie(9, "isChildOf", id_of(7), id_of(6)))
    return package


def said(framework, changes):
    codes = dict(framework.items.values_list("pk", "code"))
    return {codes[change.item_id]: change.kinds for change in changes}


@pytest.fixture
def adopted(framework, riverside, rosa):
    """A common script of D.1, D.2 and M.1, the last not required."""
    items = [(framework.items.get(code=code), code != "M.1") for code in ("D.1", "D.2", "M.1")]
    return adopt_common_script(
        institution=riverside, framework=framework, name="Making", year=2026, year_group="12", items=items, actor=rosa
    )


@pytest.fixture
def waits(adopted, bring_in, package):
    """The common script, with a newer version of its framework brought in."""
    assert bring_in(newer(package)).committed
    return adopted


def ids(framework, *codes):
    return [framework.items.get(code=code).pk for code in codes]


def test_first_import_is_version_1_and_the_same_again_is_none(framework, bring_in, package):
    bring_in(package)
    version = framework.versions.get()
    assert (version.number, version.file, version.added, ItemChange.objects.count()) == (1, "framework.json", 5, 0)


def test_next_import_keeps_what_changed_and_only_that(framework, bring_in, package, rosa):
    bring_in(newer(package), by=rosa)
    version = framework.versions.first()
    assert (version.number, version.imported_by) == (2, rosa)
    assert (version.added, version.reworded, version.moved, version.ended) == (2, 1, 1, 1)
    assert said(framework, changes_between(framework, 1, 2)) == {
        "D.1": ("reworded",),
        "D.2": ("moved",),
        "M.1": ("ended",),
        "T": ("added",),
        "T.1": ("added",),
    }
    assert Event.objects.filter(verb="framework.imported").order_by("pk").last().facts["version"] == 2


def test_fields_that_are_kept_aside_only_make_no_version(framework, bring_in, package):
    package["CFItems"][0]["notes"] = "Nothing that Learnplan uses."
    assert bring_in(package).files["items"].updated == 1
    assert framework.versions.count() == 1


def test_versions_are_compared_over_several_and_changes_that_were_taken_back_are_none(framework, bring_in, package):

    bring_in(newer(copy.deepcopy(package)))
    bring_in(package)
    assert framework.versions.count() == 3
    assert changes_between(framework, 1, 3) == []
    assert said(framework, changes_between(framework, 2, 3))["T"] == ("ended",)
    assert said(framework, changes_between(framework, 2, 3))["M.1"] == ("added",)


def test_dry_run_makes_no_version(framework, bring_in, package):
    bring_in(newer(package), dry_run=True)
    assert framework.versions.count() == 1


def test_new_version_waits_for_the_administrator_of_the_common_script_only(waits, rosa, sam, chidi):
    found = pending(waits)
    framework = waits.framework
    assert (said(framework, found.added), said(framework, found.ended)) == (
        {"T": ("added",), "T.1": ("added",)},
        {"M.1": ("ended",)},
    )
    assert (said(framework, found.reworded), said(framework, found.moved)) == (
        {"D.1": ("reworded",)},
        {"D.2": ("moved",)},
    )
    assert [waiting_for(user) for user in (rosa, sam, chidi)] == [[waits], [], []]


def test_new_version_that_another_institution_brings_in_waits_too(adopted, bring_in, package, northgate):
    bring_in(newer(package), institution=northgate)
    assert list(Waiting.objects.values_list("kind", "thing_id")) == [("common_script.version", adopted.pk)]


def test_common_script_takes_what_is_chosen_and_nothing_else(waits, rosa):
    framework = waits.framework
    (story, told, drawn, chosen) = ids(framework, "T", "T.1", "D.1", "M.1")
    taking = take_changes(
        common_script=waits,
        version=framework.versions.first(),
        adds={told: True},
        rewords={drawn},
        ends={chosen},
        actor=rosa,
    )
    assert [(each.kind, each.common_item.item_id, each.now) for each in taking.items.order_by("kind")] == [
        ("add", told, "Show where it failed."),
        ("end", chosen, ""),
        ("reword", drawn, "Draw five different answers."),
    ]
    held = [(common.item.code, common.is_required) for common in waits.items.current().select_related("item")]
    assert held == [("D.1", True), ("D.2", True), ("T.1", True)]
    assert story not in [common.item_id for common in waits.items.all()]
    assert (pending(waits), waiting_for(rosa)) == (None, [])
    event = Event.objects.get(verb="common_script.took")
    assert (event.facts["added"], event.facts["reworded"], event.facts["ended"]) == (1, 1, 1)


def test_required_item_that_is_let_go_is_required_no_more(waits, rosa):
    gone = ids(waits.framework, "M.1")
    waits.items.filter(item__in=gone).update(is_required=True)
    version = waits.framework.versions.first()
    taking = take_changes(common_script=waits, version=version, adds={}, rewords=set(), ends=set(gone), actor=rosa)
    let_go = waits.items.get(item__in=gone)
    assert (let_go.is_required, let_go.ended_at is not None) == (False, True)
    assert taking.items.get().is_required is False


def test_what_is_let_go_makes_room_for_what_is_new(waits, rosa, monkeypatch):
    monkeypatch.setattr("scripts.frameworks.versions.actions.MOST_ITEMS", 3)
    (told,), gone = ids(waits.framework, "T.1"), ids(waits.framework, "M.1")
    decide = {"common_script": waits, "version": waits.framework.versions.first(), "rewords": set(), "actor": rosa}
    with pytest.raises(RuleBroken, match="at most 3 items"):
        take_changes(**decide, adds={told: True}, ends=set())
    take_changes(**decide, adds={told: True}, ends=set(gone))
    assert waits.items.current().count() == 3


def test_change_of_the_name_alone_says_the_names(adopted, rosa, bring_in, package):
    package["CFItems"][2] |= {"abbreviatedStatement": "Three drawings", "educationLevel": ["10"]}
    bring_in(package)
    waiting = pending(adopted)
    rewords = {change.item_id for change in waiting.reworded}
    taking = take_changes(
        common_script=adopted, version=waiting.newest, adds={}, rewords=rewords, ends=set(), actor=rosa
    )
    taken = taking.items.get()
    assert (taken.was, taken.now, taken.name) == ("(nothing) · (nothing)", "Three drawings · 10", "Three drawings")


def test_common_script_may_stay_as_it_is(waits, rosa):
    take_changes(
        common_script=waits, version=waits.framework.versions.first(), adds={}, rewords=set(), ends=set(), actor=rosa
    )
    assert pending(waits) is None
    assert Event.objects.get(verb="common_script.kept").facts["name"] == "Making"
    assert waits.items.current().count() == 3


def test_decision_is_refused_twice_for_others_and_for_what_is_no_change(waits, rosa, chidi):
    version = waits.framework.versions.first()
    decide = {"common_script": waits, "version": version, "adds": {}, "rewords": set(), "ends": set()}
    with pytest.raises(RuleBroken, match="Only an administrator"):
        take_changes(**decide, actor=chidi)
    with pytest.raises(RuleBroken, match="does not change"):
        take_changes(**decide | {"ends": set(ids(waits.framework, "D.2"))}, actor=rosa)
    with pytest.raises(RuleBroken, match="does not change"):
        take_changes(**decide | {"adds": {ids(waits.framework, "D")[0]: True}}, actor=rosa)
    take_changes(**decide, actor=rosa)
    with pytest.raises(RuleBroken, match="decided already"):
        take_changes(**decide, actor=rosa)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_decide_at_once_decide_once(waits, rosa, make_user, riverside):
    other, version = make_user("Ravi", "Lowe", role="administrator", at=riverside), waits.framework.versions.first()
    (told,) = ids(waits.framework, "T.1")
    decide = {"common_script": waits, "version": version, "rewords": set(), "ends": set()}
    found = at_once(
        lambda: take_changes(**decide, adds={told: True}, actor=rosa),
        lambda: take_changes(**decide, adds={}, actor=other),
    )
    refused = [one for one in found if isinstance(one, RuleBroken)]
    assert ["decided already" in one.messages[0] for one in refused] == [True]
    taking = waits.takings.get()
    assert waits.items.count() == (4 if taking.taken_by == rosa else 3)


def test_decision_on_an_outdated_list_is_refused(waits, rosa, bring_in, package):
    seen = waits.framework.versions.first()
    package["CFItems"][0]["fullStatement"] = "Newer still."
    bring_in(package)
    with pytest.raises(RuleBroken, match="newer version"):
        take_changes(common_script=waits, version=seen, adds={}, rewords=set(), ends=set(), actor=rosa)


def test_common_script_adopted_after_a_version_does_not_wait_for_it(framework, bring_in, package, riverside, rosa):
    bring_in(newer(package))
    items = [(framework.items.get(code="D.1"), True)]
    late = adopt_common_script(
        institution=riverside, framework=framework, name="Late", year=2026, year_group="12", items=items, actor=rosa
    )
    assert (pending(late), waiting_for(rosa)) == (None, [])


def test_item_that_was_let_go_comes_back_as_new(waits, rosa, bring_in, package):
    framework = waits.framework
    gone = ids(framework, "M.1")
    decide = {"common_script": waits, "rewords": set(), "actor": rosa}
    take_changes(**decide, version=framework.versions.first(), adds={}, ends=set(gone))
    package["CFItems"].append(item(5, "Choose materials and say why.", humanCodingScheme="M.1"))
    package["CFAssociations"].append(tie(5, "isChildOf", id_of(5), id_of(4)))
    bring_in(package)
    found = pending(waits)
    assert [change.item_id for change in found.added] == gone
    take_changes(**decide, version=found.newest, adds={gone[0]: True}, ends=set())
    assert waits.items.current().get(item=gone[0]).is_required is True


def test_added_or_gone_siblings_move_nothing():
    was = {1: state(None, 1), 2: state(None, 2), 3: state(None, 3)}
    now = {9: state(None, 1), 1: state(None, 2), 3: state(None, 3)}
    assert {change.item_id: change.kinds for change in differences(was, now)} == {9: ("added",), 2: ("ended",)}


orders = st.lists(st.integers(1, 12), unique=True, max_size=12)


@given(orders, orders)
def test_moving_is_minimal_and_what_stays_keeps_its_order(old, new):
    was = {pk: (None, place) for place, pk in enumerate(old)}
    now = {pk: (None, place) for place, pk in enumerate(new)}
    out = moved(was, now)
    assert [pk for pk in old if pk in now and pk not in out] == [pk for pk in new if pk in was and pk not in out]
    if [pk for pk in old if pk in now] == [pk for pk in new if pk in was]:
        assert out == set()


versions = st.dictionaries(
    st.integers(1, 6), st.builds(state, st.none() | st.integers(7, 8), st.integers(1, 9), st.text(max_size=1))
)


@given(st.lists(versions, min_size=2, max_size=4))
def test_several_differences_compose_to_the_difference_of_the_ends(history):
    """Except for the places of items that went away and came back, or moved there and back again."""
    rows = []
    for was, now in pairwise(history):
        rows += [(change.item_id, change.was, change.now, change.is_moved) for change in differences(was, now)]
    composed = {change.item_id: change for change in compose(rows)}
    direct = {change.item_id: change for change in differences(history[0], history[-1])}
    for kind in ("is_added", "is_ended", "is_reworded"):
        assert {pk for pk, each in composed.items() if getattr(each, kind)} == {
            pk for pk, each in direct.items() if getattr(each, kind)
        }


def test_change_says_all_that_it_is():
    both = VersionChange(1, state(2, 1), state(3, 1, "y"), is_moved=True)
    assert both.kinds == ("reworded", "moved")


def test_page_shows_the_difference_of_any_two_versions(waits, sign_in, rosa, amina, bring_in, package):
    framework, client = waits.framework, sign_in(rosa)
    path = f"/scripts/frameworks/{framework.pk}/changes/"
    page = client.get(path)
    said_of = {change.name: (change.kinds, change.was, change.now) for change in page.context["changes"]}
    assert said_of["D.1"] == (("reworded",), "Draw three different answers.", "Draw five different answers.")
    assert (len(said_of), page.context["after"], page.context["until"]) == (5, 1, 2)
    ended = client.get(path, {"kind": "ended"})
    assert [change.name for change in ended.context["changes"]] == ["M.1"]
    assert client.get(path, {"after": "2", "until": "2"}).context["changes"] == []
    assert client.get(path, {"after": "nonsense", "until": "99", "kind": "x"}).context["page"].paginator.count == 5
    assert sign_in(amina).get(path).status_code == 403


def test_page_of_a_framework_with_one_version_says_what_to_do(framework, sign_in, rosa):
    page = sign_in(rosa).get(f"/scripts/frameworks/{framework.pk}/changes/")
    assert "There is only one version yet" in page.content.decode()


def test_page_takes_the_decision_and_refuses_an_empty_one(waits, sign_in, rosa, chidi):
    client, path = sign_in(rosa), f"/scripts/common/{waits.pk}/changes/"
    (told,) = ids(waits.framework, "T.1")
    empty = client.post(path, {"step": "take", "version": 2})
    assert (empty.status_code, list(empty.context["form"].errors)) == (422, ["__all__"])
    wrong = client.post(path, {"step": "take", "version": 2, f"add-{told}": "always"})
    assert (wrong.status_code, f"add-{told}" in wrong.context["form"].errors) == (422, True)
    assert client.post(path, {}).status_code == 422
    assert sign_in(chidi).post(path, {"step": "keep"}).status_code == 403
    done = sign_in(rosa).post(path, {"step": "take", "version": 2, f"add-{told}": "must"})
    assert (done.status_code, done.url) == (302, f"/scripts/common/{waits.pk}/")
    assert waits.items.current().get(item=told).is_required is True
    page = sign_in(rosa).get(f"/scripts/common/{waits.pk}/")
    assert "Version 2, decided on" in page.content.decode()
    assert "Nothing waits for a decision" in sign_in(rosa).get(path).content.decode()


def test_page_decides_on_as_many_new_items_as_a_common_script_holds(adopted, bring_in, package, sign_in, rosa):
    for number in range(100, 260):
        package["CFItems"].append(item(number, f"New part {number}.", humanCodingScheme=f"N.{number}"))
        package["CFAssociations"].append(tie(number, "isChildOf", id_of(number), DOCUMENT))
    package["CFDocument"]["lastChangeDateTime"] = "2027-05-01T09:00:00Z"
    assert bring_in(package).committed
    path = f"/scripts/common/{adopted.pk}/changes/"
    form = sign_in(rosa).get(path).context["form"]
    assert (sum(name.startswith("add-") for name in form.fields), form.not_shown) == (160, 0)
    (last,) = ids(adopted.framework, "N.259")
    assert sign_in(rosa).post(path, {"step": "take", "version": 2, f"add-{last}": "may"}).status_code == 302
    assert adopted.items.filter(item=last).exists()


@pytest.mark.parametrize("step", ["keep", "take"])
def test_version_that_came_in_while_the_page_was_open_is_not_decided_unseen(
    waits, sign_in, rosa, bring_in, package, step
):
    client, path = sign_in(rosa), f"/scripts/common/{waits.pk}/changes/"
    assert 'name="version" value="2"' in client.get(path).text
    (drawn,) = ids(waits.framework, "D.1")
    package["CFItems"][2]["fullStatement"] = "Draw ten different answers."
    bring_in(package)
    page = client.post(path, {"step": step, "version": 2, f"reword-{drawn}": "on"})
    assert (page.status_code, waits.takings.count()) == (422, 0)
    assert "A newer version came in while you were looking" in page.text
    assert "Draw ten different answers." in page.text
    assert 'name="version" value="3"' in page.text
    assert client.post(path, {"step": "keep", "version": 3}).status_code == 302


def test_common_script_that_is_kept_is_said_to_stay(waits, sign_in, rosa):
    client, path = sign_in(rosa), f"/scripts/common/{waits.pk}/changes/"
    assert path in client.get(f"/scripts/common/{waits.pk}/").content.decode()
    (told,) = ids(waits.framework, "T.1")
    assert client.post(path, {"step": "keep", "version": 2, f"add-{told}": "must"}).status_code == 302
    assert waits.items.current().count() == 3


def test_administrator_is_told_until_it_is_decided(waits, rosa, chidi):
    from tests.watching import needs_of

    needs = needs_of()

    path = f"/scripts/common/{waits.pk}/changes/"
    assert [need.words for need in needs(rosa) if need.path == path] == ["Making things work has a new version."]
    assert [need for need in needs(chidi) if need.path == path] == []
    decide = {"adds": {}, "rewords": set(), "ends": set()}
    take_changes(common_script=waits, version=waits.framework.versions.first(), **decide, actor=rosa)
    assert [need for need in needs(rosa) if need.path == path] == []
