"""Two imports at once, on two connections: as if one after the other."""

import threading

import pytest
from django.db import connection

from learnplan.events.models import Event
from learnplan.people.models import Membership, User
from learnplan.people.roster.loading import load
from tests.people.roster.conftest import cells

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*paths):
    reports, ready = {}, threading.Barrier(len(paths))

    def bring(number, path):
        try:
            ready.wait()
            reports[number] = load(path, dry_run=False)
        finally:
            connection.close()

    threads = [threading.Thread(target=bring, args=item) for item in enumerate(paths)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [reports[number] for number in range(len(paths))]


def test_same_roster_twice_at_once_creates_everyone_once(small_roster):
    path = small_roster(users=[cells("users", f"u{n}") for n in range(200)])
    reports = at_once(path, path)
    assert [r.committed for r in reports] == [True, True]
    assert sorted(r.files["users"].created for r in reports) == [0, 200]
    assert sorted(r.files["users"].unchanged for r in reports) == [0, 200]
    assert (User.objects.count(), Membership.objects.count(), Event.objects.count()) == (200, 200, 2)


def test_two_rosters_that_want_one_username_give_it_to_one(small_roster):
    one = small_roster("one", users=[cells("users", "x1", username="kim")])
    two = small_roster(
        "two", orgs=[cells("orgs", "o2")], users=[cells("users", "y1", username="KIM", orgSourcedIds="o2")]
    )
    reports = at_once(one, two)
    assert sorted(r.files["users"].created for r in reports) == [0, 1]
    assert sorted(r.files["users"].refused for r in reports) == [0, 1]
    assert User.objects.count() == 1


def test_second_worker_passes_by_an_import_that_is_worked_on(
    rosa, riverside, small_roster, settings, tmp_path, monkeypatch
):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from learnplan.celery import app
    from learnplan.people.importing.actions import receive, run, start_import
    from learnplan.people.importing.models import Import

    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(app, "send_task", lambda *_args, **_options: None)
    orgs = [cells("orgs", "o1", name=riverside.name)]
    folder = small_roster(orgs=orgs, users=[cells("users", f"u{n}") for n in range(50)])
    files = [SimpleUploadedFile(p.name, p.read_bytes()) for p in sorted(folder.iterdir())]
    one = receive(kind="roster", institution=riverside, files=files, actor=rosa)
    run(import_id=one.pk)
    one.refresh_from_db()
    start_import(checked=one, actor=rosa)
    ready = threading.Barrier(4)

    def work():
        try:
            ready.wait()
            run(import_id=one.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Import.objects.get().state == "imported"
    assert Event.objects.filter(verb="roster.imported").count() == 1
