"""Whatever happens to some rows, the others import as they would have."""

import csv
import io

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learnplan.people.models import Membership, User
from learnplan.people.roster import load
from tests.people.roster.conftest import HEADERS, cells, manifest, text

pytestmark = pytest.mark.django_db
ROWS = 8
COLUMNS = HEADERS["users"].count(",") + 1
JUNK = st.text(alphabet="\"',;=é\x00 \t|\\", min_size=1, max_size=6) | st.text(max_size=8)
CELL_DAMAGE = st.tuples(st.just("cell"), st.integers(0, COLUMNS - 1), JUNK)
LINE_DAMAGE = st.sampled_from(
    [
        ("cut", 5),
        ("cut", 40),
        ("add", ",extra"),
        ("add", '"'),
        ("add", ",,,"),
        ("quote", 0),
        ("quote", 12),
        ("bytes", 9),
    ]
)


def lines():
    return [row_text(cells("users", f"u{n}", email=f"u{n}@example.org")) for n in range(ROWS)]


def row_text(row):
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(row)
    return out.getvalue()


def damaged(line, damage):
    kind = damage[0]
    if kind == "cell":
        row = next(csv.reader([line]))
        row[damage[1]] = damage[2]
        return row_text(row).replace("\r", " ").replace("\n", " ").encode("utf-8", "surrogatepass")
    if kind == "cut":
        return line[: damage[1]].encode()
    if kind == "add":
        return (line + damage[1]).encode()
    if kind == "quote":
        return (line[: damage[1]] + '"' + line[damage[1] :]).encode()
    return line[: damage[1]].encode() + b"\xff" + line[damage[1] :].encode()


def stored():
    return {
        (u.sourced_id, u.username, u.given_name, u.family_name, u.email, u.is_active, tuple(sorted(m)))
        for u in User.objects.filter(roster="main")
        for m in [Membership.objects.filter(user=u).values_list("institution__sourced_id", "role")]
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.integers(0, ROWS - 1), CELL_DAMAGE | LINE_DAMAGE, min_size=1, max_size=4))
def test_damage_to_some_rows_never_changes_what_the_others_import_as(write_roster, db, damage):
    whole = lines()
    untouched = [line for number, line in enumerate(whole) if number not in damage]
    content = [
        damaged(line, damage[number]) if number in damage else line.encode() for number, line in enumerate(whole)
    ]
    names = {f"u{n}" for n in range(ROWS) if n not in damage}
    files = {"orgs": text("orgs", cells("orgs", "o1")), "manifest": manifest(orgs="bulk", users="bulk")}
    header = HEADERS["users"].encode()
    results = []
    for name, rows in (("whole", [line.encode() for line in untouched]), ("damaged", content)):
        path = write_roster(name, users=b"\n".join([header, *rows, b""]), **files)
        with transaction.atomic():
            report = load(path, dry_run=False)
            results.append({row for row in stored() if row[0] in names})
            transaction.set_rollback(True)
    assert report.committed
    assert results[0] == results[1]
    assert {row[0] for row in results[1]} == names
