"""Bringing in a roster on a page: who may, dry run, import, set aside, and what is kept."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from learnplan.events.models import Event
from learnplan.people.importing.actions import receive, run, set_aside, set_aside_undecided, start_import
from learnplan.people.importing.models import Import
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from tests.people.roster.conftest import cells, manifest, text

pytestmark = pytest.mark.django_db(transaction=True)
ORGS = text("orgs", cells("orgs", "r1", name="Riverside Sixth Form"))


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.CELERY_TASK_ALWAYS_EAGER = False
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def no_queue(monkeypatch):
    """Keep what is put on the queue instead of sending it: the tests run it themselves, when they say so."""
    from learnplan.celery import app

    queued = []
    monkeypatch.setattr(app, "send_task", lambda name, args: queued.append((name, *args)))
    return queued


def upload(name="users.csv", content=""):
    return SimpleUploadedFile(name, content.encode(), "text/csv")


def roster_files(*users):
    users = users or (cells("users", "u1", orgSourcedIds="r1"), cells("users", "u2", orgSourcedIds="r1", role="pupil"))
    return [
        upload("manifest.csv", manifest(orgs="bulk", users="bulk")),
        upload("orgs.csv", ORGS),
        upload("users.csv", text("users", *users)),
    ]


@pytest.fixture
def received(rosa, riverside):
    return receive(kind="roster", institution=riverside, files=roster_files(), actor=rosa)


@pytest.fixture
def checked(received):
    run(import_id=received.pk)
    received.refresh_from_db()
    return received


def test_roster_upload_is_kept_and_queued_and_nothing_is_written(sign_in, rosa, riverside, no_queue):
    answer = sign_in(rosa).post(reverse("roster_import"), {"institution": riverside.pk, "files": roster_files()})
    one = Import.objects.get()
    assert answer.headers["Location"] == reverse("import", args=[one.pk])
    assert (one.state, one.by, one.institution, one.file_name) == (
        "checking",
        rosa,
        riverside,
        "manifest.csv and 2 more",
    )
    assert no_queue == [("imports.run", one.pk)]
    assert not User.objects.filter(username="u1").exists()


def test_one_csv_file_keeps_its_name(sign_in, rosa, riverside):
    row = cells("users", "u1")
    sign_in(rosa).post(
        reverse("roster_import"), {"institution": riverside.pk, "files": [upload("users.csv", text("users", row))]}
    )
    one = Import.objects.get()
    run(import_id=one.pk)
    one.refresh_from_db()
    assert [p["code"] for p in one.report["problems"] if p["severity"] == "refused"] == ["not_yours"]
    assert list(one.report["files"]) == ["users"]


def test_dry_run_reports_every_line_and_writes_nothing(sign_in, rosa, checked):
    assert checked.state == "checked"
    assert checked.report["files"]["users"] == {
        "rows": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "ended": 0,
        "refused": 1,
    }
    assert not User.objects.filter(username="u1").exists()
    page = sign_in(rosa).get(checked.get_absolute_url()).content.decode()
    assert "1 line would be refused" in page
    assert "Known: student, teacher" in page


def test_import_commits_records_one_event_and_deletes_the_file(sign_in, rosa, riverside, checked, own_media):
    assert len(list(own_media.rglob("*.zip"))) == 1
    sign_in(rosa).post(checked.get_absolute_url(), {"import": "1"})
    run(import_id=checked.pk)
    checked.refresh_from_db()
    assert checked.state == "imported"
    assert checked.report["committed"] is True
    assert list(own_media.rglob("*.zip")) == []
    event = Event.objects.get(verb="roster.imported")
    assert (event.actor, event.institution) == (rosa, riverside)
    assert User.objects.get(username="u1").memberships.get().institution == riverside
    assert (
        f'<a href="{reverse("people")}">Look at what there is now' in sign_in(rosa).get(checked.get_absolute_url()).text
    )


def test_import_run_twice_is_done_once(rosa, checked):
    start_import(checked=checked, actor=rosa)
    run(import_id=checked.pk)
    run(import_id=checked.pk)
    assert Event.objects.filter(verb="roster.imported").count() == 1


def test_import_is_decided_once(rosa, checked):
    start_import(checked=checked, actor=rosa)
    with pytest.raises(RuleBroken, match="Somebody decided"):
        set_aside(checked=checked, actor=rosa)


def test_second_decision_is_refused_with_the_reason(sign_in, rosa, checked):
    client = sign_in(rosa)
    client.post(checked.get_absolute_url(), {"import": "1"})
    answer = client.post(checked.get_absolute_url(), {"set_aside": "1"}, follow=True)
    said = [(message.level_tag, message.message) for message in answer.context["messages"]]
    assert said == [("error", "Somebody decided about this file already.")]


def test_set_aside_deletes_the_file(sign_in, rosa, checked, own_media):
    sign_in(rosa).post(checked.get_absolute_url(), {"set_aside": "1"})
    checked.refresh_from_db()
    assert checked.state == "set_aside"
    assert list(own_media.rglob("*.zip")) == []


def test_refused_whole_deletes_the_file(rosa, riverside, own_media):
    bad = receive(kind="roster", institution=riverside, files=[upload("r.zip", "no zip")], actor=rosa)
    run(import_id=bad.pk)
    bad.refresh_from_db()
    assert bad.state == "refused"
    assert [p["code"] for p in bad.report["problems"]] == ["not_a_zip"]
    assert list(own_media.rglob("*.zip")) == []


def test_unforeseen_error_is_kept_without_its_words(rosa, received, own_media, monkeypatch, caplog):
    from learnplan.people.importing import kinds

    secret = "P@ssword123"

    def fail(*_args, **_options):
        raise ValueError(secret)

    monkeypatch.setitem(kinds.KINDS, "roster", kinds.Kind(fail, lambda user, place: True, "people"))
    run(import_id=received.pk)
    received.refresh_from_db()
    assert received.state == "refused"
    assert secret not in caplog.text + json.dumps(received.report)
    assert "ValueError" in caplog.text
    assert list(own_media.rglob("*.zip")) == []


def test_undecided_files_are_set_aside_after_days(checked, own_media):
    assert set_aside_undecided() == 0
    Import.objects.update(finished_at="2020-01-01T00:00Z")
    assert set_aside_undecided() == 1
    checked.refresh_from_db()
    assert checked.state == "set_aside"
    assert list(own_media.rglob("*.zip")) == []


def test_uploaded_file_is_readable_by_its_owner_only(received):
    from pathlib import Path

    assert Path(received.file.path).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("who", ["amina", "bea", "chidi", "mair", "sam", "dov"])
def test_roster_import_is_for_administrators(who, request, sign_in):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(reverse("roster_import")).status_code == 403
    assert client.post(reverse("roster_import"), {}).status_code == 403


@pytest.mark.parametrize("who", ["amina", "bea", "chidi", "mair", "sam", "dov"])
def test_import_is_not_there_for_others(who, request, sign_in, checked):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(checked.get_absolute_url()).status_code == 404
    assert client.post(checked.get_absolute_url(), {"import": 1}).status_code == 404
    assert client.get(reverse("import_report", args=[checked.pk, "csv"])).status_code == 404
    checked.refresh_from_db()
    assert checked.state == "checked"


def test_import_of_another_institution_is_not_there(sign_in, make_user, northgate, checked):
    other = make_user("Una", "Cole", role="administrator", at=northgate)
    assert sign_in(other).get(checked.get_absolute_url()).status_code == 404
    assert sign_in(other).get(reverse("imports")).context["page"].object_list.count() == 0


def test_roster_of_another_institution_is_no_choice(sign_in, rosa, northgate):
    answer = sign_in(rosa).post(reverse("roster_import"), {"institution": northgate.pk, "files": roster_files()})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["institution"]
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["roster.exe"], "Give a zip file or CSV files."),
        (["a.zip", "users.csv"], "Give one zip file, or only CSV files."),
        (["users.csv", "USERS.csv"], "Two of the files have the same name."),
    ],
)
def test_upload_of_wrong_files_says_why(sign_in, rosa, riverside, names, message):
    files = [upload(name, "a,b") for name in names]
    answer = sign_in(rosa).post(reverse("roster_import"), {"institution": riverside.pk, "files": files})
    assert answer.status_code == 422
    assert answer.context["form"].errors["files"] == [message]


def test_upload_without_a_file_says_so(sign_in, rosa, riverside):
    answer = sign_in(rosa).post(reverse("roster_import"), {"institution": riverside.pk})
    assert answer.context["form"].errors["files"] == ["Choose a file first."]


def test_upload_that_is_too_large_says_so(sign_in, rosa, riverside, monkeypatch):
    monkeypatch.setattr("learnplan.people.importing.forms.MOST_BYTES", 10)
    answer = sign_in(rosa).post(reverse("roster_import"), {"institution": riverside.pk, "files": roster_files()})
    assert re.match("This is more than 0 MB", answer.context["form"].errors["files"][0])


def test_report_filters_and_pages(sign_in, rosa, riverside):
    users = [cells("users", f"u{n}", orgSourcedIds="r1", role="pupil", familyName="") for n in range(60)]
    one = receive(kind="roster", institution=riverside, files=roster_files(*users), actor=rosa)
    run(import_id=one.pk)
    client = sign_in(rosa)
    everything = client.get(one.get_absolute_url())
    assert [p["line"] for p in everything.context["problems"]] == list(range(2, 52))
    assert [p["line"] for p in client.get(one.get_absolute_url(), {"page": 2}).context["problems"]] == list(
        range(52, 62)
    )
    assert list(client.get(one.get_absolute_url(), {"severity": "warning"}).context["problems"]) == []


def test_report_downloads_have_formulas_neutralised(sign_in, rosa, checked):
    checked.report["problems"][0]["message"] = "=HYPERLINK(1)"
    checked.save()
    answer = sign_in(rosa).get(reverse("import_report", args=[checked.pk, "csv"]))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="import-{checked.pk}.csv"'
    assert answer.content.decode().splitlines() == [
        "file,line,column,severity,code,message",
        "users,3,role,refused,role,'=HYPERLINK(1)",
    ]
    given = sign_in(rosa).get(reverse("import_report", args=[checked.pk, "json"]))
    assert json.loads(given.content) == checked.report


def test_progress_is_asked_again_and_then_the_page_is_loaded(sign_in, rosa, received):
    client = sign_in(rosa)
    page = client.get(received.get_absolute_url()).content.decode()
    assert 'hx-trigger="every 2s"' in page
    part = client.get(received.get_absolute_url(), headers={"HX-Request": "true"})
    assert " ".join(part.content.decode().split()).startswith('<div class="progress" id="going"')
    run(import_id=received.pk)
    part = client.get(received.get_absolute_url(), headers={"HX-Request": "true"})
    assert part.headers["HX-Refresh"] == "true"


def test_pages_cost_the_same_at_one_and_three_imports(sign_in, rosa, riverside, checked, django_assert_max_num_queries):
    client = sign_in(rosa)
    with django_assert_max_num_queries(12) as one:
        client.get(reverse("imports"))
    for _n in range(2):
        receive(kind="roster", institution=riverside, files=roster_files(), actor=rosa)
    with django_assert_max_num_queries(12) as three:
        client.get(reverse("imports"))
    assert len(one) == len(three)
    with django_assert_max_num_queries(12):
        client.get(checked.get_absolute_url())
