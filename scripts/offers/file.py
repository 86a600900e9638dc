"""The offers file: what each column means, and reading it row by row, so that one bad row never touches another."""

import codecs
import csv
import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.web.reports import Report
from scripts.offers.slots import Times, TimeWrong, read_slots
from scripts.offers.styles import Style

LARGEST = 2**31 - 1
MINUTES_IN_A_WEEK = 7 * 24 * 60
REQUIRED = ("code", "title", "style", "starts_on", "ends_on", "places", "price")
# Names seen in other people's files, and the column that may be meant: said to the person, never guessed.
SEEN = {
    "code": ("id", "reference"),
    "title": ("name",),
    "provider": ("institution",),
    "summary": ("description",),
    "style": ("how", "mode"),
    "asks": ("requirements",),
    "location": ("venue", "where"),
    "timetable": ("when",),
    "starts_on": ("start", "start_date"),
    "ends_on": ("end", "end_date"),
    "places": ("capacity",),
    "price": ("cost", "price_pence"),
    "covers": ("items",),
    "status": ("closed",),
    "slots": ("times",),
    "minutes_a_week": ("minutes",),
    "entry": ("prerequisites", "entry_requirements"),
}
MISSPELT = {wrong: right for right, seen in SEEN.items() for wrong in seen}
MONEY = re.compile(r"£?\s?(?:[0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.[0-9]{1,2})?")


class CellWrong(ValueError):
    """A cell that cannot be taken as it is; `code` names the fault, the message says how to put it right."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code


def words(column: str, longest: int) -> Callable[[str], str]:
    """Return the reader of a column of words, with the most characters that fit."""

    def read(cell: str) -> str:
        if column in REQUIRED and not cell:
            raise CellWrong("missing", _("This cell is empty, and an offer needs its %(column)s.") % {"column": column})
        if len(cell) > longest:
            said = _("%(length)s characters; at most %(longest)s fit. Shorten it.")
            raise CellWrong("too_long", said % {"length": len(cell), "longest": longest})
        return cell

    return read


def style(cell: str) -> str:
    """Return the Style, from its name or from how it is written on the screen."""
    known = {value: value for value in Style.values} | {str(label).lower(): value for value, label in Style.choices}
    key = " ".join(cell.lower().split())
    if found := known.get(key) or known.get(key.replace(" ", "_")):
        return found
    said = _("“%(cell)s” is not a style. Write one of: %(styles)s.")
    raise CellWrong("unknown_style", said % {"cell": cell[:40], "styles": ", ".join(Style.values)})


def date(cell: str) -> dt.date:
    """Return the day; only 2026-09-01 is accepted, since 1/09/2026 means two days."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        try:
            return dt.date.fromisoformat(cell)
        except ValueError:
            raise CellWrong("bad_date", _("There is no day %(cell)s. Look at it again.") % {"cell": cell}) from None
    said = _("“%(cell)s” is not a date like 2026-09-01 (year, month, day): 1/09/2026 could be two different days.")
    raise CellWrong("bad_date", said % {"cell": cell[:40]})


def places(cell: str) -> int:
    """Return the number of places."""
    if re.fullmatch(r"[0-9]{1,10}", cell) and int(cell) <= LARGEST:
        return int(cell)
    said = _("“%(cell)s” is not a number of places. Write a whole number from 0, such as 12.")
    raise CellWrong("bad_places", said % {"cell": cell[:40]})


def price(cell: str) -> int:
    """Return the price of a place in pence: exactly what is written, never rounded.

    >>> price("1,606.50"), price("£90"), price("0.5")
    (160650, 9000, 50)
    """
    if MONEY.fullmatch(cell):
        pounds, _point, pence = cell.lstrip("£ ").replace(",", "").partition(".")
        amount = int(pounds) * 100 + int((pence + "00")[:2])
        if amount <= LARGEST:
            return amount
    said = _("“%(cell)s” is not a price in pounds. Write it as 1606.50 or 1,606.50, to the penny; 0 if it is free.")
    raise CellWrong("bad_price", said % {"cell": cell[:40]})


def covers(cell: str) -> list[str]:
    """Return the codes of framework items, each once."""
    return list(dict.fromkeys(code.strip() for code in cell.split(";") if code.strip()))


def slots(cell: str) -> list[Times]:
    """Return the times in the week."""
    try:
        return read_slots(cell)
    except TimeWrong as error:
        raise CellWrong("bad_time", str(error)) from None


def minutes_a_week(cell: str) -> int | None:
    """Return the minutes a week; None if the cell is empty."""
    if not cell:
        return None
    if re.fullmatch(r"[0-9]{1,5}", cell) and int(cell) <= MINUTES_IN_A_WEEK:
        return int(cell)
    said = _("“%(cell)s” is not a number of minutes a week. Write a whole number, such as 240 for four hours.")
    raise CellWrong("bad_minutes", said % {"cell": cell[:40]})


def status(cell: str) -> str:
    """Return "open", "closed", or "" for as it is."""
    if cell.lower() in ("", "open", "closed"):
        return cell.lower()
    raise CellWrong("bad_status", _("“%(cell)s” is not a status. Write open or closed.") % {"cell": cell[:40]})


READERS: dict[str, Callable[[str], Any]] = {
    "code": words("code", 50),
    "title": words("title", 150),
    "provider": str,
    "summary": words("summary", 5000),
    "style": style,
    "level": words("level", 50),
    "asks": words("asks", 300),
    "location": words("location", 200),
    "timetable": words("timetable", 200),
    "starts_on": date,
    "ends_on": date,
    "places": places,
    "price": price,
    "covers": covers,
    "status": status,
    "slots": slots,
    "minutes_a_week": minutes_a_week,
    "entry": covers,
}
COLUMNS = tuple(READERS)  # in the order of the empty file to fill in


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
