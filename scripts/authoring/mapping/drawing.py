"""From a script as it was read to its route map: what the page, and the learner's home, draw of it."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learnplan.years import year_name
from scripts.authoring.mapping import markup
from scripts.authoring.mapping.lanes import Line, Stop
from scripts.authoring.mapping.layout import lay_out
from scripts.authoring.mapping.rows import Row, lay_rows
from scripts.authoring.mapping.shapes import Band, RouteMap
from scripts.authoring.models import Branch, Step
from scripts.authoring.reading import Picture
from scripts.frameworks.cohorts import year_group_in

MINI_BEFORE, MINI_AFTER, MINI_FILL = 1, 2, 540


@dataclass
class NamedBand:
    """A year's ground with its two lines of words."""

    band: Band
    name: str
    more: str


@dataclass
class Drawing:
    """One script drawn twice from the same lines, across for wide screens and as rows for narrow ones.

    Each row stands beside its drawing and its words.
    """

    across: RouteMap
    bands: list[NamedBand]
    tracks: SafeString
    stops: SafeString
    termini: SafeString
    rows: list[tuple[Row, SafeString, SafeString]]
    title: str
    words: str
    here: Step | None  # leads there from the top of a long map; a small one needs no such way


def draw(picture: Picture, *, title: str) -> Drawing:
    """Draw the whole script; `title` is what the map is called."""
    lines = [_line(branch) for branch in picture.branches]
    return _drawn(picture, lines, title, _in_words(picture))


def draw_mini(picture: Picture, *, title: str) -> Drawing:
    """Draw where the learner is on the chosen path, or on the trunk: the stop before, this one, the next two."""
    branch = picture.chosen or picture.trunk
    path = picture.path(branch)
    at = path.index(picture.here) if picture.here else len(path)
    shown = path[max(0, at - MINI_BEFORE) : at + 1 + MINI_AFTER]
    line = replace(_line(branch), stops=tuple(map(_stop, shown)), parent=None, forks_after=None)
    return replace(_drawn(picture, [line], title, _in_words(picture), fill=MINI_FILL), here=None)


def _drawn(picture: Picture, lines: list[Line], title: str, words: str, **room) -> Drawing:
    chosen = picture.chosen.pk if picture.chosen else None
    here = picture.here.pk if picture.here else None
    across = lay_out(lines, chosen=chosen, here=here, here_words=_("You are here"), **room)
    branches = {pk: reverse("branch", args=[pk]) for pk in picture.by_id}
    steps = {step.pk: f"{branches[pk]}#step-{step.pk}" for pk, steps in picture.steps.items() for step in steps}
    return Drawing(
        across,
        [_named(band, picture) for band in across.bands],
        markup.tracks(across),
        markup.stops((each, steps[each.stop.key]) for each in across.stops),
        markup.termini((each, branches[each.line.key]) for each in across.termini),
        [
            (row, markup.rail_piece(row), markup.row_words(row, url))
            for row in lay_rows(lines, chosen=chosen, here=here)
            for url in [steps[row.stop.key] if row.stop else branches[row.line.key]]
        ],
        title,
        words,
        picture.here,
    )


def _line(branch: Branch) -> Line:
    return Line(
        key=branch.pk,
        name=branch.name,
        ending=branch.ending,
        state=branch.state,
        number=branch.number,
        stops=tuple(map(_stop, branch.own_steps)),
        parent=branch.parent_id,
        forks_after=branch.forks_after_id,
        state_words="" if branch.is_trunk and branch.state == Branch.State.POSSIBLE else branch.get_state_display(),
    )


def _stop(step: Step) -> Stop:
    return Stop(step.pk, step.title, step.year, step.term, step.done_at is not None)


def _named(band: Band, picture: Picture) -> NamedBand:
    """Call a band by the cohort's year group then, and the year; before any year is decided, by what it is."""
    if band.year is None:
        return NamedBand(band, picture.trunk.name if band.is_trunk else _("No year yet"), "")
    common = picture.script.common_script
    group = year_group_in(common.year_group, band.year - common.year)
    if not group.isdecimal():
        return NamedBand(band, year_name(band.year), "")
    return NamedBand(band, _("Year %(group)s") % {"group": group}, year_name(band.year))


def _in_words(picture: Picture) -> str:
    """Return what the map says, for those who do not see it; every detail is in the list."""
    count = len(picture.branches) - 1
    words = [_("There are no branches yet.")]
    if count:
        words = [ngettext("There is %(n)s branch.", "There are %(n)s branches.", count) % {"n": count}]
    if picture.chosen:
        path = picture.path(picture.chosen)
        done = sum(step.done_at is not None for step in path)
        facts = {"name": picture.chosen.name, "done": done, "all": len(path)}
        words.append(_("The chosen path is %(name)s: %(done)s of its %(all)s steps are done.") % facts)
    if picture.here:
        words.append(_("You are at %(step)s.") % {"step": picture.here.title})
    return " ".join(words)
