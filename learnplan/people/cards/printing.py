"""A card as it is printed: whose, its code, and the picture that a phone can read."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urljoin

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from learnplan.people.models import User


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
