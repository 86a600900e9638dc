"""How wide words are on a map, and how they are broken into lines. Pure; measures no font at run time."""

import unicodedata
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
        # and of whatever font a system has for these letters, measured on a wide and bold one
        0.40: "ІЇіїјΙιיוזןاأإآ",
        0.58: "гзктξτεζθςגנדךכץدذءؤةرزهو",
        0.69: "абвдеийлнопрсухцчьэяГЗКТУΓΖΞΣΤαβγδηκλμνορυχבטלסעףפצרجحخعغمچ",
        0.82: "АБВДЕИЙЛНПРСХЦЧЬЭЯжмъΑΒΔΕΗΚΛΝΠΡΥΧσφאהחםמקשתلنئقكىيیں",
        0.95: "МОшщΘΜΟΦΨΩπψωبتثطظٹپکگ",
        1.15: "ЂЋЖФЪфыюњШЩЫЮљЉЊفسشصض",
    }.items()
    for letter in letters
}
UNKNOWN, EMOJI, WIDEST_LETTER = 1.1, 1.4, 3.0
JOINER = "\u200d"


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
    category = unicodedata.category(letter)
    if category in ("Mn", "Me", "Cf"):
        return 0
    base = unicodedata.normalize("NFD", letter)[0]
    parts = unicodedata.normalize("NFKD", letter)
    unknown = EMOJI if category == "So" else UNKNOWN
    if len(parts) > 1 and base == letter:  # a ligature, at most as wide as its letters
        unknown = min(max(unknown, 1.1 * sum(map(_width_of_letter, parts))), WIDEST_LETTER)
    return WIDTHS.get(base, unknown) + 0.02


def wrap(text: str, width: float, lines: int) -> list[str]:
    """Break `text` into at most `lines` lines, none wider than `width` pixels.

    A word that is too wide by itself is broken with a hyphen, or without one where a script has no words apart; never
    inside what is drawn as one letter. What does not fit ends in "…".
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
        cut = _cut_of(rest, width)
        hyphen = "" if unicodedata.east_asian_width(rest[cut - 1]) in "WF" else "-"
        pieces.append((rest[:cut] + hyphen, not pieces))
        rest = rest[cut:]
    return [*pieces, (rest, not pieces)]


def _cut_of(word: str, width: float) -> int:
    """Return how many letters of a word that is too wide fit with a hyphen, so that no letter loses its marks."""
    fits = len(word) - 1
    while fits > 1 and width_of(word[:fits] + "-") > width:
        fits -= 1
    cut = fits
    while cut > 1 and (_hangs_on(word[cut]) or word[cut - 1] == JOINER):
        cut -= 1
    return cut if cut > 1 else fits


def _hangs_on(letter: str) -> bool:
    """Say whether a letter is drawn as one with the letter before it."""
    return unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf", "Sk")
