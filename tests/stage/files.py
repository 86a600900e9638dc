"""The files that the stage brings in: a framework as a CASE package, and a roster as OneRoster 1.1."""

import csv
import io
import json

from django.core.files.uploadedfile import SimpleUploadedFile

STAMP = "2026-05-01T09:00:00Z"


def framework_file(identifier: str, title: str, rows: int) -> str:
    """Return a CASE 1.1 package of three items at the top, and `rows` more under the first of them."""
    there = f"https://frameworks.example/{identifier}"
    document = {"title": title, "identifier": identifier, "uri": there}
    about = {"creator": "Riverside", "caseVersion": "1.1", "lastChangeDateTime": STAMP, "CFPackageURI": document}
    package: dict = {"CFDocument": document | about, "CFItems": [], "CFAssociations": []}
    first = f"{identifier[:-2]}10"
    for place, words in enumerate(["Number", "English", "Study skills"] + [f"Count to {n}" for n in range(rows)]):
        key = f"{identifier[:-2]}{place + 10}"
        item = {"identifier": key, "uri": f"{there}/{place}", "CFDocumentURI": document, "fullStatement": words}
        package["CFItems"].append(item | {"humanCodingScheme": f"C{place}", "lastChangeDateTime": STAMP})
        tie = {"identifier": f"3{key[1:]}", "uri": f"{there}/tie/{place}", "associationType": "isChildOf"}
        tie["originNodeURI"] = {"title": "", "identifier": key, "uri": there}
        tie["destinationNodeURI"] = {"title": "", "identifier": first if place > 2 else identifier, "uri": there}
        package["CFAssociations"].append(tie | {"sequenceNumber": place, "lastChangeDateTime": STAMP})
    return json.dumps(package)


def roster_files(rows: int):
    """Yield the files of a small OneRoster 1.1 bundle of Riverside's, half of whose lines of users are refused."""
    names = ("academicSessions", "classes", "courses", "enrollments", "orgs", "users")
    modes = [(f"file.{name}", "bulk" if name in ("orgs", "users") else "absent") for name in names]
    yield _csv("manifest", ("propertyName", "value"), ("manifest.version", "1.0"), ("oneroster.version", "1.1"), *modes)
    blank = ("", "")
    header = ("sourcedId", "status", "dateLastModified", "name", "type", "identifier", "parentSourcedId")
    yield _csv("orgs", header, ("r1", *blank, "Riverside School", "school", *blank))
    header = ("sourcedId", "status", "dateLastModified", "enabledUser", "orgSourcedIds", "role", "username")
    header += ("userIds", "givenName", "familyName", "middleName", "identifier", "email", "sms", "phone")
    header += ("agentSourcedIds", "grades", "password")
    users = [
        (f"{role}{n}", *blank, "true", "r1", role, f"new.{role}{n}", "", "Noor", "Ali", *[""] * 8)
        for n in range(rows)
        for role in ("student", "wizard")
    ]
    yield _csv("users", header, *users)


def _csv(name: str, *lines) -> SimpleUploadedFile:
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return SimpleUploadedFile(f"{name}.csv", out.getvalue().encode(), "text/csv")
