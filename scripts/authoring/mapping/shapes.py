"""What a laid-out route map is made of. Lengths are CSS pixels from the top left."""

from dataclasses import dataclass

from scripts.authoring.mapping.labels import Box
from scripts.authoring.mapping.lanes import Line, Stop


@dataclass(frozen=True, slots=True)
class Text:
    """One line of words; `kind` is "", "here", "end", "soft", "wait" or "locked".

    (x, y) is its baseline, centred or from the start; an `icon` stands before the words, inside their width.
    """

    words: str
    x: float
    y: float
    kind: str = ""
    is_centred: bool = True
    icon: str = ""


@dataclass(frozen=True, slots=True)
class PlacedStop:
    stop: Stop
    line: Line
    x: float
    y: float
    state: str
    is_here: bool
    texts: tuple[Text, ...]
    box: Box

    @property
    def is_cut(self):
        return any(text.words.endswith("…") for text in self.texts)


@dataclass(frozen=True, slots=True)
class Track:
    """A piece of a line, drawn in one state; `path` is the data of an SVG path."""

    line: Line
    state: str
    path: str


@dataclass(frozen=True, slots=True)
class Rail:
    """How long a stop lasts, drawn over its line as far as the term it ends in; `path` is that of an SVG path."""

    stop: Stop
    line: Line
    state: str
    path: str
    box: Box


@dataclass(frozen=True, slots=True)
class Called:
    """The name of a line over its beginning."""

    line: Line
    text: Text
    box: Box


@dataclass(frozen=True, slots=True)
class Terminus:
    line: Line
    x: float
    y: float
    texts: tuple[Text, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Band:
    """The ground of one academic year (None: no year decided); every other one is tinted.

    `is_trunk` says that only the trunk stops there.
    """

    year: int | None
    x: float
    width: float
    is_tinted: bool
    is_trunk: bool


@dataclass(frozen=True, slots=True)
class RouteMap:
    width: float
    height: float
    bands: tuple[Band, ...]
    tracks: tuple[Track, ...]
    rails: tuple[Rail, ...]
    called: tuple[Called, ...]
    stops: tuple[PlacedStop, ...]
    termini: tuple[Terminus, ...]
    ends_at: float
