"""No password of a file is stored, logged or said, wherever in the file it stands."""

import json
import logging

import pytest
from django.core.management import call_command
from django.db import connection

from learnplan.people.roster import load
from tests.people.roster.conftest import HEADERS, cells, manifest, text

pytestmark = pytest.mark.django_db
SECRET = "P@ssword123"


def everything_stored():
    """Return all text of all tables, as one string."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        return "\n".join(
            str(row)
            for table in tables
            for row in cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t').fetchall()
        )


@pytest.mark.parametrize(
    ("name", "secrets"),
    [("ms-sds-v2.1", ["P@ssword123"]), ("ms-sds-classic-uk-100", ["P@ssword", "P@ssw0rd"])],
)
def test_sample_passwords_go_nowhere(sample, capsys, caplog, name, secrets):
    caplog.set_level(logging.DEBUG)
    path = sample(name)
    call_command("import_roster", str(path), "--json")
    call_command("import_roster", str(path))
    out, err = capsys.readouterr()
    assert any(secret in file.read_text() for file in path.iterdir() for secret in secrets)
    kept = everything_stored() + out + err + caplog.text
    assert "114001" in kept or "13001" in kept
    assert [secret for secret in secrets if secret in kept] == []


@pytest.mark.parametrize(
    "header", ["password", "Password", "ext_studentPassword", "metadata.passwd", "passPhrase", "loginSecret", "PIN"]
)
def test_column_that_may_hold_passwords_is_not_kept_aside(write_roster, header):
    columns = HEADERS["users"].replace(",password", f",{header}")
    row = [*cells("users", "u1")[:-1], SECRET]
    files = {"orgs": text("orgs", cells("orgs", "o1")), "users": text("users", row, header=columns)}
    report = load(write_roster(manifest=manifest(orgs="bulk", users="bulk"), **files), dry_run=False)
    assert report.files["users"].created == 1
    assert SECRET not in everything_stored() + json.dumps(report.to_json())


def test_password_that_slipped_into_another_column_is_not_repeated(small_roster, caplog):
    caplog.set_level(logging.DEBUG)
    columns = HEADERS["users"].split(",")
    rows = []
    for number, column in enumerate(columns):
        row = cells("users", f"u{number}", password=SECRET)
        row[columns.index(column)] = SECRET if column != "email" else f"{SECRET}@"
        if column not in ("sourcedId", "username", "givenName", "familyName", "middleName", "grades"):
            rows.append(row)
    rows += [
        ["u90", SECRET],
        cells("users", "u91", orgSourcedIds=f"{SECRET},{SECRET} x"),
        [*cells("users", "u1"), SECRET],
    ]
    report = load(small_roster(users=rows), dry_run=False)
    assert report.files["users"].refused >= 6
    assert SECRET not in json.dumps(report.to_json()) + caplog.text
    assert SECRET not in everything_stored()


def test_errors_of_the_database_are_not_repeated(small_roster, monkeypatch, caplog):
    from learnplan.people.roster import people

    monkeypatch.setattr(people, "NO_PASSWORD", f"(SELECT '{SECRET}'::int::text)")
    report = load(small_roster(users=[cells("users", "u1")]), dry_run=False)
    assert (report.readable, report.committed) == (False, False)
    assert [p.code for p in report.problems] == ["database"]
    assert SECRET not in json.dumps(report.to_json()) + caplog.text
