"""Bringing in frameworks: files of CASE and Turtle into the tables, all or nothing, and the same again at will."""

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learnplan.acts import acting
from learnplan.events.actions import record
from learnplan.people.models import Institution, User
from learnplan.web.reports import Counts, Report
from scripts.frameworks.case.findings import Findings, Unreadable
from scripts.frameworks.case.package import CasePackage, read_package
from scripts.frameworks.models import CommonItem, Framework, FrameworkAssociation, FrameworkItem
from scripts.frameworks.sync import Progress, Sync
from scripts.frameworks.versions.actions import keep_version
from scripts.frameworks.versions.differences import STATE, differences

# A file is read whole: one that is larger than this never is.
MOST_BYTES = 200 * 2**20
TURTLE_STARTS = ("@prefix", "@base", "prefix ", "base <", "#", "<")
type Named = tuple[str, CasePackage]


def read_files(files: Sequence[tuple[str, Path]], report: Report) -> list[Named]:
    """Return (name, package) of each framework in the files (name, path), and say in the report what is wrong.

    Turtle files are read together, since one curriculum is spread over several; a CASE package is one file.
    The report is not `readable` when a file cannot be read at all.
    """
    contents = [(name, content) for name, path in files if (content := _content(name, path, report)) is not None]
    turtle = [each for each in contents if is_turtle(*each)]
    together = [[each] for each in contents if each not in turtle] + ([turtle] if turtle else [])
    return [package for group in together for package in _packages(group, report)]


def is_turtle(name: str, content: bytes) -> bool:
    """Say whether a file is to be read as Turtle: by the end of its name, or because it does not begin as JSON."""
    start = content[:1000].decode("utf-8", "replace").lstrip("\ufeff \t\r\n").lower()
    return name.lower().endswith((".ttl", ".turtle")) or start.startswith(TURTLE_STARTS)


def _content(name: str, path: Path, report: Report) -> bytes | None:
    try:
        if Path(path).stat().st_size > MOST_BYTES:
            too_large(name, report)
            return None
        return Path(path).read_bytes()
    except OSError as error:
        report.readable = False
        words = _("This file cannot be opened (%(why)s). Check the path.")
        report.refuse(name, None, None, "no_file", words % {"why": error.strerror})
        return None


def too_large(name: str, report: Report | None = None) -> Report:
    """Refuse a file for its size in the report (a new one when there is none), and return that."""
    report = report or Report()
    report.readable = False
    words = _("This file has more than %(most)s MB. Ask its publisher for it in parts.")
    report.refuse(name, None, None, "too_large", words % {"most": MOST_BYTES // 2**20})
    return report


def _packages(files: list[tuple[str, bytes]], report: Report) -> Iterator[Named]:
    """Yield the packages in one CASE file, or in several Turtle files, and put what is found into the report."""
    first, content = files[0]
    try:
        read = _curricula(files) if is_turtle(first, content) else [(first, *read_package(content))]
    except Unreadable as error:
        report.readable = False
        _say(first, error.findings, report)
        return
    for name, package, findings in read:
        _say(name, findings, report)
        items, associations = report.counts("items"), report.counts("associations")
        items.rows += len(package.items)
        items.refused += findings.refused_in("CFItems")
        associations.rows += len(package.associations)
        associations.refused += findings.refused_in("CFAssociations")
        yield name, package


def _curricula(files: list[tuple[str, bytes]]) -> list[tuple[str, CasePackage, Findings]]:
    # Imported only when there is Turtle: rdflib takes longer to load than all of Learnplan's own modules.
    from scripts.frameworks.oak.package import read_curricula

    return read_curricula(files)


def _say(name: str, findings: Findings, report: Report) -> None:
    for each in findings.entries:
        report.add(replace(each, file=each.file or name))


ITEM_COLUMNS = ("statement", "code", "short", "kind", "level", "position", "kept_aside")
ASSOCIATION_COLUMNS = ("kind", "sequence", "origin_uri", "destination_uri", "kept_aside")


def load(path: Path, *, name: str = "", **bringing) -> Report:
    """Bring in one file, called `name` in the report (else by its path), or several packed into one zip.

    See `load_all` for the rest.
    """
    if not zipfile.is_zipfile(path):
        return load_all([path], name=name, **bringing)
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
            return too_large(name or Path(path).name)
        return load_all([Path(archive.extract(entry, folder)) for entry in archive.namelist()], **bringing)


def load_all(
    paths: Sequence[Path],
    *,
    dry_run: bool,
    by: User | None = None,
    institution: Institution | None = None,
    progress: Progress | None = None,
    name: str = "",
    **options,
) -> Report:
    """Bring in every package, or none when one of them is refused; a dry run only says what would happen.

    The report counts "items" and "associations". What is gone from a newer version is kept and counted as ended.
    """
    report = Report()
    report.counts("items"), report.counts("associations")
    packages = read_files([(name or Path(path).name, path) for path in paths], report)
    _refuse_the_same(packages, report)
    if not report.readable or report.has_refusals:
        report.readable = False
        return report
    with acting():
        for file, package in packages:
            bringing = Bringing(file, package, report, dry_run=dry_run)
            if not dry_run:
                bringing.write(by=by, institution=institution, progress=progress)
    report.committed = not dry_run
    return report


def _refuse_the_same(packages: Sequence[Named], report: Report) -> None:
    """Refuse two files of one framework: which of them is the newer nobody could tell from their order."""
    first: dict[str, str] = {}
    for file, package in packages:
        if package.identifier in first:
            words = _("%(other)s is a file of “%(title)s” as well. Bring in the newer one only.")
            facts = {"other": first[package.identifier], "title": package.title}
            report.refuse(file, None, "CFDocument.identifier", "same_framework", words % facts)
        first.setdefault(package.identifier, file)


class Bringing:
    """One package on its way into the tables: compared when it is made, written by `write`."""

    def __init__(self, file: str, package: CasePackage, report: Report, *, dry_run: bool):
        self.file, self.package = file, package
        self.framework = _framework(file, package, report, dry_run=dry_run)
        self.items = self._compared(FrameworkItem, (*ITEM_COLUMNS, "parent_id"), package.items, report.counts("items"))
        ids = self.items.ids
        self.items.take((each.identifier, _item_values(each, ids)) for each in package.items)
        columns = (*ASSOCIATION_COLUMNS, "origin_id", "destination_id")
        counts = report.counts("associations")
        self.associations = self._compared(FrameworkAssociation, columns, package.associations, counts)
        self.associations.take((each.identifier, _association_values(each, ids)) for each in package.associations)
        _warn_of_ended(file, self.items, report)

    def _compared(self, model, columns, elements, counts: Counts) -> Sync:
        return Sync(model, self.framework, columns, (each.identifier for each in elements), counts)

    def write(self, *, by: User | None, institution: Institution | None, progress: Progress | None) -> None:
        """Write what is new, changed or ended, and record it."""
        self.items.write(progress)
        self.associations.write()
        was, now = self._states()
        version = keep_version(framework=self.framework, changes=differences(was, now), file=self.file, actor=by)
        facts = {"framework": self.framework.title, "file": self.file, "version": version.number if version else None}
        facts |= {"created": self.items.created, "updated": self.items.updated, "ended": len(self.items.ended)}
        record("framework.imported", actor=by, thing=self.framework, institution=institution, **facts)

    def _states(self) -> tuple[dict[int, dict], dict[int, dict]]:
        """Return how the items were and how they are now, by id; without what has ended."""
        known = self.items.known.values()
        was = {row["pk"]: {name: row[name] for name in STATE} for row in known if row["ended_at"] is None}
        now = {}
        for item in sorted(self.package.items, key=lambda each: each.index):
            values = _item_values(item, self.items.ids)
            now[self.items.ids[item.identifier]] = {name: values[name] for name in STATE}
        return was, now


def _framework(file: str, package: CasePackage, report: Report, *, dry_run: bool) -> Framework:
    """Return the framework's row, locked and brought up to date; on a dry run as it is, or not saved."""
    names = ("title", "creator", "case_version", "adoption_status", "changed_at", "kept_aside")
    values = {name: getattr(package, name) for name in names}
    if dry_run:
        known = Framework.objects.filter(identifier=package.identifier).first()
        framework = known or Framework(identifier=package.identifier, **values)
    else:
        framework, _is_new = Framework.objects.select_for_update().get_or_create(
            identifier=package.identifier, defaults=values
        )
    if framework.changed_at and package.changed_at and package.changed_at < framework.changed_at:
        words = _(
            "This file is older (%(file)s) than what is here (%(here)s). Importing it goes back to the older words."
        )
        facts = {"file": package.changed_at.date().isoformat(), "here": framework.changed_at.date().isoformat()}
        report.warn(file, None, "CFDocument.lastChangeDateTime", "older", words % facts)
    if not dry_run and any(getattr(framework, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(framework, name, value)
        framework.save(update_fields=names)
    return framework


def _item_values(item, ids: dict[str, int]) -> dict:
    return {name: getattr(item, name) for name in ITEM_COLUMNS} | {
        "parent_id": ids[item.parent] if item.parent else None
    }


def _association_values(association, ids: dict[str, int]) -> dict:
    ends = {"origin_id": ids.get(association.origin), "destination_id": ids.get(association.destination)}
    return {name: getattr(association, name) for name in ASSOCIATION_COLUMNS} | ends


def _warn_of_ended(file: str, items: Sync, report: Report) -> None:
    if not items.ended:
        return
    adopted = CommonItem.objects.filter(item__in=items.ended).count()
    words = ngettext(
        "%(count)d item is no longer in the file. It is kept, marked as ended, and cannot be adopted again.",
        "%(count)d items are no longer in the file. They are kept, marked as ended, and cannot be adopted again.",
        len(items.ended),
    ) % {"count": len(items.ended)}
    if adopted:
        words += " " + ngettext(
            "It stands in a common script %(count)d time, and stays there.",
            "They stand in common scripts %(count)d times, and stay there.",
            adopted,
        ) % {"count": adopted}
    report.warn(file, None, None, "ended", words)
