"""How wide words are on a map, and how they are broken into lines. Pure; measures no font at run time."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

SIZE = 14
LINE_HEIGHT = 17
ASCENT = 13
# Upper bounds of the advance widths of Atkinson Hyperlegible, regular and bold, in em.
WIDTHS = {
    letter: width
    for width, letters in {
        0.33: " !'|,.:;ijl[]`‘’",
        0.41: '()-frt{}"',
        0.51: "*_/\\1I–“”",
        0.57: "cyzsvx~7FLaJ",
        0.64: "ehknoubdgpq<>E^235$+8=STZ469PB",
        0.74: "0RKUVCHADY&NXGw",
        0.80: "@OQ#…",
        0.98: "MWm%—",
    }.items()
    for letter in letters
}
UNKNOWN = 1.1


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the map, in its units (CSS pixels)."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: "Box") -> bool:
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


@lru_cache(maxsize=4096)
def width_of(text: str, size: float = SIZE) -> float:
    """Return a width in pixels that `text` does not exceed in the map's font at `size` pixels.

    >>> width_of("Wild", 10)
    19.5
    """
    return round(size * sum(_width_of_letter(letter) for letter in text), 2)


def _width_of_letter(letter: str) -> float:
    if letter in WIDTHS:
        return WIDTHS[letter]
    if unicodedata.combining(letter):
        return 0
    base = unicodedata.normalize("NFD", letter)[0]
    return WIDTHS.get(base, UNKNOWN) + 0.02


def wrap(text: str, width: float, lines: int) -> list[str]:
    """Break `text` into at most `lines` lines, none wider than `width` pixels.

    A word that is too wide by itself is broken with a hyphen; what does not fit ends in "…".
    >>> wrap("Level 3 Engineering", 110, 3)
    ['Level 3', 'Engineering']
    """
    words = [piece for word in text.split() for piece in _pieces(word, width)]
    broken: list[str] = []
    for word, is_start in words:
        joined = f"{broken[-1]} {word}" if broken else word
        if broken and is_start and width_of(joined) <= width:
            broken[-1] = joined
        else:
            broken.append(word)
    if len(broken) > lines:
        last = broken[lines - 1].rstrip("-")
        while last and width_of(last + "…") > width:
            last = last[:-1]
        broken = [*broken[: lines - 1], last.rstrip() + "…"]
    return broken


def _pieces(word: str, width: float) -> list[tuple[str, bool]]:
    """Return the pieces a word needs so that each fits, and whether each is the start of the word."""
    pieces: list[tuple[str, bool]] = []
    rest = word
    while width_of(rest) > width and len(rest) > 2:
        cut = len(rest)
        while cut > 1 and width_of(rest[:cut] + "-") > width:
            cut -= 1
        pieces.append((rest[:cut] + "-", not pieces))
        rest = rest[cut:]
    return [*pieces, (rest, not pieces)]
