"""The SVG of a map: hundreds of numbers and class names, so it is not left to a template.

What a person wrote passes through `escape`.
"""

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from learnplan.templatetags.learnplan_parts import line_class
from scripts.authoring.mapping.lanes import Line
from scripts.authoring.mapping.rows import FOOT, MIDDLE, Row
from scripts.authoring.mapping.shapes import PlacedStop, RouteMap, Terminus, Text

SPANS = {"through": ("0", "100%"), "to middle": ("0", str(MIDDLE)), "from middle": (str(MIDDLE), "100%")}
DOT, DOT_RING, DOT_END = 7, 11, 9


def css_of(line: Line, state: str) -> str:
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


def stops(placed: Iterable[tuple[PlacedStop, str]]) -> SafeString:
    """Return every stop of the map across as a link to its step: each beside its address."""
    return mark_safe("".join(_stop(stop, url) for stop, url in placed))


def _stop(placed: PlacedStop, url: str) -> str:
    title, at = escape(placed.stop.title), f'cx="{placed.x}" cy="{placed.y}"'
    state = f", {_('you are here')}" if placed.is_here else f", {_('done')}" if placed.stop.is_done else ""
    kinds = "stop-dot" + " done" * placed.stop.is_done + " here" * placed.is_here
    texts = (_text(each, 'text-anchor="middle" ', "here-name" if each.kind else "") for each in placed.texts)
    return (
        f'<a href="{url}" class="{line_class(placed.line.number)}" '
        f'aria-label="{title}{escape(state)}. {escape(placed.line.name)}"{" data-here" * placed.is_here}>'
        f"{f'<title>{title}</title>' * placed.is_cut}"
        f"{f'<circle class="here-ring" r="16" {at}/>' * placed.is_here}"
        f'<circle class="{kinds}" r="9" {at}/>{"".join(texts)}</a>\n'
    )


def termini(placed: Iterable[tuple[Terminus, str]]) -> SafeString:
    """Return where every line of the map across ends as a link to its branch: each beside its address."""
    return mark_safe("".join(_terminus(end, url) for end, url in placed))


def _terminus(end: Terminus, url: str) -> str:
    called = f"{end.line.name}: {end.line.ending}" if end.line.ending else end.line.name
    texts = "".join(_text(each, "", each.kind) for each in end.texts)
    return (
        f'<a href="{url}" class="{line_class(end.line.number)}" aria-label="{escape(called)}">'
        f'<circle class="terminus" r="13" cx="{end.x}" cy="{end.y}"/>{texts}</a>\n'
    )


def _text(text: Text, how: str, kind: str) -> str:
    css = f' class="{kind}"' if kind else ""
    return f'<text {how}x="{text.x}" y="{text.y}"{css}>{escape(text.words)}</text>'


def row_words(row: Row, url: str) -> SafeString:
    """Return the words of one row: a stop that leads to its step, an ending, or a line that leads to its branch."""
    return mark_safe(_row_words(row, url))


def _row_words(row: Row, url: str) -> str:
    if row.kind == "line":
        name, state = escape(row.line.name), escape(row.line.state_words)
        return f'<a class="line-name" href="{url}">{name}</a> <small>{state}</small>'
    if row.stop is None:
        ending = row.line.ending
        return f"<b>{escape(ending)}</b>" if ending else f"<small>{escape(_('where it ends is open'))}</small>"
    link = f'<a href="{url}">{escape(row.stop.title)}</a>'
    if row.is_here:
        return f'{link} <b class="here-name">{escape(_("You are here"))}</b>'
    return f"{link} <small>{escape(_('done'))}</small>" if row.stop.is_done else link


def rail_piece(row: Row) -> SafeString:
    """Return what is drawn beside the words of one row: the lines that pass, the forks that leave, the stop."""
    pieces = [f'<svg width="{row.width:g}">']
    for piece in row.stretches:
        top, foot = SPANS[piece.part]
        pieces.append(_upright(css_of(piece.line, piece.state), piece.x, top, foot))
    for bend in row.bends:
        css = css_of(bend.line, bend.state)
        pieces.append(f'<path class="line {css}" d="{bend.path}"/>')
        pieces.append(_upright(css, bend.x, str(FOOT), "100%"))
    pieces.append(f'<g class="{line_class(row.line.number)}">{_dot(row)}</g></svg>')
    return mark_safe("".join(pieces))


def _upright(css: str, x: float, top: str, foot: str) -> str:
    return f'<line class="line {css}" x1="{x:g}" x2="{x:g}" y1="{top}" y2="{foot}"/>'


def _dot(row: Row) -> str:
    if row.kind == "line":
        return ""
    if row.stop is None:
        return f'<circle class="terminus" r="{DOT_END}" cx="{row.x:g}" cy="{MIDDLE}"/>'
    ring = f'<circle class="here-ring" r="{DOT_RING}" cx="{row.x:g}" cy="{MIDDLE}"/>' if row.is_here else ""
    done = " done" if row.stop.is_done else ""
    return f'{ring}<circle class="stop-dot{done}" r="{DOT}" cx="{row.x:g}" cy="{MIDDLE}"/>'
