"""The SVG of a map's lines: numbers and class names only, hundreds of them, so it is not left to a template.

Nothing that a person wrote passes through here.
"""

from django.utils.safestring import SafeString, mark_safe

from learnplan.templatetags.learnplan_parts import line_class
from scripts.authoring.lanes import Line
from scripts.authoring.rows import FOOT, MIDDLE, Row
from scripts.authoring.shapes import RouteMap

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
