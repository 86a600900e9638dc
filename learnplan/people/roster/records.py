"""Reading CSV so that one bad line costs one line: records with their physical line numbers."""

import codecs
import csv
import io
import zipfile
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, cast

from django.utils.translation import gettext as _

from learnplan.people.roster.refusals import damaged

LONGEST_LINE = 1_000_000
LONGEST_RECORD_LINES = 200


@dataclass(slots=True)
class Record:
    """One record: its first physical line (1-based) and its cells, or why it cannot be read."""

    line: int
    cells: list[str]
    fault: str = ""
    message: str = ""


def text_of(source: IO[bytes]) -> tuple[io.TextIOWrapper, str]:
    """Return a text stream over `source`, and the encoding found: UTF-8 unless a mark says UTF-16.

    Bytes that are not UTF-8 become lone surrogates, so that only their own line is refused.
    """
    buffered = source if isinstance(source, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, source))
    try:
        head = buffered.peek(4)[:4]
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise damaged() from error
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return io.TextIOWrapper(buffered, "utf-16", "replace", newline=""), "utf-16"
    return io.TextIOWrapper(buffered, "utf-8-sig", "surrogateescape", newline=""), "utf-8"


def lines_of(stream: io.TextIOWrapper) -> Iterator[tuple[int, str]]:
    """Yield (1-based number, line); an endless line is cut, and read to its end without being kept."""
    number = 0
    try:
        while line := stream.readline(LONGEST_LINE):
            number += 1
            yield number, line
            while len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
                line = stream.readline(LONGEST_LINE)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise damaged() from error


def records(stream: io.TextIOWrapper) -> Iterator[Record]:
    """Yield the records of a CSV stream, blank lines left out.

    A line with an odd number of quotes continues on the next ones, as RFC 4180 allows. If that does not
    give a record of the header's width, or gives one with a whole record inside of a cell, the quote was a
    slip: only its own line is refused, and reading goes on at the next. So a stray quote never swallows the
    rest of the file.
    """
    lines = lines_of(stream)
    waiting: deque[tuple[int, str]] = deque()
    width = 0
    while item := waiting.popleft() if waiting else next(lines, None):
        number, line = item
        goes_on = line.count('"') % 2
        record = continued(number, line, lines, waiting, width) if goes_on else parsed(number, line)
        if record.cells or record.fault:
            width = width or len(record.cells)
            yield record


def continued(
    number: int, line: str, lines: Iterator[tuple[int, str]], waiting: deque[tuple[int, str]], width: int
) -> Record:
    """Return the record that starts at `line` and goes on; leave what is not part of it in `waiting`."""
    taken: list[tuple[int, str]] = []
    text = line
    while len(taken) < LONGEST_RECORD_LINES and len(text) < LONGEST_LINE:
        item = waiting.popleft() if waiting else next(lines, None)
        if item is None:
            break
        taken.append(item)
        text += item[1]
        if item[1].count('"') % 2:
            record = parsed(number, text)
            if not record.fault and (not width or len(record.cells) == width) and not swallows(line, taken, width):
                return record
            break
    waiting.extendleft(reversed(taken))
    return Record(number, [], "quotes", _("A quotation mark is opened and not closed, or stands where none may."))


def swallows(line: str, others: Iterable[tuple[int, str]], width: int) -> bool:
    """Say whether a record of several lines holds a whole record in a cell: two slipped quotes, not one long text."""
    return line.count(",") >= width - 1 and any(other.count(",") >= width - 1 for _number, other in others)


def parsed(number: int, text: str) -> Record:
    """Return the record in `text`, which is complete."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            message = _("This line is not UTF-8 (Windows-1252?). Save the file as “CSV UTF-8”.")
            return Record(number, [], "encoding", message)
    if "\0" in text:
        return Record(number, [], "nul", _("This line holds a NUL character."))
    if len(text) >= LONGEST_LINE:
        return Record(number, [], "too_long", _("This line is longer than a million characters."))
    try:
        cells = next(csv.reader([text], strict=True), [])
    except csv.Error:
        return Record(number, [], "quotes", _("A quotation mark stands where none may, or a cell is too long."))
    return Record(number, cells)
