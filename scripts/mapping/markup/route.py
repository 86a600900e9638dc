"""The SVG of a map: hundreds of numbers and class names, so it is not left to a template.

What a person wrote passes through `escape`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from learnplan.templatetags.learnplan_parts import icon as _icon
from learnplan.templatetags.learnplan_parts import line_class
from scripts.mapping.labels import width_of
from scripts.mapping.layout import Band, PlacedStop, Rail, RouteMap, Terminus, Text
from scripts.mapping.measures import ICON
from scripts.mapping.rows import FOOT, MIDDLE, Row
from scripts.mapping.shapes import BranchFacts, Fact, StepFacts

SPANS = {"through": ("0", "100%"), "to middle": ("0", str(MIDDLE)), "from middle": (str(MIDDLE), "100%")}
DOT, DOT_RING, DOT_END = 7, 11, 9


def css_of(line: BranchFacts, state: str) -> str:
    """Return the classes of a piece of `line` drawn in `state`."""
    return f"{line_class(line.number)} {state.replace('_', '-')}"


def tracks(route: RouteMap) -> SafeString:
    """Return every line of the map across, each with its inlay on top."""
    return mark_safe(
        "".join(
            f'<path class="line {css}" d="{track.path}"/><path class="inlay {css}" d="{track.path}"/>'
            for track in route.tracks
            for css in [css_of(track.line, track.state)]
        )
    )


def bands(named: Iterable[tuple[Band, str, str]], height: float) -> SafeString:
    """Return the ground of each year with its two lines of words."""
    pieces = []
    for band, name, more in named:
        if band.is_tinted:
            place = f'x="{band.x}" y="0" width="{band.width}" height="{height}"'
            pieces.append(f'<rect class="band" {place} rx="10"/>')
        for y, words in ((19, name), (35, more)):
            if words:
                pieces.append(f'<text class="band-name" x="{band.x + 10:g}" y="{y}">{escape(words)}</text>')
    return mark_safe("".join(pieces))


class Pen:
    """Draws the stops and the words of one script; `address` makes that of a branch from its key."""

    def __init__(self, address: Callable[[int], str]):
        self.address = address
        self.sprite = static("icons.svg")
        self.here, self.done = escape(_("You are here")), escape(_("done"))
        self.named = {True: _("%(step)s, you are here"), False: _("%(step)s, done")}
        self.is_open = escape(_("where it ends is open"))

    def url(self, line: BranchFacts, stop: StepFacts) -> str:
        return f"{self.address(line.key)}#step-{stop.key}"

    def lines(self, route: RouteMap) -> SafeString:
        """Return every line's stops and its end, as a list a line: what a screen reader walks along."""
        rails = {rail.stop.key: rail for rail in route.rails}
        lines = {placed.line.key: placed.line for placed in route.stops}
        lines |= {end.line.key: end.line for end in route.termini}
        pieces, called = defaultdict[int, list[str]](list), defaultdict[int, list[Text]](list)
        for placed in route.stops:
            pieces[placed.line.key].append(self._stop(placed, rails.get(placed.stop.key)))
        for end in route.termini:
            pieces[end.line.key].append(self._terminus(end))
        for each in route.called:
            called[each.line.key].append(each.text)
        return mark_safe("".join(self._line(line, pieces[key], called[key]) for key, line in lines.items()))

    def _line(self, line: BranchFacts, pieces: list[str], called: list[Text]) -> str:
        items = "".join(f'<g role="listitem">{piece}</g>\n' for piece in pieces)
        for text in called:
            at = f'x="{text.x:g}" y="{text.y:g}"'
            items = f'<text class="called" aria-hidden="true" {at}>{escape(text.words)}</text>{items}'
        return f'<g role="list" class="{line_class(line.number)}" aria-label="{escape(line.in_words)}">{items}</g>'

    def _stop(self, placed: PlacedStop, rail: Rail | None) -> str:
        stop, at = placed.stop, f'cx="{placed.x}" cy="{placed.y}"'
        name = stop.title
        if placed.is_here or stop.is_done:
            name = self.named[placed.is_here] % {"step": name}
        if stop.is_locked:
            name = f"{name}, {', '.join(mark.words for mark in stop.marks if mark.kind == 'locked')}"
        here = ' data-here aria-current="step"' * placed.is_here
        lasts = f'<path class="lasting {css_of(placed.line, rail.state)}" d="{rail.path}"/>' if rail else ""
        ring = f'<circle class="here-ring" r="16" {at}/>' * placed.is_here
        return (
            f'<a href="{self.url(placed.line, stop)}" aria-label="{escape(name)}"{here}>'
            f"<title>{escape(stop.in_words)}</title>{lasts}{ring}"
            f"{_dot(stop, placed.x, placed.y, 9, placed.is_here)}"
            f"{''.join(self._text(each, placed.x) for each in placed.texts)}</a>"
        )

    def _terminus(self, end: Terminus) -> str:
        line = end.line
        name = _("%(branch)s ends at %(ending)s") % {"branch": line.name, "ending": line.ending or _("an open end")}
        return (
            f'<a href="{self.address(line.key)}" aria-label="{escape(name)}">'
            f"<title>{escape(line.in_words)}</title>"
            f'<circle class="terminus" r="13" cx="{end.x}" cy="{end.y}"/>'
            f"{''.join(self._text(each) for each in end.texts)}</a>"
        )

    def _text(self, text: Text, middle: float | None = None) -> str:
        """Return one line of words, with its icon before it; centred on `middle` where that is given."""
        x, icon, how = text.x, "", 'text-anchor="middle" ' if middle is not None else ""
        if text.icon:
            # Side by side from the left: the width is an upper bound, which would leave a gap between the two.
            left = x - (width_of(text.words) + ICON) / 2 if middle is not None else x
            icon = (
                f'<use href="{self.sprite}#{text.icon}" x="{left:.1f}" y="{text.y - 11.5:g}" width="14" height="14"/>'
            )
            x, how = round(left + ICON, 1), ""
        kind = {"here": "here-name"}.get(text.kind, text.kind)
        css = f' class="{kind}"' if kind else ""
        words = f'<text {how}x="{x:g}" y="{text.y}"{css}>{escape(text.words)}</text>'
        return f'<g class="mark {kind}">{icon}{words}</g>' if icon else words

    def rows(self, rows: Iterable[Row]) -> SafeString:
        """Return the rows as items of a list, each with the lines that pass beside its words."""
        here = ' id="here" aria-current="step"'
        return mark_safe(
            "\n".join(
                f'<li class="{row.kind}{" here" * row.is_here}"{here * row.is_here}>'
                f'<span class="rail-piece" aria-hidden="true">{rail_piece(row)}</span>'
                f"<span>{self._row_words(row)}</span></li>"
                for row in rows
            )
        )

    def _row_words(self, row: Row) -> str:
        """Return the words of one row: a stop that leads to its step, an ending, or a line that leads to its branch."""
        if row.kind == "stop":
            return self._stop_words(row)
        line = row.line
        if row.kind == "line":
            name, state = escape(line.name), escape("".join(fact.words for fact in line.of("state")))
            said = _said(fact for fact in line.facts if fact.about not in ("state", "ending", "ask"))
            return f'<a class="line-name" href="{self.address(line.key)}">{name}</a> <small>{state}</small>{said}'
        asks = "".join(f"<li>{_icon(mark.icon, '')} {escape(mark.words)}</li>" for mark in line.asks)
        asked = f'<ul class="marks">{asks}</ul>' if asks else ""
        ending = f"<b>{escape(line.ending)}</b>" if line.ending else f"<small>{self.is_open}</small>"
        return f"{ending}{asked}{_said(line.of('ending', 'ask'))}"

    def _stop_words(self, row: Row) -> str:
        assert row.stop is not None  # rows of branches have words of their own
        link = f'<a href="{self.url(row.line, row.stop)}">{escape(row.stop.title)}</a>'
        state = f' <b class="here-name">{self.here}</b>' if row.is_here else ""
        if row.stop.is_done and not row.is_here:
            state = f" <small>{self.done}</small>"
        marks = "".join(
            f'<li class="{mark.kind}">{_icon(mark.icon, "")} {escape(mark.words)}</li>' for mark in row.stop.marks
        )
        marked = f'<ul class="marks">{marks}</ul>' if marks else ""
        return f"{link}{state}{marked}{_said(row.stop.facts)}"


def _said(facts: Iterable[Fact]) -> str:
    """Return facts as small words on one line, which are there when everything is asked for."""
    words = " · ".join(fact.said for fact in facts)
    return f'<small class="said">{escape(words)}</small>' if words else ""


def _dot(stop: StepFacts, x: float, y: float, size: int, is_here: bool) -> str:
    """Return a stop: a dot, ticked when it is done, or a row of small dots in a frame where one is to be picked."""
    css = "stop-dot" + " done" * stop.is_done + " here" * is_here + " locked" * stop.is_locked
    if stop.choices:
        left, top, high = x - size, y - 2 * size + 1, 4 * size - 2
        frame = f'<rect class="{css}" x="{left:g}" y="{top:g}" width="{2 * size}" height="{high}" rx="{size}"/>'
        return frame + "".join(
            f'<circle class="option-dot{" picked" * (at == stop.picked)}" r="{size / 3:.1f}" '
            f'cx="{x:g}" cy="{y + (at - 1) * size:g}"/>'
            for at in range(3)
        )
    left, down, across, up = x - size / 2.4, size / 3, size / 2, size / 1.8
    tick = f'<path class="tick-done" d="M{left:.1f} {y:g}l{down:.1f} {down:.1f} {across:.1f} -{up:.1f}"/>'
    return f'<circle class="{css}" r="{size}" cx="{x:g}" cy="{y:g}"/>{tick * stop.is_done}'


def rail_piece(row: Row) -> str:
    """Return what is drawn beside the words of one row: the lines that pass, the forks that leave, the stop."""
    pieces = [f'<svg width="{row.width:g}">']
    for piece in row.stretches:
        top, foot = SPANS[piece.part]
        pieces.append(_upright(css_of(piece.line, piece.state), piece.x, top, foot))
    for bend in row.bends:
        css = css_of(bend.line, bend.state)
        pieces.append(f'<path class="line {css}" d="{bend.path}"/>')
        pieces.append(_upright(css, bend.x, str(FOOT), "100%"))
    pieces.append(f'<g class="{line_class(row.line.number)}">{_row_dot(row)}</g></svg>')
    return "".join(pieces)


def _upright(css: str, x: float, top: str, foot: str) -> str:
    return f'<line class="line {css}" x1="{x:g}" x2="{x:g}" y1="{top}" y2="{foot}"/>'


def _row_dot(row: Row) -> str:
    if row.kind == "line":
        return ""
    if row.stop is None:
        return f'<circle class="terminus" r="{DOT_END}" cx="{row.x:g}" cy="{MIDDLE}"/>'
    ring = f'<circle class="here-ring" r="{DOT_RING}" cx="{row.x:g}" cy="{MIDDLE}"/>' if row.is_here else ""
    return ring + _dot(row.stop, row.x, MIDDLE, DOT, row.is_here)
