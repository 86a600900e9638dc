"""Pages of frameworks and common scripts: who sees what, the tree, the search, and adopting step by step."""

import pytest

from learnplan.years import current_year
from scripts.authoring.models import Script
from scripts.frameworks.actions import adopt_common_script
from scripts.frameworks.models import CommonScript, Framework
from tests.scripts.frameworks.conftest import DOCUMENT, id_of, item, link, tie


@pytest.fixture
def script(framework, riverside, rosa):
    """What Year 12 at Riverside starts from: D, D.1 (required) and M."""
    items = [(framework.items.get(code=code), code == "D.1") for code in ("D", "D.1", "M")]
    cohort = {"institution": riverside, "year": current_year(), "year_group": "12"}
    return adopt_common_script(framework=framework, name="Everyone's first year", items=items, actor=rosa, **cohort)


@pytest.fixture
def large(framework, bring_in, package):
    """The framework with 60 more items at the top, and 600 under the first of them."""
    package["CFItems"] += [item(n, f"Part {n}", humanCodingScheme=f"P.{n}") for n in range(100, 160)]
    package["CFItems"] += [item(n, f"Ratio number {n}", humanCodingScheme=f"Q.{n}") for n in range(1000, 1600)]
    package["CFAssociations"] += [tie(n, "isChildOf", id_of(n), DOCUMENT, sequenceNumber=n) for n in range(100, 160)]
    package["CFAssociations"] += [tie(n, "isChildOf", id_of(n), id_of(100)) for n in range(1000, 1600)]
    assert bring_in(package).committed
    return framework


def pk_of(framework, code):
    return str(framework.items.get(code=code).pk)


def test_frameworks_are_listed_for_staff_and_for_those_whose_institution_adopted(
    sign_in, framework, rosa, sam, amina, dov
):
    for user, sees in ((rosa, True), (sam, True), (amina, False), (dov, False)):
        page = sign_in(user).get("/scripts/frameworks/")
        assert [one.title for one in page.context["page"]] == (["Making things work"] if sees else [])


def test_framework_is_seen_by_learners_once_it_is_adopted(sign_in, framework, amina, dov, request):
    assert sign_in(amina).get(framework.get_absolute_url()).status_code == 404
    script = request.getfixturevalue("script")
    assert sign_in(amina).get(framework.get_absolute_url()).status_code == 200
    assert sign_in(amina).get(script.get_absolute_url()).status_code == 200
    assert sign_in(dov).get(framework.get_absolute_url()).status_code == 404
    assert sign_in(dov).get(script.get_absolute_url()).status_code == 404


def test_framework_page_shows_the_tree_with_what_comes_before(sign_in, framework, rosa):
    page = sign_in(rosa).get(framework.get_absolute_url())
    nodes = page.context["tree"].nodes
    assert [(node.item.code, [one.item.code for one in node.below]) for node in nodes] == [
        ("M", ["M.1"]),
        ("D", ["D.1", "D.2"]),
    ]
    assert [one.code for one in nodes[0].after] == ["D"]
    assert "Draw three different answers." in page.content.decode()


def test_framework_page_opens_at_an_item(sign_in, framework, rosa):
    page = sign_in(rosa).get(framework.get_absolute_url(), {"under": pk_of(framework, "D")})
    assert [one.code for one in page.context["tree"].trail] == ["D"]
    assert [node.item.code for node in page.context["tree"].nodes] == ["D.1", "D.2"]


@pytest.mark.parametrize("under", ["999999", "9" * 18])
def test_framework_page_at_no_such_item_is_404(sign_in, framework, rosa, under):
    assert sign_in(rosa).get(framework.get_absolute_url(), {"under": under}).status_code == 404


def test_large_framework_is_shown_a_part_at_a_time_in_12_queries(
    sign_in, large, rosa, script, django_assert_max_num_queries
):
    client = sign_in(rosa)
    with django_assert_max_num_queries(12):
        page = client.get(large.get_absolute_url())
    tree = page.context["tree"]
    assert (len(tree.nodes), tree.page.paginator.count, len(tree.every)) == (50, 62, 50)
    with django_assert_max_num_queries(12):
        page = client.get(large.get_absolute_url(), {"under": pk_of(large, "P.100"), "page": 2})
    assert (len(page.context["tree"].nodes), page.context["tree"].page.paginator.num_pages) == (50, 12)
    with django_assert_max_num_queries(12):
        client.get(large.get_absolute_url(), {"under": pk_of(large, "D")})


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("draw", ["D.1"]),
        ("people need", ["D.2"]),
        ("answ", ["D.1"]),
        ("D.", ["D", "D.1", "D.2"]),
        ("d.1", ["D.1"]),
        ("nothing like it", []),
        ("the", []),
        ("&|!:*", []),
        ("%", []),
    ],
)
def test_search_finds_words_beginnings_and_codes(sign_in, framework, rosa, words, found):
    page = sign_in(rosa).get(framework.get_absolute_url(), {"words": words})
    assert [one.code for one in page.context["page"]] == found


def test_search_answers_htmx_with_the_part(sign_in, framework, rosa):
    page = sign_in(rosa).get(framework.get_absolute_url(), {"words": "draw"}, headers={"HX-Request": "true"})
    assert "<html" not in page.content.decode()
    assert "Draw three different answers." in page.content.decode()


def test_common_script_says_to_staff_who_starts_from_it_and_to_learners_where_theirs_is(sign_in, script, amina, chidi):
    page = sign_in(chidi).get(script.get_absolute_url())
    assert (page.context["started"], page.context["waiting"]) == (0, 1)
    mine = Script.objects.create(learner=amina, institution=script.institution, common_script=script)
    page = sign_in(amina).get(script.get_absolute_url())
    assert ("started" in page.context, page.context["mine"]) == (False, mine)
    assert [(one.item.code, one.is_required) for one in page.context["items"]] == [
        ("D", False),
        ("D.1", True),
        ("M", False),
    ]


def cohort(**changes):
    return {"institution": "", "name": "First year", "year": str(current_year()), "year_group": "12", **changes}


def test_adopting_shows_the_consequence_before_it_writes(sign_in, framework, riverside, rosa, amina):
    client, url = sign_in(rosa), f"/scripts/frameworks/{framework.pk}/adopt/"
    marks = {
        f"item-{pk_of(framework, 'M')}": "all",
        f"item-{pk_of(framework, 'M.1')}": "must",
        f"item-{pk_of(framework, 'D')}": "may",
    }
    posted = cohort(institution=riverside.pk) | marks
    page = client.post(url, posted | {"step": "check"})
    assert (page.context["learners"], page.context["required"], CommonScript.objects.count()) == (1, 1, 0)
    order = [("M.1", True), ("D", False), ("M", False)]
    assert [(one.code, is_required) for one, is_required, _after in page.context["items"]] == order
    page = client.post(url, posted | {"step": "adopt"})
    script = CommonScript.objects.get()
    assert (page.status_code, page.url) == (302, script.get_absolute_url())
    assert list(script.items.values_list("item__code", "is_required")) == order


def test_adopting_all_of_an_item_required_takes_everything_under_it(sign_in, framework, riverside, rosa):
    marks = {f"item-{pk_of(framework, 'D')}": "all-must", f"item-{pk_of(framework, 'D.1')}": "may"}
    url = f"/scripts/frameworks/{framework.pk}/adopt/"
    sign_in(rosa).post(url, cohort(institution=riverside.pk) | marks | {"step": "adopt"})
    kept = CommonScript.objects.get().items.values_list("item__code", "is_required")
    assert list(kept) == [("D", True), ("D.1", True), ("D.2", True)]


@pytest.mark.parametrize(("typed", "minutes"), [("", None), ("30", 1800), ("27.5", 1650)])
def test_adopting_says_how_full_a_week_should_be(sign_in, framework, riverside, rosa, typed, minutes):
    url, mark = f"/scripts/frameworks/{framework.pk}/adopt/", {f"item-{pk_of(framework, 'D')}": "must"}
    posted = cohort(institution=riverside.pk, most_minutes_a_week=typed) | mark
    client = sign_in(rosa)
    check = client.post(url, posted | {"step": "check"})
    assert (f'name="most_minutes_a_week" value="{typed}"' in check.text) == bool(typed)
    client.post(url, posted | {"step": "adopt"})
    script = CommonScript.objects.get()
    assert script.most_minutes_a_week == minutes
    assert ("is said to be too full" in client.get(script.get_absolute_url()).text) == bool(typed)


@pytest.mark.parametrize("typed", ["0", "169", "-1", "many"])
def test_adopting_with_an_impossible_week_is_refused(sign_in, framework, riverside, rosa, typed):
    url, mark = f"/scripts/frameworks/{framework.pk}/adopt/", {f"item-{pk_of(framework, 'D')}": "must"}
    posted = cohort(institution=riverside.pk, most_minutes_a_week=typed) | mark
    page = sign_in(rosa).post(url, posted | {"step": "adopt"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["most_minutes_a_week"])
    assert not CommonScript.objects.exists()


def test_adopting_nothing_is_an_error_and_not_everything(sign_in, framework, riverside, rosa):
    page = sign_in(rosa).post(
        f"/scripts/frameworks/{framework.pk}/adopt/", cohort(institution=riverside.pk) | {"step": "adopt"}
    )
    assert (page.status_code, CommonScript.objects.count()) == (422, 0)
    assert page.context["form"].non_field_errors()[0].startswith("Nothing is chosen.")


@pytest.mark.parametrize("wrong", [{"name": ""}, {"year_group": " "}, {"year": "1999"}])
def test_adopting_for_no_cohort_keeps_the_marks_and_says_what_is_missing(sign_in, framework, riverside, rosa, wrong):
    mark = {f"item-{pk_of(framework, 'D')}": "must"}
    page = sign_in(rosa).post(
        f"/scripts/frameworks/{framework.pk}/adopt/",
        cohort(institution=riverside.pk, **wrong) | mark | {"step": "check"},
    )
    assert (page.status_code, list(page.context["form"].errors)) == (422, list(wrong))
    assert [node.mark for node in page.context["tree"].every if node.item.code == "D"] == ["must"]


def test_adopting_for_an_institution_that_is_not_mine_is_refused(sign_in, framework, northgate, rosa):
    mark = {f"item-{pk_of(framework, 'D')}": "must"}
    page = sign_in(rosa).post(
        f"/scripts/frameworks/{framework.pk}/adopt/", cohort(institution=northgate.pk) | mark | {"step": "adopt"}
    )
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["institution"])
    assert CommonScript.objects.count() == 0


def test_adopting_for_a_cohort_that_has_one_says_so_before_the_consequence(sign_in, framework, script, riverside, rosa):
    mark = {f"item-{pk_of(framework, 'D')}": "must"}
    page = sign_in(rosa).post(
        f"/scripts/frameworks/{framework.pk}/adopt/", cohort(institution=riverside.pk) | mark | {"step": "check"}
    )
    assert page.status_code == 422
    assert "already starts from" in page.context["form"].non_field_errors()[0]


def test_looking_elsewhere_keeps_the_marks(sign_in, large, rosa):
    client, url = sign_in(rosa), f"/scripts/frameworks/{large.pk}/adopt/"
    mark = {f"item-{pk_of(large, 'D.1')}": "must", "item-7x": "must", "item-8": "everything"}
    page = client.post(url, {"name": "First", "under": pk_of(large, "P.100"), **mark})
    assert page.status_code == 200
    assert page.context["elsewhere"] == [(int(pk_of(large, "D.1")), "must")]
    assert page.context["form"]["name"].value() == "First"
    page = client.post(url, {"name": "First", "here": pk_of(large, "P.100"), "page": 2, **mark})
    assert (page.context["tree"].page.number, page.context["under"]) == (2, pk_of(large, "P.100"))


def test_marking_more_than_a_script_holds_is_refused_with_the_number(sign_in, large, riverside, rosa):
    page = sign_in(rosa).post(
        f"/scripts/frameworks/{large.pk}/adopt/",
        cohort(institution=riverside.pk) | {f"item-{pk_of(large, 'P.100')}": "all", "step": "check"},
    )
    assert "601 items are chosen" in page.context["form"].non_field_errors()[0]


@pytest.mark.parametrize(("who", "status"), [("rosa", 200), ("chidi", 403), ("sam", 403), ("amina", 404), ("dov", 404)])
def test_only_administrators_adopt(sign_in, framework, who, status, request):
    user = request.getfixturevalue(who)
    assert sign_in(user).get(f"/scripts/frameworks/{framework.pk}/adopt/").status_code == status


def test_framework_shows_what_its_publisher_says_of_it(bring_in, package, sign_in, rosa):
    package["CFDocument"] |= {
        "description": "For everyone who <b>makes</b> things.",
        "version": "3",
        "language": "cy",
        "statusEndDate": "2028-07-31",
        "subject": ["Design", 7],
        "licenseURI": link("l", "Open Government Licence") | {"uri": "https://licence.example/ogl"},
        "officialSourceURL": "javascript:alert(1)",
    }
    package["CFDefinitions"]["CFLicenses"] = [{"identifier": "l", "licenseText": "Say where it comes from."}]
    bring_in(package)
    page = sign_in(rosa).get(Framework.objects.get().get_absolute_url())
    assert [(fact.label, fact.words, fact.url) for fact in page.context["facts"]] == [
        ("About it", "For everyone who <b>makes</b> things.", ""),
        ("Version", "3", ""),
        ("Language", "Welsh", ""),
        ("Subject", "Design", ""),
        ("Valid until", "2028-07-31", ""),
        ("Licence", "Open Government Licence", "https://licence.example/ogl"),
        ("What the licence says", "Say where it comes from.", ""),
        ("Published at", "javascript:alert(1)", ""),
    ]
    assert "For everyone who &lt;b&gt;makes&lt;/b&gt; things." in page.text
    assert 'href="javascript' not in page.text


@pytest.mark.parametrize("bad", [None, 7, "x", [], ["x", {"identifier": []}], {"CFLicenses": 7}])
def test_framework_whose_document_has_another_shape_is_shown_all_the_same(bring_in, package, sign_in, rosa, bad):
    for name in ("description", "language", "subject", "licenseURI", "extensions", "notes", "officialSourceURL"):
        package["CFDocument"][name] = bad
    package["CFDefinitions"] = bad if isinstance(bad, dict) else {"CFLicenses": bad}
    bring_in(package)
    assert sign_in(rosa).get(Framework.objects.get().get_absolute_url()).status_code == 200
