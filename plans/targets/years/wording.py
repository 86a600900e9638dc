"""Two versions of a text side by side: which words went, and which came. Pure functions."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: `mark` is "" in both versions, "del" only in the old one, "ins" only in the new one."""

    words: str
    mark: str = ""


def compare(old: str, new: str) -> list[Piece]:
    """Return both versions as one run of pieces, word by word.

    The pieces that are not "ins" make up the old text, those that are not "del" the new one.

    >>> [(piece.mark, piece.words) for piece in compare("to fix cars", "to mend cars")]
    [('', 'to '), ('del', 'fix '), ('ins', 'mend '), ('', 'cars')]
    """
    before, after = _words(old), _words(new)
    pieces = []
    for tag, i, j, k, m in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("".join(before[i:j])))
            continue
        pieces += [Piece("".join(before[i:j]), "del")] if j > i else []
        pieces += [Piece("".join(after[k:m]), "ins")] if m > k else []
    return pieces


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", text)
