"""What in a text could tell who wrote it: names, schools, addresses, numbers, years; and how that is said. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

# Kinds that cannot stay, whatever their author says: they lead to a person.
MUST_GO = frozenset({"email", "phone", "handle", "link"})
# Words of a school's name that many schools have.
ANY_SCHOOL = frozenset(
    """academy and centre church college community for high infant institute junior lower middle of primary
    saint saints school schools secondary sixth form the training trust upper works university""".split()  # noqa: SIM905
)
# Marks that are written in several ways.
MARKS = dict.fromkeys("‘’ʼ`´", "'") | dict.fromkeys("‐‑‒–", "-")
SHAPES = {
    "email": re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.\w+"),
    "link": re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE),
    "handle": re.compile(r"(?<![\w@.])@\w[\w.]+"),
    "phone": re.compile(r"(?<!\w)\+?\d(?:[\s().-]{0,3}\d){8,14}(?!\w)"),
    "postcode": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE),
    "year": re.compile(r"\b(?:19|20)\d\d(?:/\d\d)?\b|\b(?:year|class|Y)\s?1[0-4][A-Z]?\b", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class Tell:
    """One piece of a text that could tell: the piece, and its kind.

    The kind is "name", "place", "postcode", "year", or one of MUST_GO.
    """

    kind: str
    piece: str

    @property
    def must_go(self) -> bool:
        return self.kind in MUST_GO


@dataclass(frozen=True)
class Known:
    """What to look for: `names` of the author and of people around them, `places` in full, and `own_places`.

    Of the author's own places each word counts that few schools share.
    """

    names: Iterable[str] = ()
    places: Iterable[str] = ()
    own_places: Iterable[str] = field(default_factory=tuple)


def tells(text: str, known: Known) -> list[Tell]:
    """Return what in the text could tell who wrote it, each piece once, as it is written there.

    Names and places count whatever their case, accents or ending ('s); names of two letters only as they are written.
    >>> [tell.piece for tell in tells("Amina's test rig, mail a@b.org", Known(names=["Amina"]))]
    ['a@b.org', 'Amina']
    """
    found: dict[tuple[str, str], Tell] = {}
    left = text
    for kind, shape in SHAPES.items():
        for match in shape.finditer(left):
            found.setdefault((kind, _plain(match[0])), Tell(kind, match[0]))
        if kind in MUST_GO:
            left = shape.sub(lambda match: " " * len(match[0]), left)
    for kind, wanted in (("name", set(known.names)), ("place", _places(known))):
        for word in sorted(filter(None, map(str.strip, wanted)), key=lambda word: (-len(word), word)):
            for piece in _pieces(left, word):
                found.setdefault((kind, _plain(piece)), Tell(kind, piece))
    return list(found.values())


def _places(known: Known) -> set[str]:
    words = {word for place in known.own_places for word in re.findall(r"\w+", place)}
    own = {word for word in words if len(word) > 3 and word.casefold() not in ANY_SCHOOL}
    return set(known.places) | set(known.own_places) | own


def _pieces(text: str, word: str) -> list[str]:
    """Return where `word` stands in the text as whole words, as it is written there."""
    if len(word) < 2:
        return []
    if len(word) == 2:
        return re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", text)
    plain, places = _folded(text)
    wanted = re.escape(_plain(word)).replace(r"\ ", r"\s+")
    return [text[places[m.start()] : places[m.end() - 1] + 1] for m in re.finditer(rf"(?<!\w){wanted}(?!\w)", plain)]


def _plain(text: str) -> str:
    return _folded(text)[0]


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the text without case and accents, and for each of its letters the place it had."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        letter = MARKS.get(letter, letter)
        if unicodedata.category(letter) == "Cf":  # takes no room on the screen
            continue
        for part in unicodedata.normalize("NFKD", letter):
            if not unicodedata.combining(part):
                folded = part.casefold()
                letters += folded
                places += [place] * len(folded)
    return "".join(letters), places


def said_of(tell: Tell) -> str:
    """Say what was found and what to do about it."""
    sentences = {
        "email": _("“%(piece)s” is an e-mail address. Take it out: it leads to a person."),
        "phone": _("“%(piece)s” looks like a phone number. Take it out: it leads to a person."),
        "handle": _("“%(piece)s” looks like somebody’s name online. Take it out: it leads to a person."),
        "link": _("“%(piece)s” is a link. Take it out, and say in words what is there."),
        "name": _("“%(piece)s” is your name, or of somebody with you. Change it, or say below that it can stay."),
        "place": _("“%(piece)s” is the name of a school or partner. Change it, or say below that it can stay."),
        "postcode": _("“%(piece)s” looks like a postcode. Change it, or say below that it can stay."),
        "year": _("“%(piece)s” says which year you are. Change it, or say below that it can stay."),
    }
    return sentences[tell.kind] % {"piece": tell.piece}


def problems_in(pieces: Mapping[str, str], known: Known, stays: Collection[str]) -> dict[str, list[str]]:
    """Say, by the key of each piece of text, what in it could tell who wrote it and is not among what `stays`."""
    kept = {each.casefold() for each in stays}
    problems = {}
    for key, words in pieces.items():
        found = [tell for tell in tells(words, known) if tell.must_go or tell.piece.casefold() not in kept]
        if found:
            problems[key] = [said_of(tell) for tell in found]
    return problems
