"""Academic years: a year is named by the calendar year it starts in, and starts on 1 September."""

import datetime as dt

from django.utils import timezone

FIRST_MONTH = 9


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
