"""Academic years and their terms: a year is named by the calendar year it starts in, and starts on 1 September."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FIRST_MONTH = 9
TERM_NAMES = {1: _("autumn"), 2: _("spring"), 3: _("summer")}
TERMS = len(TERM_NAMES)


def academic_year(day: dt.date) -> int:
    """Return the academic year that `day` falls in, as the calendar year it starts in.

    >>> academic_year(dt.date(2026, 8, 31)), academic_year(dt.date(2026, 9, 1))
    (2025, 2026)
    """
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def current_year() -> int:
    """Return the academic year of today."""
    return academic_year(timezone.localdate())


def year_name(year: int) -> str:
    """Return how the year is written on the screen.

    >>> year_name(2026)
    '2026/27'
    """
    return f"{year}/{(year + 1) % 100:02d}"


def year_bounds(year: int) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of the academic year."""
    return dt.date(year, FIRST_MONTH, 1), dt.date(year + 1, FIRST_MONTH, 1) - dt.timedelta(days=1)


def term(day: dt.date) -> int:
    """Return the term that `day` falls in: 1 autumn, 2 spring (to the end of March), 3 summer.

    >>> term(dt.date(2026, 12, 24)), term(dt.date(2027, 3, 31)), term(dt.date(2027, 4, 1))
    (1, 2, 3)
    """
    if day.month >= FIRST_MONTH:
        return 1
    return 2 if day.month <= 3 else 3


def term_name(year: int, term: int | None) -> str:
    """Return how the term is written on the screen, or only its year where no term is decided.

    >>> term_name(2026, 1), term_name(2026, None)
    ('autumn 2026/27', '2026/27')
    """
    return f"{TERM_NAMES[term]} {year_name(year)}" if term else year_name(year)


def term_number(year: int, term: int) -> int:
    """Return the terms since year 0: they can be counted and compared.

    >>> term_number(2026, 3) + 1 == term_number(2027, 1)
    True
    """
    return year * TERMS + term - 1


def term_at(number: int) -> tuple[int, int]:
    """Return the year and the term that `term_number` counts.

    >>> term_at(term_number(2026, 3))
    (2026, 3)
    """
    return number // TERMS, number % TERMS + 1


def terms_after(year: int, term: int, terms: int) -> tuple[int, int]:
    """Return the year and the term that lie `terms` terms after one.

    >>> terms_after(2026, 3, 1), terms_after(2026, 1, -1), terms_after(2026, 2, 0)
    ((2027, 1), (2025, 3), (2026, 2))
    """
    return term_at(term_number(year, term) + terms)


def year_group_in(year_group: str, years: int) -> str:
    """Return what a year group is called `years` later (or earlier); one without a number keeps its name.

    >>> year_group_in("12", 1), year_group_in("Foundation", 1)
    ('13', 'Foundation')
    """
    return str(int(year_group) + years) if year_group.isdecimal() else year_group
