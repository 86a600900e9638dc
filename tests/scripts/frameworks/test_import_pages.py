"""The upload pages of frameworks and offers: who may, what is refused, and that a file goes on to its dry run."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from learnplan.people.importing.actions import run, start_import
from learnplan.people.importing.models import Import
from scripts.frameworks.models import Framework
from scripts.offers.models import Offer
from tests.scripts.offers.test_importing import text_of

FRAMEWORKS, OFFERS, TEMPLATE = "/scripts/frameworks/import/", "/scripts/offers/import/", "/scripts/offers/template.csv"


def upload(name, content):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.mark.parametrize(
    ("path", "allowed"),
    [(FRAMEWORKS, {"rosa"}), (OFFERS, {"rosa", "sam"}), (TEMPLATE, {"rosa", "sam"})],
)
def test_only_those_who_may_bring_in_see_the_upload(sign_in, path, allowed, rosa, sam, chidi, amina, dov):
    for user in (rosa, sam, chidi, amina, dov):
        assert sign_in(user).get(path).status_code == (200 if user.username in allowed else 403)


def test_framework_is_uploaded_checked_and_imported(sign_in, rosa, riverside, package):
    page = sign_in(rosa).post(
        FRAMEWORKS, {"institution": riverside.pk, "files": upload("craft.json", json.dumps(package))}
    )
    one = Import.objects.get()
    assert (page.status_code, page.url) == (302, f"/people/imports/{one.pk}/")
    assert (one.kind, one.by, one.state) == ("framework", rosa, "checking")
    run(import_id=one.pk)
    one.refresh_from_db()
    assert (one.state, Framework.objects.count(), one.report["files"]["items"]["created"]) == ("checked", 0, 5)
    start_import(checked=one, actor=rosa)
    run(import_id=one.pk)
    one.refresh_from_db()
    assert (one.state, Framework.objects.get().title) == ("imported", "Making things work")


def test_framework_that_is_wrong_is_refused_in_the_dry_run_under_its_own_name(sign_in, rosa, riverside, package):
    package["CFItems"][0]["fullStatement"] = ""
    sign_in(rosa).post(FRAMEWORKS, {"institution": riverside.pk, "files": upload("craft.json", json.dumps(package))})
    one = Import.objects.get()
    run(import_id=one.pk)
    one.refresh_from_db()
    assert (one.state, [problem["file"] for problem in one.report["problems"]]) == ("refused", ["craft.json"])


def test_offers_are_uploaded_and_imported_for_the_staffs_own_institution(sign_in, sam, northgate):
    sign_in(sam).post(OFFERS, {"institution": northgate.pk, "file": upload("ours.csv", text_of({"provider": ""}))})
    one = Import.objects.get()
    run(import_id=one.pk)
    one.refresh_from_db()
    assert (one.state, Offer.objects.count()) == ("checked", 0)
    start_import(checked=one, actor=sam)
    run(import_id=one.pk)
    assert Offer.objects.get().provider == northgate


@pytest.mark.parametrize(
    ("path", "who", "files"),
    [
        (FRAMEWORKS, "rosa", {}),
        (FRAMEWORKS, "rosa", {"files": ("craft.csv", "a,b")}),
        (FRAMEWORKS, "rosa", {"files": ("craft.json", "")}),
        (OFFERS, "sam", {}),
        (OFFERS, "sam", {"file": ("offers.xlsx", "PK")}),
    ],
)
def test_upload_without_a_fitting_file_is_refused(sign_in, request, riverside, northgate, path, who, files):
    place = riverside if who == "rosa" else northgate
    posted = {"institution": place.pk} | {name: upload(*file) for name, file in files.items()}
    page = sign_in(request.getfixturevalue(who)).post(path, posted)
    assert (page.status_code, list(page.context["form"].errors), Import.objects.count()) == (
        422,
        ["files" if path == FRAMEWORKS else "file"],
        0,
    )


def test_upload_for_an_institution_that_is_not_mine_is_refused(sign_in, sam, riverside):
    page = sign_in(sam).post(OFFERS, {"institution": riverside.pk, "file": upload("a.csv", text_of({}))})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["institution"])


def test_template_has_every_column_and_can_be_brought_back(sign_in, sam):
    answer = sign_in(sam).get(TEMPLATE)
    assert answer["Content-Disposition"] == 'attachment; filename="offers.csv"'
    assert answer.content.decode("utf-8-sig").strip() == (
        "code,title,provider,summary,style,level,asks,location,timetable,starts_on,ends_on,places,price,covers,status,"
        "slots,minutes_a_week,entry"
    )
