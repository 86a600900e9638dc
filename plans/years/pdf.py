"""Setting a plan's sheet as a tagged PDF (PDF/UA-1), on one page where it fits."""

import io
import json
import unicodedata
from functools import cache
from pathlib import Path
from typing import cast

import pikepdf
import typst

from learnplan.assets import building
from plans.years.paper import Paper

HERE = Path(__file__).parent
SIZES = ("10.5", "9.8", "9")  # in points: the first on which all fits one page, else the first


def pdf_of(paper: Paper) -> bytes:
    """Return the sheet as a PDF for people who see and people who listen: tagged, with title, language, headings.

    The standard asks that every letter can be drawn. Where a font for some is missing, the file stays tagged but
    does not claim the standard. Control characters are left out.
    """
    data = json.dumps(_printable(paper))
    first = b""
    for size in SIZES:
        made = _set(data, size)
        first = first or made
        if pages_of(made) == 1:
            return made
    return first


def pages_of(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def _set(data: str, size: str) -> bytes:
    inputs = {"paper": data, "size": size}
    try:
        made = _compiler().compile(sys_inputs=inputs, format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        made = _compiler().compile(sys_inputs=inputs, format="pdf")
    return cast(bytes, made)  # a list only for formats of one file a page


def _compiler() -> typst.Compiler:
    """Return a typesetter of its own, for several may set type at once; it can read no file but the fonts."""
    return typst.Compiler(_template(), root=building.printed_with(), font_paths=_fonts())


@cache
def _template() -> bytes:
    return (HERE / "plan.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    """Return our typeface, and those of the system for the letters that it lacks."""
    if not building.printed_with().is_dir():
        building.build()
    return typst.Fonts(font_paths=[building.printed_with()])


def _printable(value):
    """Return the data without characters that no paper has: controls, and halves of surrogate pairs."""
    if isinstance(value, str):
        return "".join(one for one in value if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs", "Cn"))
    if isinstance(value, dict):
        return {key: _printable(one) for key, one in value.items()}
    return [_printable(one) for one in value] if isinstance(value, (list, tuple)) else value
