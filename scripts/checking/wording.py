"""What a finding says: what does not fit, and the way to put it right."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from learnplan.templatetags.learnplan_parts import money
from learnplan.years import term_name
from scripts.checking.shapes import Finding, Report, Slot
from scripts.offers.models import OfferSlot
from scripts.offers.wording import hours, quoted

type Facts = Mapping[str, Any]
type Words = tuple[str, str]
LOOKS = {"blocks": ("circle-alert", "stop"), "warns": ("triangle-alert", "wait"), "notes": ("info", "now")}
DAYS = dict(OfferSlot.Weekday.choices)
NAMED = 5  # how many missing parts are named where there are more


def clock(minutes: int) -> str:
    """Write a time of the day.

    >>> clock(810)
    '13.30'
    """
    return f"{minutes // 60}.{minutes % 60:02d}"


def slot_words(slot: Slot) -> str:
    """Write a time in the week, such as “Wednesday 13.30 to 15.00”."""
    said = {"day": DAYS[slot.weekday], "starts": clock(slot.starts), "ends": clock(slot.ends)}
    return _("%(day)s %(starts)s to %(ends)s") % said


class Said(NamedTuple):
    """A finding with its words, as templates show it."""

    finding: Finding
    what: str
    way_out: str


class ToldReport(Report):
    """A report with its findings in words: what pages show."""

    @cached_property
    def said(self) -> list[Said]:
        return say(self.findings)


def words(finding: Finding) -> Words:
    """Return what a finding says, in two parts: what does not fit, and what would put it right."""
    if finding.code in PLAIN:
        what, way_out = PLAIN[finding.code]
        return str(what) % finding.facts, str(way_out)
    return WORDS[finding.code](finding.facts)


def say(findings: Iterable[Finding]) -> list[Said]:
    """Return findings with their words, in their order."""
    return [Said(finding, *words(finding)) for finding in findings]


def _clash(facts: Facts) -> Words:
    times = [", ".join(map(slot_words, slots)) for slots in facts["times"]]
    what = _("“%(step)s” and %(others)s are at the same time.")
    if len(times) > 1:
        what = _("“%(step)s” is at the same time as %(others)s.")
        times = [f"“{other}”: {when}" for other, when in zip(facts["others"], times, strict=True)]
    said = what % {"step": facts["step"], "others": quoted(facts["others"])}
    return f"{said} {'; '.join(times)}.", _(
        "Take one of them up at another time or place, or move it to a branch of its own."
    )


def _travel(facts: Facts) -> Words:
    ways = [
        {"other": other, "day": DAYS[way.weekday], "gap": way.gap, "least": way.surely, "most": way.at_most}
        for other, way in zip(facts["others"], facts["ways"], strict=True)
    ]
    if facts["ways"][0].is_sure:
        one = _(
            "On %(day)s there are %(gap)d minutes from “%(step)s” to %(others)s, "
            "and the journey takes at least %(least)d."
        )
        several = _("There is too little time for the journey between “%(step)s” and %(others)s.")
        each = _("“%(other)s”: on %(day)s %(gap)d minutes, and the journey takes at least %(least)d")
        way_out = _("Look for one of them nearer, online or on another day.")
    else:
        one = _(
            "On %(day)s there are %(gap)d minutes between “%(step)s” and %(others)s; the journey may take %(most)d."
        )
        several = _("There may be too little time for the journey between “%(step)s” and %(others)s.")
        each = _("“%(other)s”: on %(day)s %(gap)d minutes, and the journey may take %(most)d")
        way_out = _("Ask how long it really takes, or whether you may come a little later.")
    said = {"step": facts["step"], "others": quoted(facts["others"])}
    if len(ways) == 1:
        return one % (said | ways[0]), way_out
    return f"{several % said} {'; '.join(each % way for way in ways)}.", way_out


def _entry(facts: Facts) -> Words:
    needs = quoted(facts["needs"])
    what = _("“%(step)s” asks for %(needs)s first.") % {"step": facts["step"], "needs": needs}
    if facts["late"]:
        item, later = facts["late"][0]
        return what, _("“%(later)s” counts for “%(item)s” but comes too late. Put it before “%(step)s”.") % {
            "later": later,
            "item": item,
            "step": facts["step"],
        }
    if facts["could"]:
        item, unpicked = facts["could"][0]
        way = _("“%(unpicked)s” could count for “%(item)s”: pick one of its alternatives that does.")
        return what, way % {"unpicked": unpicked, "item": item}
    return what, _("Add a step before it that counts for that, or say so of a step you have.")


def _order(facts: Facts) -> Words:
    values = {"step": facts["step"], "others": quoted(facts["others"])}
    why = "; ".join(
        _("“%(before)s” comes before “%(after)s”") % {"before": before, "after": after}
        for before, after in facts["builds_on"]
    )
    count = len(facts["others"])
    if facts["is_too_early"]:
        what = ngettext(
            "“%(step)s” builds on %(others)s, which comes later.",
            "“%(step)s” builds on %(others)s, which come later.",
            count,
        )
        way = ngettext(
            "Move “%(step)s” later, or the other earlier.", "Move “%(step)s” later, or the others earlier.", count
        )
        return f"{what % values} ({why})", way % values
    what = ngettext(
        "“%(step)s” comes after %(others)s, though that builds on it.",
        "“%(step)s” comes after %(others)s, though they build on it.",
        count,
    )
    return f"{what % values} ({why})", _("Move “%(step)s” earlier.") % values


def _some(names: Sequence[str]) -> str:
    """Return the first of many names, and how many more there are: the page of the check has them all."""
    if len(names) <= NAMED:
        return quoted(names)
    more = _("%(n)s more") % {"n": len(names) - NAMED + 1}
    named = [f"“{name}”" for name in names[: NAMED - 1]]
    return get_text_list([*named, more], _("and"))


def _missing(facts: Facts) -> Words:
    count = len(facts["items"])
    said = ngettext(
        "%(count)d required part is not covered on this path: %(items)s.",
        "%(count)d required parts are not covered on this path: %(items)s.",
        count,
    )
    way = _("Say of a step that it counts for it, add one that does, or ask to leave it out.")
    return said % {"count": count, "items": _some(facts["items"])}, way


def _unpicked(facts: Facts) -> Words:
    what = _("Nothing is picked for “%(step)s” yet, so it counts for nothing.") % facts
    if facts["could_count_for"]:
        could = quoted(facts["could_count_for"])
        return what, _("Pick one: it could count for %(items)s.") % {"items": could}
    return what, _("Pick one of its alternatives.")


def _ending(facts: Facts) -> Words:
    asked = get_text_list(list(facts["asks"]), _("and"))
    what = _("The ending asks for this, and no step meets it yet: %(asked)s.") % {"asked": asked}
    return what, _("Name the step that meets it, or add one.")


def _load(facts: Facts) -> Words:
    terms = get_text_list([f"{term_name(*term)} ({hours(minutes)} h)" for term, minutes in facts["terms"]], _("and"))
    what = _("More than %(most)s hours a week: %(terms)s.") % {"most": hours(facts["most"]), "terms": terms}
    return what, _("Move a step to another term, make one longer, or leave one out.")


def _cost(facts: Facts) -> Words:
    what = _("The places on this path need %(needed)s more, and %(left)s of this year’s money is left.") % {
        "needed": money(facts["needed_pence"]),
        "left": money(max(facts["left_pence"], 0)),
    }
    return what, _("Look for a cheaper offer, or ask a tutor where the rest could come from.")


def _twice(facts: Facts) -> Words:
    return (
        _("%(steps)s take up the same offer, %(offer)s.") % {"steps": quoted(facts["steps"]), "offer": facts["offer"]},
        _("One of them is enough: take the rest off, or let them take up something else."),
    )


def _off_term(facts: Facts) -> Words:
    starts, ends = term_name(*facts["starts"]), term_name(*facts["ends"])
    runs = _("from %(starts)s to %(ends)s") % {"starts": starts, "ends": ends}
    if starts == ends:
        runs = _("in %(term)s") % {"term": starts}
    what = _("“%(step)s” says another time than the offer, which runs %(runs)s.")
    way = _("Give the step the time of the offer, or look for an offer at your time.")
    return what % {"step": facts["step"], "runs": runs}, way


# The findings that always say the same of their facts, and those that do not.
PLAIN = {
    "closed": (
        gettext_lazy("“%(offer)s” is closed: no place can be asked for."),
        gettext_lazy("Take up one that starts later, or take the step off."),
    ),
    "full": (
        gettext_lazy("All places on “%(offer)s” have gone."),
        gettext_lazy("A place can still be asked for, in case one comes free. Have something else in mind."),
    ),
    "travel_unknown": (
        gettext_lazy("Nobody has said how long the journey to %(provider)s takes."),
        gettext_lazy("You have to be elsewhere on the same day, so find out before you choose."),
    ),
    "waiting": (
        gettext_lazy("A place on “%(offer)s” has been asked for, and is not yours yet."),
        gettext_lazy("You are told when there is an answer."),
    ),
}
WORDS: dict[str, Callable[[Facts], Words]] = {
    "clash": _clash,
    "cost": _cost,
    "ending": _ending,
    "entry": _entry,
    "load": _load,
    "missing": _missing,
    "off_term": _off_term,
    "order": _order,
    "travel": _travel,
    "twice": _twice,
    "unpicked": _unpicked,
}


def refusal(findings: Iterable[Finding]) -> str:
    """Return why something cannot be done now and what would make it possible, in as many sentences as it takes."""
    return " ".join(f"{what} {way_out}" for what, way_out in map(words, findings))
