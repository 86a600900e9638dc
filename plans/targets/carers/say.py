"""Who decides what a carer sees: the learner alone from a year group on, before that learner and tutor together."""

import re


def decides_alone(year_group: str, own_say_from: int) -> bool:
    """Say whether a learner of `year_group` ("12", "Year 12") decides alone where it begins with `own_say_from`.

    With 0 everyone does. Where the year group says no number, nobody knows, and it is decided together.
    Source: learners of Year 12 in England have turned 16 before it begins; birth dates are not kept.

    >>> decides_alone("Year 12", 12), decides_alone("11", 12), decides_alone("", 12), decides_alone("Upper", 0)
    (True, False, False, True)
    """
    if own_say_from == 0:
        return True
    found = re.search(r"\d+", year_group)
    return found is not None and int(found[0]) >= own_say_from
