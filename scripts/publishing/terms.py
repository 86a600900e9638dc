"""Terms counted from the first one, so that a template says no year. Pure; knows no database."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from learnplan.years import term_number, terms_after

MOST = 12


def starts_of(when: Sequence[tuple[int | None, int | None]]) -> list[int | None]:
    """Return for each (year, term) how many terms after the first of them it is; None where no year is known.

    A year without a term counts as its autumn.
    >>> starts_of([(2026, 2), (None, 1), (2027, 1), (2028, None)])
    [0, None, 2, 5]
    """
    counted = [term_number(year, term or 1) if year else None for year, term in when]
    known = [number for number in counted if number is not None]
    first = min(known, default=0)
    return [None if number is None else number - first for number in counted]


def year_and_term(starts: int | None, first_year: int) -> tuple[int | None, int | None]:
    """Return the academic year and the term of a step in a script whose template begins in `first_year`'s autumn.

    >>> year_and_term(4, 2026), year_and_term(None, 2026)
    ((2027, 2), (None, None))
    """
    if starts is None:
        return None, None
    return terms_after(first_year, 1, starts)


def in_words(starts: int | None) -> str:
    """Return how the term is called on the screen, "" if it is not decided."""
    if starts is None:
        return ""
    named = (_("first term"), _("second term"), _("third term"), _("fourth term"), _("fifth term"), _("sixth term"))
    return named[starts] if starts < len(named) else _("term %(number)s") % {"number": starts + 1}
