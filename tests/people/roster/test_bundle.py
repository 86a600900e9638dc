"""What is opened as a roster, and what is refused as a whole with the reason."""

import io
import zipfile

import pytest

from learnplan.people.models import User
from learnplan.people.roster import bundle, load
from tests.people.roster.conftest import cells, found, manifest, text

pytestmark = pytest.mark.django_db
FILES = {
    "manifest": manifest(orgs="bulk", users="bulk"),
    "orgs": text("orgs", cells("orgs", "o1")),
    "users": text("users", cells("users", "u1")),
}


def refused(path, **options):
    report = load(path, dry_run=False, **options)
    assert (report.committed, report.readable, report.exit_status()) == (False, False, 1)
    return [p[3] for p in found(report, "refused")]


def zipped(tmp_path, entries, name="r.zip"):
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in entries:
            archive.writestr(entry, content)
    return path


@pytest.mark.parametrize("form", ["folder", "zip", "zip with a folder in it", "folder with a folder in it"])
def test_bundle_is_read_in_every_form(write_roster, form):
    path = write_roster(zipped="zip" in form, folder="export 2026/" if "with" in form else "", **FILES)
    assert load(path, dry_run=False).committed
    assert User.objects.filter(username="u1").exists()


def test_bundle_ignores_what_operating_systems_add(tmp_path):
    noise = [("__MACOSX/._users.csv", "x"), (".DS_Store", "x"), ("__MACOSX/users.csv", "x"), ("read me.txt", "x")]
    path = zipped(tmp_path, [(f"{n}.csv", c) for n, c in FILES.items()] + noise)
    report = load(path, dry_run=False)
    assert report.committed
    assert report.problems == []


def test_bundle_accepts_a_byte_order_mark(write_roster):
    files = {name: b"\xef\xbb\xbf" + content.encode() for name, content in FILES.items()}
    report = load(write_roster(**files), dry_run=False)
    assert report.committed
    assert report.problems == []


def test_bundle_reads_utf_16_with_a_warning(write_roster):
    report = load(write_roster(**FILES | {"users": FILES["users"].encode("utf-16")}), dry_run=False)
    assert found(report) == [("users", None, None, "encoding")]
    assert User.objects.filter(username="u1").exists()


def test_bundle_refuses_only_the_lines_that_are_not_utf_8(write_roster):
    users = text("users", cells("users", "u1"), cells("users", "u2", givenName="Zoë"), cells("users", "u3"))
    report = load(write_roster(**FILES | {"users": users.encode("cp1252")}), dry_run=False)
    assert found(report) == [("users", 3, None, "encoding")]
    assert sorted(User.objects.values_list("username", flat=True)) == ["u1", "u3"]


def test_bundle_name_in_other_capitals_is_read_with_a_warning(write_roster):
    files = dict(FILES)
    files["Users"] = files.pop("users")
    report = load(write_roster(**files), dry_run=False)
    assert found(report) == [("users", None, None, "name_case")]
    assert User.objects.count() == 1


def test_bundle_that_is_not_there(tmp_path):
    assert refused(tmp_path / "nothing.zip") == ["not_found"]


def test_bundle_that_is_one_csv_file(tmp_path):
    (tmp_path / "users.csv").write_text(FILES["users"])
    assert refused(tmp_path / "users.csv") == ["not_a_zip"]


def test_bundle_without_csv_files(tmp_path):
    assert refused(tmp_path) == ["no_csv"]


def test_bundle_of_unknown_files(tmp_path):
    (tmp_path / "prices.csv").write_text("a,b\n")
    assert refused(tmp_path) == ["not_a_roster"]


def test_bundle_with_two_rosters(tmp_path):
    assert refused(zipped(tmp_path, [("a/manifest.csv", "x"), ("b/manifest.csv", "x")])) == ["several_rosters"]


@pytest.mark.parametrize(
    "name", ["../users.csv", "/etc/users.csv", "a/../../users.csv", "C:/users.csv", "..\\users.csv"]
)
def test_bundle_with_a_name_that_climbs_out(tmp_path, name):
    assert refused(zipped(tmp_path, [(name, "x")])) == ["unsafe_name"]


def test_bundle_that_unpacks_absurdly(tmp_path):
    assert refused(zipped(tmp_path, [("users.csv", b"0" * (bundle.RATIO_MATTERS_FROM_BYTES + 1))])) == ["bomb"]


def test_bundle_that_is_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "MOST_BYTES", 10)
    assert refused(zipped(tmp_path, [("users.csv", "0" * 11)])) == ["too_large"]


def test_bundle_with_too_many_files(tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "MOST_ENTRIES", 2)
    assert refused(zipped(tmp_path, [(f"{n}.csv", "") for n in range(3)])) == ["too_many_files"]


def test_bundle_protected_by_a_password(tmp_path):
    path = zipped(tmp_path, [("users.csv", "x")])
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    path.write_bytes(data)
    assert refused(path) == ["locked"]


def test_bundle_that_is_damaged_in_the_middle(tmp_path):
    path = zipped(tmp_path, [(f"{n}.csv", c) for n, c in FILES.items()])
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("users.csv").header_offset
    data = bytearray(path.read_bytes())
    data[start + 45] ^= 0xFF
    path.write_bytes(data)
    assert refused(path) == ["damaged_zip"]
    assert not User.objects.exists()


def test_bundle_that_ends_too_early(tmp_path):
    data = zipped(tmp_path, [(f"{n}.csv", c) for n, c in FILES.items()]).read_bytes()
    (tmp_path / "short.zip").write_bytes(data[: len(data) // 2])
    assert refused(tmp_path / "short.zip") == ["not_a_zip"]


def test_manifest_of_a_version_that_is_not_read(write_roster):
    assert refused(write_roster(**FILES | {"manifest": FILES["manifest"].replace("1.1", "2.0")})) == ["version"]


def test_manifest_absent_reads_everything_and_ends_nothing(write_roster):
    two = FILES | {"users": text("users", cells("users", "u1"), cells("users", "u2"))}
    load(write_roster(**two), dry_run=False)
    report = load(write_roster("again", orgs=FILES["orgs"], users=FILES["users"]), dry_run=False)
    assert found(report) == [("manifest", None, None, "no_manifest")]
    assert report.files["users"].ended == 0


def test_manifest_with_a_misspelt_entry_does_not_guess(write_roster):
    bad = FILES["manifest"].replace("file.users", "fiel.users")
    report = load(write_roster(**FILES | {"manifest": bad}), dry_run=False)
    assert found(report) == [("manifest", 8, "propertyName", "misspelt"), ("users", None, None, "undeclared")]
    assert User.objects.count() == 1


def test_manifest_with_an_empty_mode_is_warned_of(write_roster):
    odd = FILES["manifest"] + "file.scoreScales,\n"
    report = load(write_roster(**FILES | {"manifest": odd}), dry_run=False)
    assert report.committed
    assert found(report) == [("manifest", 10, "value", "mode")]


def test_manifest_with_user_profiles_in_other_capitals(write_roster):
    odd = FILES["manifest"].replace("1.1", "1.2") + "file.userProfiles,bulk\n"
    report = load(
        write_roster(**FILES | {"manifest": odd, "userprofiles": "sourcedId,password\np1,hush\n"}), dry_run=False
    )
    assert report.committed
    assert found(report) == [("userProfiles", None, None, "name_case"), ("userProfiles", None, None, "not_needed")]


def test_manifest_that_declares_a_missing_file(write_roster):
    odd = FILES["manifest"].replace("file.courses,absent", "file.courses,bulk")
    path = write_roster(**FILES | {"manifest": odd})
    report = load(path, dry_run=False)
    assert report.committed
    assert found(report) == [("manifest", None, None, "missing_file")]
    assert load(path, dry_run=False, strict=True).exit_status(strict=True) == 1


def test_manifest_that_declares_a_file_absent_which_is_there(write_roster):
    odd = FILES["manifest"].replace("file.users,bulk", "file.users,absent")
    report = load(write_roster(**FILES | {"manifest": odd}), dry_run=False)
    assert found(report) == [("users", None, None, "declared_absent")]
    assert not User.objects.exists()


def test_manifest_mode_in_capitals_is_read_with_a_warning(write_roster):
    odd = FILES["manifest"].replace("file.users,bulk", "file.users,Bulk")
    report = load(write_roster(**FILES | {"manifest": odd}), dry_run=False)
    assert found(report) == [("manifest", 8, "value", "value_case")]


def test_nothing_is_written_beside_the_bundle(write_roster, tmp_path):
    path = write_roster(zipped=True, **FILES)
    before = sorted(tmp_path.rglob("*"))
    load(path, dry_run=False)
    assert sorted(tmp_path.rglob("*")) == before


def test_zip_is_read_from_any_zip_writer(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.mkdir("inside")
        for name, content in FILES.items():
            archive.writestr(f"inside/{name}.csv", content)
    (tmp_path / "stored.zip").write_bytes(out.getvalue())
    assert load(tmp_path / "stored.zip", dry_run=False).committed
