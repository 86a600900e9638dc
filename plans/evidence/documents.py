"""Office documents: zip files whose parts are counted, measured and named before anybody opens them."""

import re
import stat
import struct
import zipfile
from typing import BinaryIO, NamedTuple
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from learnplan.rules import RuleBroken
from plans.evidence.limits import (
    MOST_DIRECTORY_BYTES,
    MOST_LISTING_BYTES,
    MOST_PARTS,
    MOST_TIMES_LARGER,
    MOST_UNPACKED_BYTES,
)


class Kind(NamedTuple):
    content_type: str
    ending: str


OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
# The main part of a document of Office Open XML (ECMA-376) and the mimetype of one of OpenDocument (ISO 26300).
MAIN_PARTS = {
    f"{OFFICE}wordprocessingml.document.main+xml": Kind(f"{OFFICE}wordprocessingml.document", ".docx"),
    f"{OFFICE}spreadsheetml.sheet.main+xml": Kind(f"{OFFICE}spreadsheetml.sheet", ".xlsx"),
    f"{OFFICE}presentationml.presentation.main+xml": Kind(f"{OFFICE}presentationml.presentation", ".pptx"),
}
MIMETYPES = {
    f"{OPEN}text": Kind(f"{OPEN}text", ".odt"),
    f"{OPEN}spreadsheet": Kind(f"{OPEN}spreadsheet", ".ods"),
    f"{OPEN}presentation": Kind(f"{OPEN}presentation", ".odp"),
}
LISTING = "[Content_Types].xml"
END = struct.Struct("<4s4H2LH")  # the record that ends a zip file: signature, discs, entries, size and place, comment
PROGRAMS = re.compile(
    r"(vbaproject|vbadata|activex|oleobject|macrosheets?/|(^|/)(basic|scripts)/)"
    r"|\.(bin|exe|dll|com|scr|js|jse|vbs|vbe|wsf|bat|cmd|ps1|hta|jar|lnk|html?|xhtml|mht|svgz|zip|docm|xlsm|pptm)$",
    re.IGNORECASE,
)
HARMLESS = re.compile(r"^xl/printersettings/|^ppt/printersettings/|^word/printersettings/", re.IGNORECASE)
REACHES_OUT = re.compile(r"/(attachedTemplate|oleObject|frame|subDocument|package)$", re.IGNORECASE)


def kind_of(upload: BinaryIO, size: int) -> Kind:
    """Return what document a zip file of `size` bytes is, after looking at every part of it.

    Raises RuleBroken for a bomb, a macro, a hidden program, a path that leads out, something before or after the
    zip, a password, a broken part, or a zip that is no document.
    """
    _check_end(upload, size)
    try:
        with zipfile.ZipFile(upload) as archive:
            parts = archive.infolist()
            _check_names(parts)
            _check_sizes(archive, parts)
            return _kind(archive, parts)
    except RuleBroken:
        raise
    except Exception:  # zipfile, zlib and expat each have their own ways to say that a file is forged
        raise _broken() from None


def _check_end(upload: BinaryIO, size: int) -> None:
    """See that the zip ends where the file ends and begins where it begins, and that its directory is short."""
    upload.seek(max(size - END.size, 0))
    tail = upload.read()
    if len(tail) != END.size:
        raise _broken()
    mark, _disc, _start, _here, parts, length, place, comment = END.unpack(tail)
    if mark != b"PK\x05\x06" or comment or place + length + END.size != size:
        raise _broken()
    if parts > MOST_PARTS or length > MOST_DIRECTORY_BYTES:
        raise _bomb()
    upload.seek(0)


def _check_names(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.orig_filename for part in parts]
    if len(parts) > MOST_PARTS:
        raise _bomb()
    if not parts or len({name.casefold() for name in names}) < len(names) or min(p.header_offset for p in parts):
        raise _broken()
    for part, name in zip(parts, names, strict=True):
        is_link = stat.S_ISLNK(part.external_attr >> 16)
        leads_out = name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")
        if is_link or leads_out or not name.isprintable() or len(name) > 255:
            raise RuleBroken(_("This document has a forged path in it. Save it as a PDF, and add that."))
        if part.flag_bits & 1:
            raise RuleBroken(_("This document is locked by a password. Save it without one, and add it again."))
        if PROGRAMS.search(name) and not HARMLESS.search(name):
            raise _macro()


def _check_sizes(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Unpack every part, counting: what the directory says about sizes may be a lie."""
    left = MOST_UNPACKED_BYTES
    if sum(part.file_size for part in parts) > left:
        raise _bomb()
    for part in parts:
        most = max(MOST_TIMES_LARGER * part.compress_size, 2**20)
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _broken()
        with archive.open(part) as content:
            taken = 0
            while chunk := content.read(2**16):
                taken += len(chunk)
                if taken > min(most, left):
                    raise _bomb()
        left -= taken


def _kind(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> Kind:
    names = {part.filename for part in parts}
    if LISTING in names:
        said = {element.get("ContentType", "") for element in _xml(archive, LISTING).iter()}
        if any("macroenabled" in each.lower() or "vbaproject" in each.lower() for each in said):
            raise _macro()
        for name in names:
            if name.lower().endswith(".rels"):
                _check_relations(_xml(archive, name))
        kinds = {MAIN_PARTS[each] for each in said if each in MAIN_PARTS}
        if len(kinds) == 1:
            return kinds.pop()
    elif parts[0].filename == "mimetype" and parts[0].file_size < 200:
        said_type = archive.read("mimetype").decode("ascii", "replace")
        if said_type in MIMETYPES:
            return MIMETYPES[said_type]
    raise RuleBroken(_("This is a packed folder. Unpack it, and add the files in it one by one."))


def _check_relations(relations: ElementTree.Element) -> None:
    for each in relations.iter():
        if each.get("TargetMode", "").lower() == "external" and REACHES_OUT.search(each.get("Type", "")):
            raise _macro()


def _xml(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    if archive.getinfo(name).file_size > MOST_LISTING_BYTES:
        raise _bomb()
    content = archive.read(name)
    if b"<!" in content or b"<\x00!" in content or b"\x00<\x00!" in content:  # no comment, and above all no DOCTYPE
        raise _broken()
    return ElementTree.fromstring(content)


def _broken() -> RuleBroken:
    return RuleBroken(_("This document is broken. Open it, save it once more or as a PDF, and add that."))


def _bomb() -> RuleBroken:
    return RuleBroken(_("Unpacked, this document would be far too large. Save the part that matters as a PDF."))


def _macro() -> RuleBroken:
    return RuleBroken(_("This document has a program (a macro) or another file in it. Save it as a PDF, and add that."))
