"""Rosters for tests: written on the spot, or found beside the project."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from django.db import connection

SAMPLES = next(
    (
        up / "shared/data/oneroster"
        for up in Path(__file__).resolve().parents
        if (up / "shared/data/oneroster").exists()
    ),
    Path("shared/data/oneroster"),
)
HEADERS = {
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
    "academicSessions": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear",
    "courses": "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,"
    "subjectCodes",
    "classes": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,"
    "schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods",
    "users": "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,"
    "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password",
    "enrollments": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,"
    "beginDate,endDate",
}
DEFAULTS = {
    "orgs": {"name": "Hillside School", "type": "school"},
    "academicSessions": {"title": "Autumn", "type": "term", "startDate": "2026-09-01", "endDate": "2026-12-18"},
    "courses": {"title": "Mathematics"},
    "classes": {"title": "12A Mathematics", "classType": "scheduled", "schoolSourcedId": "o1"},
    "users": {"enabledUser": "true", "orgSourcedIds": "o1", "role": "student", "familyName": "Ng"},
    "enrollments": {"classSourcedId": "c1", "schoolSourcedId": "o1", "role": "student"},
}


def cells(file: str, sourced_id: str, **values) -> list[str]:
    """Return a row of a OneRoster 1.1 file: what is not given has a sensible value."""
    row = DEFAULTS[file] | {"sourcedId": sourced_id} | values
    if file == "users":
        row = {"username": sourced_id, "givenName": sourced_id.title()} | row
    return [row.get(name, "") for name in HEADERS[file].split(",")]


def text(file: str, *rows: list[str], header: str | None = None) -> str:
    """Return the text of a file with the header of OneRoster 1.1, or another."""
    out = io.StringIO()
    out.write((header or HEADERS[file]) + "\r\n")
    csv.writer(out).writerows(rows)
    return out.getvalue()


def manifest(**modes: str) -> str:
    """Return a manifest: manifest(users="bulk"); other files are absent."""
    lines = ["propertyName,value", "manifest.version,1.0", "oneroster.version,1.1"]
    lines += [f"file.{name},{modes.get(name, 'absent')}" for name in HEADERS]
    return "\n".join(lines) + "\n"


@pytest.fixture
def write_roster(tmp_path):
    """Write a roster: write_roster(users=text, ..., zipped=True) -> path. Bytes are written as they are."""

    def write(name="roster", *, zipped=False, folder="", **files):
        contents = {
            f"{folder}{file}.csv": content if isinstance(content, bytes) else content.encode()
            for file, content in files.items()
        }
        if zipped:
            path = tmp_path / f"{name}.zip"
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                for file, content in contents.items():
                    archive.writestr(file, content)
            return path
        path = tmp_path / name
        for file, content in contents.items():
            (path / file).parent.mkdir(parents=True, exist_ok=True)
            (path / file).write_bytes(content)
        return path

    return write


@pytest.fixture
def small_roster(write_roster):
    """Write a whole small roster with other rows: small_roster(users=[cells(...)], mode="delta")."""

    def write(name="small", *, mode="bulk", **rows):
        rows = {"orgs": [cells("orgs", "o1")]} | rows
        files = {file: text(file, *given) for file, given in rows.items()}
        return write_roster(name, manifest=manifest(**dict.fromkeys(rows, mode)), **files)

    return write


def found(report, severity=None):
    """Return (file, line, column, code) of the problems, in order."""
    return [(p.file, p.line, p.column, p.code) for p in report.in_order() if severity is None or p.severity == severity]


@pytest.fixture
def sample():
    """Give the path of a sample that another system produced; skip where it is absent."""

    def path(name):
        if not (SAMPLES / name).exists():
            pytest.skip(f"{SAMPLES / name} is not here")
        return SAMPLES / name

    return path


TABLES = (
    "institution",
    "user",
    "membership",
    "bond",
    "circumstance",
    "academicsession",
    "course",
    "class",
    "class_sessions",
    "enrolment",
)


@pytest.fixture
def row_versions(db):
    """Give every version of every row a roster can write: an equal answer means that nothing was written."""

    def versions():
        with connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(f"SELECT '{t}', id, xmin::text, ctid::text FROM learnplan_{t}" for t in TABLES)
            )
            return sorted(cursor.fetchall())

    return versions
