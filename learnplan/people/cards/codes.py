"""The codes on sign-in cards: easy to read and to type, hard to guess, and kept only as a keyed hash."""

import secrets

from django.utils.crypto import salted_hmac

# No vowels, so that no code is a word, and nothing that looks like something else (0 O, 1 I L, 5 S, 2 Z, 8 B).
ALPHABET = "34679CDFGHJKMNPQRTVWXY"
GROUPS, GROUP = 3, 4
# 22 ** 12 codes: 53 bits.


def new_code() -> str:
    """Return a code as it is printed.

    >>> len(new_code()), new_code()[4]
    (14, '-')
    """
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


def code_hash(code: str) -> str:
    """Return what is kept of a code: an HMAC-SHA256 under SECRET_KEY, the same however the code was typed.

    >>> code_hash("cdfg hjkm npqr") == code_hash("CDFG-HJKM-NPQR")
    True
    """
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    return salted_hmac("learnplan.people.cards", typed, algorithm="sha256").hexdigest()
