"""How a fund is shared: checks a formula's components, and works out one learner's money line by line. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

VERSION = 1
MOST_PENCE = 100_000_000  # a million pounds for one learner: a slip of the keyboard, not a rate
MOST_PERCENT = 1000
WAYS = ("weights", "pence")
VALUES = frozenset(map(str, range(1000)))


class Why(StrEnum):
    """Why a line is what it is; `plans.funding.wording` has the sentence for each."""

    EVERYONE = "everyone"
    YEAR = "year"
    YEAR_UNKNOWN = "year_unknown"
    SHARE = "share"
    AMOUNT = "amount"
    NOTHING = "nothing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FormulaLine:
    """One line of an entitlement: `pence` is None where the circumstance is not known, never 0 for that.

    `about` is the year group or the circumstance; a share is `percent` of `of_pence`.
    """

    name: str
    why: str
    pence: int | None
    about: str = ""
    percent: int | None = None
    of_pence: int | None = None

    def as_data(self) -> dict[str, Any]:
        """Return the line as JSON values, without what is empty; `Line(**data)` reads it back."""
        return {key: value for key, value in asdict(self).items() if key == "pence" or value not in ("", None)}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a formula: where (`components[1].weights.3`), and how to put it right."""

    path: str
    message: str


def _(text: str) -> str:
    """Mark a sentence for translation where it is shown."""
    return text


def total_of(lines: list[FormulaLine]) -> int:
    """Return the sum of the lines in pence; a line that is not known adds nothing."""
    return sum(line.pence or 0 for line in lines)


def work_out(components: Mapping, facts: Mapping) -> list[FormulaLine]:
    """Return one learner's lines, in the order of the components.

    `components` is {"version": 1, "components": [...]} as `validate_components` accepts it. `facts` has
    "year_group" (text) and a whole number for each circumstance; what is absent or None is not known.
    The base is the sum of the rate lines. A weight is a whole percent of the base, rounded half up to
    the penny, each by itself: so the order of components changes no amount.

    >>> formula = {"version": 1, "components": [
    ...     {"kind": "rate", "name": "Rate", "pence": 400000, "bands": [{"year_group": "13", "pence": 380000}]},
    ...     {"kind": "need", "name": "Home area", "circumstance": "area_decile", "weights": {"1": 14, "2": 7}},
    ...     {"kind": "need", "name": "Language", "circumstance": "language", "pence": {"1": 25050}},
    ... ]}
    >>> lines = work_out(formula, {"year_group": "12", "area_decile": 1})
    >>> [(line.name, str(line.why), line.pence) for line in lines]
    [('Rate', 'year', 400000), ('Home area', 'share', 56000), ('Language', 'unknown', None)]
    >>> total_of(lines)
    456000
    """
    rates = {i: _rate_line(part, facts) for i, part in enumerate(components["components"]) if part["kind"] == "rate"}
    base_pence = sum(line.pence or 0 for line in rates.values())
    return [
        rates[i] if i in rates else _need_line(part, facts, base_pence)
        for i, part in enumerate(components["components"])
    ]


def _rate_line(part: Mapping, facts: Mapping) -> FormulaLine:
    bands = part.get("bands") or []
    year_group = facts.get("year_group") or None
    if not bands:
        return FormulaLine(part["name"], Why.EVERYONE, part["pence"])
    if year_group is None:
        return FormulaLine(part["name"], Why.YEAR_UNKNOWN, part["pence"])
    own = {band["year_group"]: band["pence"] for band in bands}
    return FormulaLine(part["name"], Why.YEAR, own.get(year_group, part["pence"]), about=year_group)


def _need_line(part: Mapping, facts: Mapping, base_pence: int) -> FormulaLine:
    name, about = part["name"], part["circumstance"]
    value = facts.get(about)
    if value is None:
        return FormulaLine(name, Why.UNKNOWN, None, about=about)
    if flat := part.get("pence", {}).get(str(value)):
        return FormulaLine(name, Why.AMOUNT, flat, about=about)
    if percent := part.get("weights", {}).get(str(value)):
        return FormulaLine(name, Why.SHARE, percent_of(base_pence, percent), about, percent, base_pence)
    return FormulaLine(name, Why.NOTHING, 0, about=about)


def percent_of(pence: int, percent: int) -> int:
    """Return a whole percent of an amount in pence, half a penny rounded up.

    >>> percent_of(1050, 1), percent_of(1049, 1)
    (11, 10)
    """
    return (pence * percent + 50) // 100


def validate_components(data: Any) -> list[Problem]:
    """Return what is wrong with a formula's data, each with where and how to put it right; [] when it is sound."""
    if not isinstance(data, Mapping) or data.get("version") != VERSION:
        return [Problem("version", _("Say which version of formula this is: it must be 1."))]
    parts = data.get("components")
    if not isinstance(parts, list) or not all(isinstance(part, Mapping) for part in parts):
        return [Problem("components", _("Give a list of components, each with a kind and a name."))]
    problems, seen = [], set()
    for i, part in enumerate(parts):
        where = f"components[{i}]"
        check = CHECKS.get(str(part.get("kind")))
        if check is None:
            problems.append(Problem(f"{where}.kind", _("A component is of kind “rate” or “need”; choose one.")))
            continue
        if not isinstance(part.get("name"), str) or not part["name"].strip():
            problems.append(Problem(f"{where}.name", _("Give the component a name that learners will read.")))
        problems += check(part, where)
        about = str(part.get("circumstance", ""))
        if about and about in seen:
            problems.append(Problem(f"{where}.circumstance", _("It is weighed already: put all its weights together.")))
        seen.add(about)
    if not any(part.get("kind") == "rate" for part in parts):
        problems.append(Problem("components", _("Add a rate: the amount that every learner gets.")))
    return problems


def _check_rate(part: Mapping, where: str) -> list[Problem]:
    problems = _check_pence(part.get("pence"), f"{where}.pence")
    bands = part.get("bands", [])
    if not isinstance(bands, list) or not all(isinstance(band, Mapping) for band in bands):
        return [*problems, Problem(f"{where}.bands", _("Give a list of bands, each with a year group and pence."))]
    seen = set()
    for j, band in enumerate(bands):
        year_group = band.get("year_group")
        if not isinstance(year_group, str) or not year_group:
            problems.append(Problem(f"{where}.bands[{j}].year_group", _("Say which year group the band is for.")))
        elif year_group in seen:
            problems.append(Problem(f"{where}.bands[{j}].year_group", _("This year group has a band: keep one.")))
        else:
            seen.add(year_group)
        problems += _check_pence(band.get("pence"), f"{where}.bands[{j}].pence")
    return problems


def _check_need(part: Mapping, where: str) -> list[Problem]:
    problems = []
    if not isinstance(part.get("circumstance"), str) or not part["circumstance"]:
        problems.append(Problem(f"{where}.circumstance", _("Say which circumstance is weighed.")))
    given = [way for way in WAYS if way in part]
    if len(given) != 1 or not isinstance(part[given[0]], Mapping) or not part[given[0]]:
        return [*problems, Problem(f"{where}.weights", _("Give either weights in percent, or amounts in pence."))]
    for value, amount in part[given[0]].items():
        place = f"{where}.{given[0]}.{value}"
        if value not in VALUES:
            problems.append(Problem(place, _("Name the value of the circumstance by a whole number, such as “1”.")))
        elif given[0] == "pence":
            problems += _check_pence(amount, place)
        elif not _is_whole(amount) or not 0 <= amount <= MOST_PERCENT:
            problems.append(Problem(place, _("Give a whole number of percent, from 0 to 1000.")))
    return problems


def _check_pence(amount: Any, where: str) -> list[Problem]:
    if _is_whole(amount) and 0 <= amount <= MOST_PENCE:
        return []
    return [Problem(where, _("Give whole pence, from 0 to a million pounds."))]


def _is_whole(amount: Any) -> bool:
    return isinstance(amount, int) and not isinstance(amount, bool)


CHECKS = {"rate": _check_rate, "need": _check_need}
