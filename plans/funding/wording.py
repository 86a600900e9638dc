"""Money in plain words: what each part of a formula is called, why a line is what it is, and who reads which."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.people.models import Circumstance
from learnplan.templatetags.learnplan_parts import money
from plans.funding.formula import FormulaLine, Why, total_of
from plans.targets.models import Plan

Kind = Circumstance.Kind


# What a learner reads: where the money looks, never what they are.
NAMES: dict[str, Promise] = {
    Kind.AREA_DECILE: gettext_lazy("Where you live"),
    Kind.PRIOR_ATTAINMENT: gettext_lazy("How school has gone so far"),
    Kind.FREE_MEALS: gettext_lazy("Money at home"),
    Kind.LANGUAGE: gettext_lazy("Learning in more than one language"),
    Kind.CARE: gettext_lazy("Time in care"),
    Kind.SEN: gettext_lazy("Help with learning"),
    Kind.YOUNG_CARER: gettext_lazy("Looking after someone at home"),
}
PURPOSES: dict[str, str | Promise] = {
    Kind.AREA_DECILE: gettext_lazy("Help is shared out so that those whose home area has less get more"),
    Kind.PRIOR_ATTAINMENT: gettext_lazy("Help is shared out so that those with more still to catch up on get more"),
    Kind.FREE_MEALS: gettext_lazy("Help is shared out so that what there is at home decides less"),
    Kind.LANGUAGE: gettext_lazy("Help is shared out so that there is time for the language as well as the subject"),
    Kind.CARE: gettext_lazy("Help is shared out so that those who were in care have more behind them"),
    Kind.SEN: gettext_lazy("Help is shared out so that everyone gets the help their learning takes"),
    Kind.YOUNG_CARER: gettext_lazy("Help is shared out so that those who look after someone at home get more"),
}


# What the values of a circumstance are called; the others are there (1) or not known.
VALUE_NAMES: dict[str, dict[int, str | Promise]] = {
    Kind.AREA_DECILE: {
        1: gettext_lazy("1, has least"),
        **{n: str(n) for n in range(2, 10)},
        10: gettext_lazy("10, has most"),
    },
    Kind.PRIOR_ATTAINMENT: {
        1: gettext_lazy("1, lowest fifth"),
        **{n: str(n) for n in range(2, 5)},
        5: gettext_lazy("5, highest fifth"),
    },
}


def why_of(line: FormulaLine) -> str:
    """Return one plain sentence on why a line is what it is; it says where money goes, not what somebody is."""
    match line.why:
        case Why.EVERYONE:
            return _("Every learner gets this.")
        case Why.YEAR:
            return _("Every learner in %(year)s gets this.") % {"year": year_group_name(line.about)}
        case Why.YEAR_UNKNOWN:
            return _("The year group is not known, so this is the amount for everyone.")
        case Why.SHARE:
            facts = {"purpose": purpose_of(line.about), "percent": line.percent, "base": money(line.of_pence)}
            return _("%(purpose)s: %(percent)s%% on top of %(base)s.") % facts
        case Why.AMOUNT:
            return _("%(purpose)s.") % {"purpose": purpose_of(line.about)}
        case Why.NOTHING:
            return _("The formula adds nothing here this time.")
        case Why.UNKNOWN:
            return _("This is not known, so nothing is added.")
    raise ValueError(f"no words for {line.why!r}")


def purpose_of(circumstance: str) -> str:
    """Return what a weight for `circumstance` is for."""
    return str(PURPOSES.get(circumstance, _("Help is shared out by need")))


def year_group_name(year_group: str) -> str:
    """Return how a year group is written: a bare number gets its word."""
    return _("Year %(number)s") % {"number": year_group} if year_group.isdigit() else year_group


def formula_in_words(components: Mapping) -> list[tuple[str, str]]:
    """Return a whole formula in words: for each component its name, and what it gives to whom."""
    return [(part["name"], "; ".join(_amounts_of(part))) for part in components["components"]]


def _amounts_of(part: Mapping) -> list[str]:
    if part["kind"] == "rate":
        bands = {year_group_name(band["year_group"]): band["pence"] for band in part.get("bands", [])}
        everyone = _("%(pence)s for everyone else") if bands else _("%(pence)s for everyone")
        return [f"{name}: {money(pence)}" for name, pence in bands.items()] + [
            everyone % {"pence": money(part["pence"])}
        ]
    names = VALUE_NAMES.get(part["circumstance"], {})
    given = part.get("weights") or part.get("pence", {})
    amounts = [
        (names.get(int(value), ""), f"{amount}%" if "weights" in part else money(amount))
        for value, amount in sorted(given.items(), key=lambda item: int(item[0]))
    ]
    return [f"{name}: {amount}" if name else amount for name, amount in amounts]


class LineInWords(NamedTuple):
    """One line of money for `parts/money_lines.html`."""

    label: str
    why: str
    pence: int | None


def known_lines(lines: list[FormulaLine]) -> list[LineInWords]:
    """Return the lines with an amount, each with why: for the learner and the fund's administrators."""
    return [LineInWords(line.name, why_of(line), line.pence) for line in lines if line.pence is not None]


def unknown_names(lines: list[FormulaLine]) -> list[str]:
    """Return the names of the lines that were not known, and so gave nothing."""
    return [line.name for line in lines if line.why == Why.UNKNOWN]


def share_in_words(plan: Plan, lines: list[FormulaLine]) -> dict:
    """Return one learner's share for a list of them: the plan, its lines, what is not known, and the total."""
    return {"plan": plan, "lines": known_lines(lines), "unknown": unknown_names(lines), "pence": total_of(lines)}


def lines_for_others(lines: list[FormulaLine]) -> list[LineInWords]:
    """Return the lines for an adult who supports the learner: what was added by need is one line.

    Circumstances are for the learner and the administrators only, so neither a reason nor a missing one shows.
    """
    shared = [line for line in lines if not line.about or line.why == Why.YEAR]
    by_need = sum(line.pence or 0 for line in lines if line not in shared)
    merged = LineInWords(_("Added by need"), _("The reasons are for the learner to tell."), by_need)
    return known_lines(shared) + ([merged] if by_need else [])
