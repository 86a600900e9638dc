"""From a script as it was read to its route map: what the page, and the learner's home, draw of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learnplan.web.addresses import address_of
from learnplan.years import year_group_in, year_name
from scripts.authoring.models import Step
from scripts.authoring.reading import Picture
from scripts.mapping.layout import Band, RouteMap, lay_out
from scripts.mapping.markup import route
from scripts.mapping.measures import FILL
from scripts.mapping.rows import lay_rows
from scripts.mapping.shapes import BranchFacts, ScriptFacts, StepFacts

MINI_BEFORE, MINI_AFTER, MINI_FILL = 1, 2, 540
SHEET_WIDTH, SMALLEST = 1010, 0.62  # pixels of a sheet of A4 on its side; how small a map may be printed to fit it


@dataclass
class Drawing:
    """One script drawn twice from the same lines: across for wide screens, and as rows for narrow ones."""

    across: RouteMap
    bands: SafeString
    tracks: SafeString
    lines: SafeString
    rows: SafeString
    title: str
    words: str
    here: Step | None  # leads there from the top of a long map; a small one needs no such way
    here_words: str = ""
    kinds: frozenset[str] = frozenset()  # which kinds of stop there are, for the key
    is_whole: bool = True

    @property
    def is_wide(self) -> bool:
        return self.across.width > FILL

    @property
    def prints_across(self) -> bool:
        """Say whether it can be read when it is made to fit a sheet; otherwise the rows are printed."""
        return self.across.width * SMALLEST <= SHEET_WIDTH


def draw(picture: Picture, facts: ScriptFacts, *, title: str) -> Drawing:
    """Draw the whole script; `title` is what the map is called, `facts` what is said of it."""
    return _drawn(picture, facts.branches, title)


def draw_mini(picture: Picture, *, title: str) -> Drawing:
    """Draw where the learner is on the chosen path, or on the trunk: the stop before, this one, the next two."""
    branch = picture.chosen or picture.trunk
    path = picture.path(branch)
    at = path.index(picture.here) if picture.here else len(path)
    shown = path[max(0, at - MINI_BEFORE) : at + 1 + MINI_AFTER]
    stops = [StepFacts(step.pk, step.title, (), step.year, step.term, is_done=bool(step.done_at)) for step in shown]
    line = BranchFacts(branch.pk, branch.name, branch.ending, branch.state, branch.number, tuple(stops))
    drawing = _drawn(picture, [line], title, fill=MINI_FILL)
    return replace(drawing, here=None, is_whole=False)


def _drawn(picture: Picture, lines: Sequence[BranchFacts], title: str, **room) -> Drawing:
    chosen = picture.chosen.pk if picture.chosen else None
    here = picture.here.pk if picture.here else None
    across = lay_out(lines, chosen=chosen, here=here, here_words=_("You are here"), **room)
    pen = route.Pen(address_of("branch"))
    stops = {stop.key: stop for line in lines for stop in line.steps}
    return Drawing(
        across,
        route.bands(((band, *_names(band, picture)) for band in across.bands), across.height),
        route.tracks(across),
        pen.lines(across),
        pen.rows(lay_rows(lines, chosen=chosen, here=here)),
        title,
        _in_words(picture),
        picture.here,
        stops[here].in_words if here in stops else "",
        frozenset(_kinds(stops.values())),
    )


def _kinds(stops: Iterable[StepFacts]) -> Iterator[str]:
    """Yield which kinds of stop a script has, so that its key says no more than it needs."""
    for step in stops:
        yield "done" if step.is_done else "ahead"
        yield from ["choice"] * (step.choices > 0) + ["lasting"] * (step.lasts > 1)
        yield from (mark.kind for mark in step.marks)


def _names(band: Band, picture: Picture) -> tuple[str, str]:
    """Call a band by the cohort's year group then, and the year; before any year is decided, by what it is."""
    if band.year is None:
        return picture.trunk.name if band.is_trunk else _("No year yet"), ""
    common = picture.script.common_script
    group = year_group_in(common.year_group, band.year - common.year)
    if not group.isdecimal():
        return year_name(band.year), ""
    return _("Year %(group)s") % {"group": group}, year_name(band.year)


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
