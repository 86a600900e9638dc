"""Bringing in frameworks: CASE packages into the tables, in bulk, all or nothing, and the same again at will."""

from collections.abc import Sequence
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learnplan.events.actions import record
from learnplan.people.models import Institution, User
from learnplan.reports import Counts, Problem, Report
from scripts.frameworks.case import CasePackage, read_package
from scripts.frameworks.case_findings import Findings, Unreadable
from scripts.frameworks.models import CommonItem, Framework, FrameworkAssociation, FrameworkItem
from scripts.frameworks.sync import Progress, Sync

ITEM_COLUMNS = ("statement", "code", "short", "kind", "level", "position", "kept_aside")
ASSOCIATION_COLUMNS = ("kind", "sequence", "origin_uri", "destination_uri", "kept_aside")


def load(
    path: Path,
    *,
    dry_run: bool,
    by: User | None = None,
    institution: Institution | None = None,
    progress: Progress | None = None,
    name: str = "",
    **options,
) -> Report:
    """Bring in one CASE package, called `name` in the report (else by its path); see `load_all`."""
    return load_all([path], dry_run=dry_run, by=by, institution=institution, progress=progress, name=name)


def load_all(
    paths: Sequence[Path],
    *,
    dry_run: bool,
    by: User | None = None,
    institution: Institution | None = None,
    progress: Progress | None = None,
    name: str = "",
) -> Report:
    """Bring in every package, or none when one of them is refused; a dry run only says what would happen.

    The report counts "items" and "associations". What is gone from a newer version is kept and counted as ended.
    """
    report = Report()
    report.counts("items"), report.counts("associations")
    packages = [read for path in paths if (read := _read(path, name or Path(path).name, report)) is not None]
    if not report.readable or report.has_refusals:
        report.readable = False
        return report
    with transaction.atomic():
        for file, package in packages:
            _store(file, package, report, dry_run=dry_run, by=by, institution=institution, progress=progress)
    report.committed = not dry_run
    return report


def _read(path: Path, name: str, report: Report) -> tuple[str, CasePackage] | None:
    """Return the package and say what is wrong with it; None when there is none to speak of."""
    package = None
    try:
        package, findings = read_package(Path(path).read_bytes())
    except OSError as error:
        report.readable = False
        words = _("This file cannot be opened (%(why)s). Check the path.")
        report.refuse(name, None, None, "no_file", words % {"why": error.strerror})
        return None
    except Unreadable as error:
        report.readable = False
        findings = error.findings
    for each in findings.entries:
        report.add(Problem(name, each.line, each.path or None, each.severity, each.code, each.message))
    if package is not None:
        _count(report.counts("items"), len(package.items), findings, "CFItems")
        _count(report.counts("associations"), len(package.associations), findings, "CFAssociations")
    return None if package is None else (name, package)


def _count(counts: Counts, rows: int, findings: Findings, array: str) -> None:
    counts.rows += rows
    counts.refused += findings.refused_in(array)


def _store(
    file: str,
    package: CasePackage,
    report: Report,
    *,
    dry_run: bool,
    by: User | None,
    institution: Institution | None,
    progress: Progress | None,
) -> None:
    framework = _framework(file, package, report, dry_run=dry_run)
    items = Sync(
        FrameworkItem,
        framework,
        (*ITEM_COLUMNS, "parent_id"),
        (each.identifier for each in package.items),
        report.counts("items"),
    )
    ids = items.ids
    items.take((each.identifier, _item_values(each, ids)) for each in package.items)
    associations = Sync(
        FrameworkAssociation,
        framework,
        (*ASSOCIATION_COLUMNS, "origin_id", "destination_id"),
        (each.identifier for each in package.associations),
        report.counts("associations"),
    )
    associations.take((each.identifier, _association_values(each, ids)) for each in package.associations)
    _warn_of_ended(file, items, report)
    if dry_run:
        return
    items.write(progress)
    associations.write()
    record(
        "framework.imported",
        actor=by,
        thing=framework,
        institution=institution,
        framework=framework.title,
        file=file,
        created=items.created,
        updated=items.updated,
        ended=len(items.ended),
    )


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
        "%(count)d item is no longer in the file. It is kept, marked as ended, and cannot be adopted anew.",
        "%(count)d items are no longer in the file. They are kept, marked as ended, and cannot be adopted anew.",
        len(items.ended),
    ) % {"count": len(items.ended)}
    if adopted:
        words += " " + ngettext(
            "It stands in a common script %(count)d time, and stays there.",
            "They stand in common scripts %(count)d times, and stay there.",
            adopted,
        ) % {"count": adopted}
    report.warn(file, None, None, "ended", words)
