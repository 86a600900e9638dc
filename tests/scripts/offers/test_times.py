"""Times, load and entry requirements of offers, and the way to partners: forms, files, pages."""

import datetime as dt

import pytest
from django.urls import reverse

from learnplan.events.models import Event
from scripts.frameworks.models import Framework, FrameworkItem
from scripts.offers.actions import change_offer
from scripts.offers.forms import OfferForm
from scripts.offers.importing import load
from scripts.offers.models import Agreement, Offer
from scripts.offers.slots import write_slots

HEADER = "code,title,provider,style,starts_on,ends_on,places,price"
ROW = "N1,Bicycle workshop,Northgate College,workplace,2026-09-07,2027-06-30,12,90"


@pytest.fixture
def items(db):
    framework = Framework.objects.create(identifier="f", title="Core", case_version="1.1")
    return [
        FrameworkItem.objects.create(framework=framework, identifier=f"id-{code}", code=code, statement=code)
        for code in ("M1", "M2")
    ]


@pytest.fixture
def bring(northgate, tmp_path):
    def run(*rows, columns="slots,minutes_a_week,entry"):
        path = tmp_path / "offers.csv"
        path.write_text("\n".join([f"{HEADER},{columns}" if columns else HEADER, *rows]))
        return load(path, dry_run=False)

    return run


def slots_of(offer):
    return write_slots(offer.slots.values_list("weekday", "starts_at", "ends_at"))


def form_data(**changes):
    usual = {
        "title": "Joinery",
        "code": "J2",
        "style": "in_class",
        "starts_on": "2026-09-07",
        "ends_on": "2027-06-30",
        "places": "8",
        "price_pence": "860",
        "slots": "Monday 9.00 to 12.00\nTue 9.00-12.00",
        "minutes_a_week": "420",
        "entry": "M1; M2",
    }
    return usual | changes


def test_offer_form_takes_times_load_and_entry(sign_in, sam, items):
    client = sign_in(sam)
    assert client.post(reverse("offer_new"), form_data()).status_code == 302
    offer = Offer.objects.get()
    assert slots_of(offer) == "Monday 09.00 to 12.00; Tuesday 09.00 to 12.00"
    assert (offer.minutes_a_week, [ask.item for ask in offer.entry_asks.all()]) == (420, items)
    form = OfferForm(instance=offer)
    assert (form.initial["slots"], form.initial["entry"]) == (
        "Monday 09.00 to 12.00\nTuesday 09.00 to 12.00",
        "M1; M2",
    )
    page = client.get(offer.get_absolute_url()).text
    assert "Tuesday 09:00–12:00" in page
    assert "Covered before it starts:" in page


def test_offer_form_says_what_is_wrong_with_each(sign_in, sam, items):
    wrong = form_data(slots="Monday morning", entry="M1; M9", minutes_a_week="20000")
    page = sign_in(sam).post(reverse("offer_new"), wrong)
    assert page.status_code == 422
    assert page.context["form"].errors == {
        "slots": ["“Monday morning” is not a time in the week. Write it like Wednesday 13.00 to 16.00."],
        "entry": ["“M9” is no item of a framework here. Look at its code, or leave it out."],
        "minutes_a_week": ["A week has 10080 minutes."],
    }


def test_change_offer_replaces_its_times_and_records_it(make_offer, sam, items):
    offer = make_offer(slots=[(1, dt.time(9), dt.time(12))], entry=[(items[0].pk,)])
    change_offer(offer=offer, actor=sam, slots=[(2, dt.time(9), dt.time(12))], entry=[])
    assert (slots_of(offer), offer.entry_asks.count()) == ("Tuesday 09.00 to 12.00", 0)
    event = Event.objects.filter(verb="offer.changed").get()
    assert event.facts["changed"] == {"slots": [1, 1], "entry": [1, 0]}
    change_offer(offer=offer, actor=sam, title="Joinery")
    assert slots_of(offer) == "Tuesday 09.00 to 12.00"


def test_import_brings_times_load_and_entry(bring, items):
    report = bring(f"{ROW},Wed 13:00-16:00; Friday 9.00 to 10.00,240,M1;id-M2")
    assert report.problems == []
    offer = Offer.objects.get()
    assert slots_of(offer) == "Wednesday 13.00 to 16.00; Friday 09.00 to 10.00"
    assert (offer.minutes_a_week, offer.entry_asks.count()) == (240, 2)
    again = bring(f"{ROW},Friday 9.00 to 10.00; Wed 13:00-16:00,240,M2;M1")
    assert again.counts("offers").unchanged == 1
    assert bring(f"{ROW},,,").counts("offers").updated == 1
    offer.refresh_from_db()
    assert (slots_of(offer), offer.minutes_a_week, offer.entry_asks.count()) == ("", None, 0)


def test_import_of_an_old_file_leaves_the_times_that_are_here(bring, items):
    bring(f"{ROW},Wed 13:00-16:00,240,M1")
    assert bring(ROW, columns="").counts("offers").unchanged == 1
    assert bring(ROW.replace("12,90", "14,90"), columns="").counts("offers").updated == 1
    offer = Offer.objects.get()
    assert (slots_of(offer), offer.minutes_a_week, offer.entry_asks.count()) == ("Wednesday 13.00 to 16.00", 240, 1)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ("Wednesday afternoon,240,M1", "slots", "bad_time"),
        ("Wed 9.00 to 11.00; Wed 10.00 to 12.00,,", "slots", "bad_time"),
        (",four hours,", "minutes_a_week", "bad_minutes"),
        (",10081,", "minutes_a_week", "bad_minutes"),
        (",,M1;M9", "entry", "unknown_item"),
    ],
)
def test_import_refuses_a_row_by_its_line_and_column_and_no_other(bring, items, cells, column, code):
    report = bring(f"{ROW},{cells}", f"{ROW.replace('N1', 'N2')},Mon 9.00 to 10.00,60,M2")
    assert [(one.line, one.column, one.code) for one in report.problems] == [(2, column, code)]
    assert [offer.code for offer in Offer.objects.all()] == ["N2"]


def test_partner_way_is_said_by_the_home_administrator(sign_in, rosa, sam, agreement, make_user, northgate):
    path = reverse("partner_way", args=[agreement.pk])
    assert path in sign_in(rosa).get(reverse("partners")).text
    assert path not in sign_in(sam).get(reverse("partners")).text
    theirs = make_user("Ada", "Lowe", role="administrator", at=northgate)
    assert sign_in(theirs).get(path).status_code == 404
    page = sign_in(rosa).post(path, {"travel_minutes": "-3"})
    assert list(page.context["form"].errors) == ["travel_minutes"]
    assert sign_in(rosa).post(path, {"travel_minutes": "25"}).status_code == 302
    assert Agreement.objects.get().travel_minutes == 25
    assert "25 minutes on the way" in sign_in(rosa).get(reverse("partners")).text
    sign_in(rosa).post(path, {"travel_minutes": "25"})
    assert Event.objects.filter(verb="agreement.way_said").count() == 1


def test_partner_form_takes_the_way(sign_in, rosa, riverside, northgate):
    data = {"provider": northgate.pk, "home": riverside.pk, "from_on": "2026-09-01", "travel_minutes": "20"}
    assert sign_in(rosa).post(reverse("partner_new"), data).status_code == 302
    assert Agreement.objects.get().travel_minutes == 20
