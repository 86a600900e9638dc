"""A card as it is printed, and its code: easy to read and to type, hard to guess, kept only as a keyed hash."""

import datetime as dt
import secrets
from dataclasses import dataclass
from urllib.parse import urljoin

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe

from learnplan.people.models import User

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


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """A card as it is printed: whose, and the code, which is known only now."""

    user: User
    code: str
    expires_at: dt.datetime

    @property
    def picture(self) -> SafeString:
        """The QR code, as an inline SVG, that opens the page with the code filled in.

        The code stands after the #, which browsers do not send, so that no server log ever has it.
        """
        drawing = segno.make(f"{card_address()}#{self.code}", error="m", micro=False)
        return mark_safe(drawing.svg_inline(svgclass="qr", lineclass=None, omitsize=True, border=2))


def card_address() -> str:
    """Return the whole address of the page where a code is typed."""
    return urljoin(settings.SITE_ADDRESS, reverse("card_sign_in"))
