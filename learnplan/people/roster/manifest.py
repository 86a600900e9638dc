"""What the roster says of itself: which files are whole (bulk), which are changes (delta), which are absent."""

from collections.abc import Callable
from difflib import get_close_matches
from functools import partial

from django.utils.translation import gettext as _

from learnplan.people.roster.bundle import Bundle
from learnplan.people.roster.formats import CLASSIC, ONEROSTER, SDS, Dialect
from learnplan.people.roster.records import records, text_of
from learnplan.people.roster.refusals import BundleRefused
from learnplan.web.reports import Report

BULK, DELTA, ABSENT, UNDECLARED = "bulk", "delta", "absent", "undeclared"
MODES = (BULK, DELTA, ABSENT)
VERSIONS = ("1.1", "1.2")
OTHER_PROPERTIES = ("manifest.version", "oneroster.version", "source.systemName", "source.systemCode")
MANIFEST = "manifest"


def dialect_of(bundle: Bundle) -> Dialect:
    """Return the dialect of the bundle's files. Raises BundleRefused when it is none that is known."""
    names = set(bundle.entries)
    if MANIFEST in names:
        return ONEROSTER
    if {"student", "teacher", "school"} & names:
        return CLASSIC
    if "users" not in names and not names & {f.name.lower() for f in ONEROSTER.files}:
        message = _("No file in it is known: a roster has manifest.csv and users.csv, or Student.csv and School.csv.")
        raise BundleRefused("not_a_roster", message)
    for name in ("users", "orgs", "enrollments"):
        if name in names:
            header = header_of(bundle, name)
            return ONEROSTER if {"status", "dateLastModified", "enabledUser"} & set(header) else SDS
    return ONEROSTER


def header_of(bundle: Bundle, name: str) -> list[str]:
    """Return the first record of a file, or [] when there is none that can be read."""
    with bundle.open(name) as source:
        stream, _encoding = text_of(source)
        first = next(records(stream), None)
        stream.detach()
    return [cell.strip() for cell in first.cells] if first else []


def modes_of(bundle: Bundle, dialect: Dialect, report: Report) -> dict[str, str]:
    """Return the mode of each file of the dialect by its proper name.

    A file that no manifest declares is UNDECLARED: it is read, and its silence about a row means nothing.
    """
    known = {f.name: f.name for f in dialect.files} | {name: name for name in dialect.not_needed}
    declared = read_manifest(bundle, known, report) if MANIFEST in bundle.entries else None
    modes = {}
    for name in known:
        here = name.lower() in bundle.entries
        mode = UNDECLARED if declared is None else declared.get(name, UNDECLARED)
        if mode in (BULK, DELTA) and not here:
            message = _("{name}.csv is declared and is not there.").format(name=name)
            report.refuse("manifest", None, None, "missing_file", message)
        if here:
            check_name(bundle, name, mode, declared is not None, report)
        modes[name] = mode if here else ABSENT
    if declared is None and dialect is ONEROSTER:
        report.warn("manifest", None, None, "no_manifest", _("There is no manifest.csv: no absent row ends anything."))
    return modes


def check_name(bundle: Bundle, name: str, mode: str, has_manifest: bool, report: Report) -> None:
    """Warn of a file whose name or declaration is odd."""
    written = bundle.file_name(name.lower())
    if written != f"{name}.csv":
        message = _("The file is named {written}; its proper name is {name}.csv. It is read all the same.")
        report.warn(name, None, None, "name_case", message.format(written=written, name=name))
    if mode == ABSENT:
        report.warn(name, None, None, "declared_absent", _("The manifest says this file is absent: it is not read."))
    elif mode == UNDECLARED and has_manifest:
        message = _("The manifest does not declare this file. It is read, and no absent row ends anything.")
        report.warn(name, None, None, "undeclared", message)


def read_manifest(bundle: Bundle, known: dict[str, str], report: Report) -> dict[str, str]:
    """Return the modes that manifest.csv declares. Raises BundleRefused for a version that cannot be read."""
    declared: dict[str, str] = {}
    with bundle.open(MANIFEST) as source:
        stream, _encoding = text_of(source)
        for record in records(stream):
            if record.fault:
                report.refuse(MANIFEST, record.line, None, record.fault, record.message)
                continue
            name, value = ([*[cell.strip() for cell in record.cells], "", ""])[:2]
            warn = partial(report.warn, MANIFEST, record.line)
            if name == "oneroster.version" and value and value not in VERSIONS:
                message = _("The manifest says OneRoster {value}. Versions 1.1 and 1.2 can be read.")
                raise BundleRefused("version", message.format(value=value[:20]), file=MANIFEST, line=record.line)
            if name.startswith("file."):
                declare(name.removeprefix("file."), value, known, declared, warn)
            elif name and name.lower() != "propertyname" and name not in OTHER_PROPERTIES:
                warn_of_property(name, known, warn)
        stream.detach()
    return declared


def declare(name: str, value: str, known: dict, declared: dict, warn: Callable[[str, str, str], None]) -> None:
    """Note the mode of one file, or say what is wrong with the entry."""
    if name not in known:
        meant = {k.lower(): k for k in known}.get(name.lower())
        if meant is None:
            message = _("No file {name}.csv is known. The entry is left aside.")
            warn("propertyName", "unknown_file", message.format(name=name))
            return
        message = _("The entry says {name}; the proper name is {meant}. It is read all the same.")
        warn("propertyName", "name_case", message.format(name=name, meant=meant))
        name = meant
    if value.lower() not in MODES:
        message = _("{name} has no mode: it must be bulk, delta or absent. No absent row of it ends anything.")
        warn("value", "mode", message.format(name=name))
    elif name in declared:
        warn("propertyName", "twice", _("{name} is declared twice.").format(name=name))
    else:
        if value not in MODES:
            message = _("The mode {value} should be written in small letters. It is read all the same.")
            warn("value", "value_case", message.format(value=value))
        declared[name] = value.lower()


def warn_of_property(name: str, known: dict, warn: Callable[[str, str, str], None]) -> None:
    """Warn of a property that is not one, with what was probably meant. It is left aside, not guessed."""
    close = get_close_matches(name, [*OTHER_PROPERTIES, *(f"file.{k}" for k in known)], n=1, cutoff=0.8)
    if close:
        message = _("{name} is probably misspelt for {meant}. It is left aside.").format(name=name, meant=close[0])
        warn("propertyName", "misspelt", message)
    elif not name.startswith(("source.", "metadata.")):
        message = _("{name} is not a known property. It is left aside.").format(name=name)
        warn("propertyName", "unknown_property", message)
