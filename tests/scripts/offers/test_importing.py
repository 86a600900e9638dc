"""Bringing in offers: what is stored, what is refused and how it is said, and that rows never touch one another."""

import csv
import datetime as dt
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learnplan.events.models import Event
from learnplan.people.importing.models import Import
from learnplan.rules import RuleBroken
from learnplan.web.reports import Report, write_csv
from scripts.offers.actions import change_offer, make_offer
from scripts.offers.file import FileUnreadable, read_offers
from scripts.offers.importing import load
from scripts.offers.models import Agreement, Offer, Place
from tests.races import behind

HEADER = "code,title,provider,summary,style,level,asks,location,timetable,starts_on,ends_on,places,price,covers"
CELLS = {
    "code": "N1",
    "title": "Bicycle workshop",
    "provider": "Northgate College",
    "summary": "Mend real bicycles.",
    "style": "workplace",
    "level": "Level 2",
    "asks": "",
    "location": "Yard",
    "timetable": "Wed, 13.00",
    "starts_on": "2026-09-07",
    "ends_on": "2027-06-30",
    "places": "12",
    "price": "1,606.50",
    "covers": "",
}


def text_of(*rows, header=HEADER):
    """A file of rows, each the usual cells with some changed."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header.split(","))
    for changes in rows:
        writer.writerow([(CELLS | changes)[name] for name in header.split(",")])
    return out.getvalue()


@pytest.fixture
def bring_offers(northgate, tmp_path):
    """Bring in a file of offers (text, or bytes as they are) and return the report."""

    def run(content, **options):
        path = tmp_path / "offers.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load(path, **{"dry_run": False, **options})

    return run


def counts(report):
    return {key: value for key, value in report.to_json()["files"]["offers"].items() if value}


def said(report):
    return [(problem.line, problem.column, problem.code) for problem in report.problems]


def test_offers_are_created_then_unchanged_then_updated(bring_offers, northgate):
    both = [{}, {"code": "N2", "title": "Welding", "price": "0"}]
    assert counts(bring_offers(text_of(*both))) == {"rows": 2, "created": 2}
    offer = Offer.objects.get(code="N1")
    assert (offer.provider, offer.price_pence, offer.places, offer.style) == (northgate, 160650, 12, "workplace")
    assert counts(bring_offers(text_of(*both))) == {"rows": 2, "unchanged": 2}
    both[1] |= {"title": "Welding for beginners"}
    assert counts(bring_offers(text_of(*both))) == {"rows": 2, "unchanged": 1, "updated": 1}
    assert Offer.objects.get(code="N2").title == "Welding for beginners"


def test_offers_not_in_the_file_and_columns_not_in_the_file_stay_as_they_are(bring_offers):
    bring_offers(text_of({}, {"code": "N2"}))
    short = "code,title,provider,style,starts_on,ends_on,places,price"
    assert counts(bring_offers(text_of({"title": "Bikes"}, header=short))) == {"rows": 1, "updated": 1}
    assert Offer.objects.get(code="N1").summary == "Mend real bicycles."
    assert Offer.objects.count() == 2


def test_offers_are_closed_and_opened_by_their_status(bring_offers):
    with_status = HEADER + ",status"
    bring_offers(text_of({}))
    assert counts(bring_offers(text_of({"status": "closed"}, header=with_status))) == {"rows": 1, "ended": 1}
    assert counts(bring_offers(text_of({}))) == {"rows": 1, "unchanged": 1}
    assert Offer.objects.get().closed_at is not None
    assert counts(bring_offers(text_of({"status": "Open"}, header=with_status))) == {"rows": 1, "updated": 1}
    assert Offer.objects.get().closed_at is None


def test_offers_cover_items_by_code(bring_offers, framework):
    assert counts(bring_offers(text_of({"covers": "D.1; M;D.1"}))) == {"rows": 1, "created": 1}
    covered = Offer.objects.get().covers.order_by("item__code")
    assert list(covered.values_list("item__code", flat=True)) == ["D.1", "M"]
    assert counts(bring_offers(text_of({"covers": "M;D.1"}))) == {"rows": 1, "unchanged": 1}
    assert counts(bring_offers(text_of({"covers": "M"}))) == {"rows": 1, "updated": 1}
    report = bring_offers(text_of({"covers": "M;M.9"}))
    assert said(report) == [(2, "covers", "unknown_item")]


def test_code_of_two_frameworks_is_refused_and_the_identifier_accepted(bring_offers, framework, bring_in, package):
    package["CFDocument"]["identifier"] = "another"
    for each in package["CFItems"]:
        each["identifier"] += "x"
    package["CFAssociations"] = []
    assert bring_in(package).committed
    report = bring_offers(text_of({"covers": "M"}))
    assert "several frameworks" in report.problems[0].message
    assert counts(bring_offers(text_of({"covers": package["CFItems"][3]["identifier"]}))) == {"rows": 1, "created": 1}


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("code", "", "missing"),
        ("code", "x" * 51, "too_long"),
        ("title", " ", "missing"),
        ("style", "evenings", "unknown_style"),
        ("style", "", "unknown_style"),
        ("starts_on", "1/09/2026", "bad_date"),
        ("starts_on", "2026-9-1", "bad_date"),
        ("starts_on", "2026-02-30", "bad_date"),
        ("ends_on", "2026-01-01", "ends_before"),
        ("places", "-1", "bad_places"),
        ("places", "12.0", "bad_places"),
        ("places", "²", "bad_places"),
        ("places", "99999999999", "bad_places"),
        ("price", "-5", "bad_price"),
        ("price", "", "bad_price"),
        ("price", "free", "bad_price"),
        ("price", "1.606,50", "bad_price"),
        ("price", "16,06.50", "bad_price"),
        ("price", "1606.505", "bad_price"),
        ("price", "99999999.00", "bad_price"),
        ("provider", "Nowhere", "unknown_provider"),
        ("provider", "", "unknown_provider"),
    ],
)
def test_wrong_cell_is_refused_by_line_and_column_and_the_other_rows_go_in(bring_offers, column, cell, code):
    report = bring_offers(text_of({"code": "A"}, {column: cell}, {"code": "B"}))
    assert said(report) == [(3, column, code)]
    assert report.problems[0].message
    assert counts(report) == {"rows": 3, "created": 2, "refused": 1}
    assert sorted(Offer.objects.values_list("code", flat=True)) == ["A", "B"]


@pytest.mark.parametrize(
    ("cell", "pence"),
    [("1606.5", 160650), ("£1,606.50", 160650), ("0", 0), ("0.07", 7), ("21,474,836.47", 2147483647)],
)
def test_price_is_exact(bring_offers, cell, pence):
    bring_offers(text_of({"price": cell}))
    assert Offer.objects.get().price_pence == pence


@pytest.mark.parametrize("cell", ["in_class", "In class", " IN  CLASS "])
def test_style_is_known_by_its_name_and_its_words(bring_offers, cell):
    bring_offers(text_of({"style": cell}))
    assert Offer.objects.get().style == "in_class"


def test_everything_wrong_with_a_row_is_said_at_once(bring_offers):
    report = bring_offers(text_of({"style": "?", "places": "?", "price": "?"}))
    assert [column for _line, column, _code in said(report)] == ["style", "places", "price"]
    assert counts(report) == {"rows": 1, "refused": 1}
    assert "in_class, online, workplace" in report.problems[0].message


def test_second_row_for_the_same_offer_is_refused(bring_offers):
    report = bring_offers(text_of({}, {"title": "Another"}))
    assert said(report) == [(3, "code", "twice")]
    assert Offer.objects.get().title == "Bicycle workshop"


def test_places_below_those_spoken_for_are_refused_with_the_number(bring_offers, amina, riverside, chidi):
    bring_offers(text_of({}))
    offer = Offer.objects.get()
    Place.objects.create(
        offer=offer, learner=amina, home=riverside, state="held", price_pence=0, asked_by=chidi, moved_by=chidi
    )
    report = bring_offers(text_of({"places": "0"}))
    assert said(report) == [(2, "places", "too_few_places")]
    assert report.problems[0].message.startswith("1 place")
    assert counts(bring_offers(text_of({"places": "1"}))) == {"rows": 1, "updated": 1}


def test_blank_lines_and_trailing_blank_cells_are_nothing(bring_offers):
    lines = text_of({}, {"code": "N2"}).splitlines()
    text = "\r\n".join(["", lines[0] + ",,", "", ",,,", lines[1] + ",,", "   ", lines[2] + ",, ", ""])
    report = bring_offers(text)
    assert (said(report), counts(report)) == ([], {"rows": 2, "created": 2})


def test_ragged_row_is_refused_and_never_shifted(bring_offers):
    lines = text_of({}, {"code": "N2"}, {"code": "N3"}).splitlines()
    lines[2] = lines[2].replace("Mend real bicycles.", "Mend, paint and sell.")
    lines[3] = lines[3].removesuffix(",")
    report = bring_offers("\n".join(lines))
    assert said(report) == [(3, None, "ragged"), (4, None, "ragged")]
    assert counts(report) == {"rows": 3, "created": 1, "refused": 2}


def test_cell_under_no_name_is_refused(bring_offers):
    lines = text_of({}).splitlines()
    report = bring_offers(f"{lines[0]},\n{lines[1]},x\n")
    assert said(report) == [(2, None, "ragged")]


def test_quote_that_is_not_closed_costs_its_own_row_only(bring_offers):
    lines = text_of({}, {"code": "N2"}, {"code": "N3", "summary": "One\nline, and\nanother."}, {"code": "N4"})
    text = lines.replace("N2,Bicycle", 'N2,"Bicycle')
    report = bring_offers(text)
    assert said(report) == [(3, None, "quotes")]
    assert sorted(Offer.objects.values_list("code", flat=True)) == ["N1", "N3", "N4"]
    assert Offer.objects.get(code="N3").summary == "One\nline, and\nanother."


def test_whole_row_between_two_halves_of_another_is_not_swallowed(bring_offers):
    header, whole = text_of({"code": "N2", "timetable": "Wed", "price": "90"}).splitlines()
    halves = whole.replace("N2", "N1").replace("Mend real bicycles.", '"Mend|bicycles."').split("|")
    assert counts(bring_offers("\n".join([header, *halves]))) == {"rows": 1, "created": 1}
    Offer.objects.all().delete()
    report = bring_offers("\n".join([header, halves[0], whole, halves[1]]))
    assert said(report) == [(2, None, "quotes"), (4, None, "ragged")]
    assert Offer.objects.get().code == "N2"


def test_quote_that_closes_in_the_wrong_place_does_not_join_two_lines(bring_offers):
    header, whole = text_of({}).splitlines()
    report = bring_offers("\n".join([header, 'N7,"Bicycle', 'half",x', whole]))
    assert said(report) == [(2, None, "quotes"), (3, None, "ragged")]
    assert Offer.objects.get().code == "N1"


def test_line_numbers_hold_after_a_cell_of_several_lines(bring_offers):
    report = bring_offers(text_of({"summary": "a\nb\nc"}, {"code": "N2", "places": "?"}))
    assert said(report) == [(5, "places", "bad_places")]


def test_semicolons_are_detected_and_said(bring_offers):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerows(csv.reader(io.StringIO(text_of({"summary": "One; two"}))))
    report = bring_offers("\ufeff" + out.getvalue())
    assert [problem.code for problem in report.problems] == ["delimiter"]
    assert Offer.objects.get().summary == "One; two"


def test_windows_1252_is_read_and_said(bring_offers):
    report = bring_offers(text_of({"title": "Café £5"}).encode("cp1252"))
    assert said(report) == [(2, None, "windows_1252")]
    assert Offer.objects.get().title == "Café £5"


def test_utf_16_with_tabs_as_a_spreadsheet_saves_it(bring_offers):
    report = bring_offers(text_of({"timetable": "Wed"}).replace('"1,606.50"', "90").replace(",", "\t").encode("utf-16"))
    assert [problem.code for problem in report.problems] == ["delimiter"]
    assert Offer.objects.get().price_pence == 9000


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"\x81\x8d", "not_text"),
        (b"PK\x03\x04\x00\x00", "not_text"),
        (b"code,title\nA,B", "columns_missing"),
        (b"code,code,title\nA,B,C", "column_twice"),
    ],
)
def test_file_without_rows_to_speak_of_is_refused_as_a_whole(bring_offers, content, code):
    report = bring_offers(content)
    assert ([problem.code for problem in report.problems], report.exit_status(), report.committed) == ([code], 1, False)


def test_unknown_column_is_kept_aside_and_a_known_misspelling_said_not_guessed(bring_offers):
    header = HEADER.replace("asks", "requirements").replace("level", "levle") + ",colour"
    cells = {"requirements": "GCSE maths", "levle": "2", "colour": "blue"}
    report = bring_offers(text_of(cells, header=header))
    assert [(problem.column, problem.code) for problem in report.problems] == [
        ("levle", "unknown_column"),
        ("requirements", "unknown_column"),
        ("colour", "unknown_column"),
    ]
    hints = [problem.message.partition("If you mean ")[2] for problem in report.problems]
    assert hints == ["“level”, call it that.", "“asks”, call it that.", ""]
    offer = Offer.objects.get()
    assert (offer.asks, offer.level, offer.kept_aside) == ("", "", cells)


def test_formula_is_kept_as_text_and_neutralised_in_the_report(bring_offers):
    bring_offers(text_of({"title": "=HYPERLINK(1)"}))
    assert Offer.objects.get().title == "=HYPERLINK(1)"
    out = io.StringIO()
    write_csv(bring_offers(text_of({}), name="=cmd()").to_json()["problems"] or [], out)
    report = bring_offers(text_of({"price": "?"}), name="=cmd()")
    write_csv(report.to_json()["problems"], out)
    assert "\r\n'=cmd()," in out.getvalue()


def test_dry_run_writes_nothing_and_an_import_records_one_event(bring_offers, sam, northgate):
    report = bring_offers(text_of({}), dry_run=True)
    assert (counts(report), report.committed, Offer.objects.count()) == ({"rows": 1, "created": 1}, False, 0)
    bring_offers(text_of({}), by=sam, institution=northgate)
    event = Event.objects.get()
    assert (event.verb, event.actor, event.facts["created"]) == ("offers.imported", sam, 1)


def test_provider_staff_bring_in_for_their_own_institution_only(bring_offers, sam, northgate, riverside):
    text = text_of({"provider": ""}, {"code": "N2"}, {"code": "N3", "provider": "Riverside Sixth Form"})
    report = bring_offers(text, by=sam, institution=northgate)
    assert said(report) == [(4, "provider", "not_yours")]
    assert set(Offer.objects.values_list("provider", flat=True)) == {northgate.pk}


def test_administrators_bring_in_their_own_and_partners_with_an_agreement(bring_offers, rosa, northgate, riverside):
    text = text_of({"provider": ""}, {"code": "N2"})
    report = bring_offers(text, by=rosa, institution=riverside)
    assert (said(report), counts(report)["created"]) == ([(3, "provider", "not_yours")], 1)
    Agreement.objects.create(provider=northgate, home=riverside, from_on="2020-09-01")
    assert counts(bring_offers(text, by=rosa, institution=riverside)) == {"rows": 2, "created": 1, "unchanged": 1}


def test_two_institutions_of_one_name_are_told_apart_by_code(bring_offers, make_institution):
    make_institution("Northgate College").__class__.objects.filter(name="Northgate College").update(code="")
    twin = make_institution("Northgate College")
    twin.code = "NG2"
    twin.save()
    assert said(bring_offers(text_of({}))) == [(2, "provider", "which_provider")]
    assert counts(bring_offers(text_of({"provider": "ng2"}))) == {"rows": 1, "created": 1}


def test_command_prints_one_json_object(northgate, tmp_path):
    path, out = tmp_path / "offers.csv", io.StringIO()
    path.write_text(text_of({}))
    call_command("import_offers", str(path), "--json", stdout=out)
    assert json.loads(out.getvalue())["files"]["offers"]["created"] == 1
    with pytest.raises(SystemExit) as left:
        call_command("import_offers", str(tmp_path / "none.csv"), "--json", stdout=io.StringIO())
    assert left.value.code == 1


def test_thousand_offers_take_a_fixed_number_of_queries(bring_offers, django_assert_max_num_queries):
    rows = [{"code": f"N{number}"} for number in range(1000)]
    with django_assert_max_num_queries(16):
        assert counts(bring_offers(text_of(*rows))) == {"rows": 1000, "created": 1000}
    with django_assert_max_num_queries(16):
        changed = [row | {"title": "New"} for row in rows]
        assert counts(bring_offers(text_of(*changed))) == {"rows": 1000, "updated": 1000}


DAMAGE = st.one_of(
    st.tuples(st.just("insert"), st.integers(0, 400), st.text(alphabet="\",;\n\r'=x \t£", min_size=1, max_size=6)),
    st.tuples(st.just("cut"), st.integers(0, 400), st.integers(1, 60)),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    row=st.integers(0, 4),
    damage=DAMAGE,
    summaries=st.lists(st.sampled_from(["", "a, b", 'say "x"', "a\nb, c"]), min_size=5, max_size=5),
)
def test_damage_to_one_row_never_changes_another(row, damage, summaries):
    rows = [{"code": f"N{number}", "summary": summary} for number, summary in enumerate(summaries)]
    parts = [text_of(), *(text_of(one)[len(text_of()) :] for one in rows)]
    kind, at, what = damage
    text = parts[row + 1].removesuffix("\r\n")
    at %= len(text)
    text = text[:at] + what + text[at:] if kind == "insert" else text[:at] + text[at + what :]
    parts[row + 1] = text + "\r\n"
    found = {one.values["code"]: one for one in read_offers("".join(parts).encode(), "f", Report())}
    for number, one in enumerate(rows):
        if number != row:
            assert found[one["code"]].values["summary"] == one["summary"]


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=300))
def test_no_bytes_whatever_are_more_than_refused(content):
    report = Report()
    try:
        read_offers(HEADER.encode() + b"\n" + content, "f", report)
    except FileUnreadable:
        assert not report.readable
    assert report.counts("offers").refused <= report.counts("offers").rows


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["make", "change"])
def test_code_that_a_file_brings_in_meanwhile_is_taken(bring_offers, northgate, sam, act):
    fields = {"title": "Bicycles", "style": "workplace", "places": 1, "price_pence": 0}
    fields |= {"starts_on": dt.date(2026, 9, 7), "ends_on": dt.date(2027, 6, 30)}
    there = make_offer(provider=northgate, actor=sam, code="OLD", **fields)
    acts = {
        "make": lambda: make_offer(provider=northgate, actor=sam, code="N1", **fields),
        "change": lambda: change_offer(offer=there, actor=sam, code="N1"),
    }
    refused = behind(lambda: bring_offers(text_of({})), acts[act])
    assert isinstance(refused, RuleBroken)
    assert refused.messages == ["There is already an offer with this code. Choose another."]


def test_file_of_offers_is_taken_on_its_page_and_another_kind_refused(sign_in, sam, northgate, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client, path = sign_in(sam), reverse("offers_import")
    refused = client.post(path, {"institution": northgate.pk, "file": SimpleUploadedFile("offers.xlsx", b"x")})
    assert refused.status_code == 422
    assert refused.context["form"].errors == {"file": ["Give a file whose name ends in .csv."]}
    client.post(path, {"institution": northgate.pk, "file": SimpleUploadedFile("Offers.CSV", text_of({}).encode())})
    one = Import.objects.get()
    assert (one.kind, one.by, one.institution, one.options) == ("offers", sam, northgate, {"name": "Offers.CSV"})
