"""Reading an offers file: CSV as spreadsheets write it, row by row, so that one bad row never touches another."""

import codecs
import csv
import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.reports import Report
from scripts.partnership.offer_cells import COLUMNS, MISSPELT, READERS, REQUIRED, CellWrong

DELIMITERS = {",": "", ";": gettext_lazy("a semicolon"), "\t": gettext_lazy("a tab")}
MOST_LINES_OF_A_ROW = 60


class FileUnreadable(Exception):
    """The file as a whole cannot be read; the report says why."""


@dataclass(slots=True)
class OfferRow:
    """One offer as the file has it. `values` has the columns the file gives; `line` is the first of the row."""

    line: int
    values: dict[str, Any]
    kept_aside: dict[str, str]


def read_offers(content: bytes, name: str, report: Report) -> list[OfferRow]:
    """Return the rows that can be read; the others are refused in the report, each with its line and column.

    Counts `rows` and `refused` of "offers". Raises FileUnreadable when there are no rows to speak of.
    """
    text = _decoded(content, name, report).replace("\r\n", "\n").replace("\r", "\n")
    lines = [f"{line}\n" for line in text.split("\n")]
    start = next((number for number, line in enumerate(lines) if line.strip()), None)
    if start is None:
        raise _whole(report, name, "empty", _("The file is empty. Fill in the template and try again."))
    delimiter = _delimiter(lines[start], name, report)
    headers = _headers(_cells(lines[start], delimiter) or [], name, start + 1, report)
    counts = report.counts("offers")
    rows = []
    for line, cells in records(lines, start + 1, delimiter, len(headers)):
        if cells is not None and not any(cell.strip() for cell in cells):
            continue
        counts.rows += 1
        row = _row(line, cells, headers, name, report)
        if row is None:
            counts.refused += 1
        else:
            rows.append(row)
    return rows


def records(lines: list[str], start: int, delimiter: str, width: int) -> Iterator[tuple[int, list[str] | None]]:
    """Yield each row's first line, from 1, and its cells; None for a row whose quotes do not close.

    A cell may hold line ends. A quote that is never closed would swallow the rows after it, so a row goes on over
    a line only if in the end it has `width` cells and no line inside it is a whole row by itself.
    """
    number = start
    while number < len(lines):
        cells, used = _cells(lines[number], delimiter), 1
        if cells is None:
            for used in range(2, MOST_LINES_OF_A_ROW):
                if number + used > len(lines):
                    break
                if len(_cells(lines[number + used - 1], delimiter) or []) == width > 1:
                    break
                cells = _cells("".join(lines[number : number + used]), delimiter)
                if cells is not None:
                    break
            if cells is None or len(cells) != width:
                cells, used = None, 1
        yield number + 1, cells
        number += used


def _cells(text: str, delimiter: str) -> list[str] | None:
    """Return the cells of one row, or None when its quotes do not close."""
    try:
        rows = list(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else [] if not rows else None


def _whole(report: Report, name: str, code: str, message: str, line=None, column=None) -> FileUnreadable:
    report.readable = False
    report.refuse(name, line, column, code, message)
    return FileUnreadable(message)


def _decoded(content: bytes, name: str, report: Report) -> str:
    """Return the text: UTF-8, UTF-16 with its mark, or else Windows-1252, which is said."""
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = content.decode("utf-16")
        else:
            text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            said = _("The file is neither UTF-8 nor Windows-1252. Save it as “CSV UTF-8” and try again.")
            raise _whole(report, name, "not_text", said, line) from None
        said = _("The file is not UTF-8, so it was read as Windows-1252: check £ and accents, or save as “CSV UTF-8”.")
        report.warn(name, line, None, "windows_1252", said)
    if "\0" in text:
        said = _("This is not a CSV file: it has zero bytes. In the spreadsheet, save it as “CSV UTF-8”.")
        raise _whole(report, name, "not_text", said)
    return text


def _delimiter(line: str, name: str, report: Report) -> str:
    """Return what separates the cells: whichever makes most sense of the first line. Other than a comma is said."""

    def known(delimiter):
        return sum(cell.strip().lower() in COLUMNS for cell in _cells(line, delimiter) or [])

    found = max(DELIMITERS, key=known)
    if found != "," and known(found) > 1:
        said = _("The cells are separated by %(mark)s instead of a comma. They were read like that.")
        report.warn(name, None, None, "delimiter", said % {"mark": DELIMITERS[found]})
        return found
    return ","


def _headers(cells: list[str], name: str, line: int, report: Report) -> list[str]:
    """Return the columns in their order, "" for one without a name. Says what is missing, unknown or twice there."""
    headers = [cell.strip().lower() for cell in cells]
    named = [header for header in headers if header]
    for header in dict.fromkeys(header for header in named if named.count(header) > 1):
        said = _("The column “%(name)s” is there twice. Take one of them out.")
        raise _whole(report, name, "column_twice", said % {"name": header[:40]}, line, header[:40])
    for header in named:
        if header not in COLUMNS:
            close = difflib.get_close_matches(header, COLUMNS, 1, 0.75)
            meant = MISSPELT.get(header.replace(" ", "_")) or (close[0] if close else "")
            said = _("“%(name)s” is not a column of offers. It was kept aside, not used.")
            hint = _("If you mean “%(meant)s”, call it that.") if meant and meant not in named else ""
            message = f"{said % {'name': header[:40]}} {hint % {'meant': meant} if hint else ''}".strip()
            report.warn(name, line, header[:40], "unknown_column", message)
    missing = [column for column in REQUIRED if column not in named]
    if missing:
        said = _("The first line must name the columns, and these are missing: %(names)s. Start from the template.")
        raise _whole(report, name, "columns_missing", said % {"names": ", ".join(missing)}, line)
    return headers


def _row(line: int, cells: list[str] | None, headers: list[str], name: str, report: Report) -> OfferRow | None:
    """Return the row, or refuse it, saying everything that is wrong with it at once."""
    if cells is None:
        said = _("A quotation mark in this row is not closed. Close it, or write a mark inside a cell twice.")
        report.refuse(name, line, None, "quotes", said)
        return None
    if len(cells) != len(headers):
        said = _("This row has %(cells)s cells and the first line has %(headers)s. Put quotation marks around commas.")
        report.refuse(name, line, None, "ragged", said % {"cells": len(cells), "headers": len(headers)})
        return None
    if any(cell.strip() and not header for header, cell in zip(headers, cells, strict=True)):
        said = _("This row has a cell in a column without a name. Put quotation marks around commas, or name it.")
        report.refuse(name, line, None, "ragged", said)
        return None
    values: dict[str, Any] = {}
    aside: dict[str, str] = {}
    is_right = True
    for header, cell in zip(headers, cells, strict=True):
        if header not in READERS:
            aside |= {header: cell} if cell else {}
            continue
        try:
            values[header] = READERS[header](cell.strip())
        except CellWrong as error:
            report.refuse(name, line, header, error.code, error)
            is_right = False
    if is_right and values["ends_on"] < values["starts_on"]:
        said = _("It ends on %(end)s, before it starts on %(start)s. Put the later day in ends_on.")
        report.refuse(
            name, line, "ends_on", "ends_before", said % {"end": values["ends_on"], "start": values["starts_on"]}
        )
        is_right = False
    return OfferRow(line, values, aside) if is_right else None
