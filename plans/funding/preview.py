"""A dry run of a formula: what it would give to whom, by group, without writing anything."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from plans.funding.formula import FormulaLine, total_of, work_out
from plans.funding.learners import Facts, facts_of
from plans.funding.models import Formula
from plans.funding.wording import year_group_name
from plans.targets.models import Plan


@dataclass(slots=True)
class Group:
    """Learners who have something in common, and what the formula gives them together, in pence."""

    name: str
    learners: int = 0
    pence: int = 0

    @property
    def average_pence(self) -> int:
        return (self.pence + self.learners // 2) // self.learners


@dataclass(slots=True)
class Preview:
    """What a formula would give: to all, by year group, by home area, and (by plan id) to those looked at."""

    learners: int = 0
    pence: int = 0
    by_year: dict = field(default_factory=dict)
    by_area: dict = field(default_factory=dict)
    lines: dict[int, list[FormulaLine]] = field(default_factory=dict)

    @property
    def groupings(self) -> list[tuple[str, list[Group], int]]:
        """The groupings for the page: a title, the groups in order, and the greatest average among them."""
        titled = [(_("By year group"), self.by_year), (_("By home area"), self.by_area)]
        return [
            (title, [groups[key] for key in sorted(groups)], max(group.average_pence for group in groups.values()))
            for title, groups in titled
            if groups
        ]


def preview_of(formula: Formula, plans: QuerySet[Plan], looked_at: Collection[int] = ()) -> Preview:
    """Work `formula` out for every one of `plans`, keeping the lines of the plans `looked_at` only."""
    preview = Preview()
    for batch in facts_of(formula.fund, plans):
        for one in batch:
            _add(preview, one, work_out(formula.components, one.known), one.plan_id in looked_at)
    return preview


def _add(preview: Preview, one: Facts, lines: list[FormulaLine], keep: bool) -> None:
    pence = total_of(lines)
    preview.learners += 1
    preview.pence += pence
    year_group = one.known["year_group"]
    decile = one.known.get("area_decile")
    fifth = (decile + 1) // 2 if decile else None
    places = [
        (preview.by_year, (year_group is None, year_group or ""), _year_name(year_group)),
        (preview.by_area, (fifth is None, fifth or 0), _fifth_name(fifth)),
    ]
    for groups, key, name in places:
        group = groups.setdefault(key, Group(name))
        group.learners += 1
        group.pence += pence
    if keep:
        preview.lines[one.plan_id] = lines


def _year_name(year_group: str | None) -> str:
    return year_group_name(year_group) if year_group else _("Year group not known")


def _fifth_name(fifth: int | None) -> str:
    names = {1: _("Areas with least"), 2: _("Second"), 3: _("Middle"), 4: _("Fourth"), 5: _("Areas with most")}
    return names[fifth] if fifth else _("Home area not known")
