"""What a cohort's year group is called in another year. Pure."""


def year_group_in(year_group: str, years: int) -> str:
    """Return what a year group is called `years` later (or earlier); one without a number keeps its name.

    >>> year_group_in("12", 1), year_group_in("Foundation", 1)
    ('13', 'Foundation')
    """
    return str(int(year_group) + years) if year_group.isdecimal() else year_group
