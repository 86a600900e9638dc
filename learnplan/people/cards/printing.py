"""A sheet of cards as it is printed: names, codes and the picture that a phone can read."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urljoin

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from learnplan.people.cards.actions import PrintedCard


@dataclass(frozen=True, slots=True)
class SheetCard:
    """What stands on one card; `picture` is an inline SVG."""

    name: str
    username: str
    code: str
    until_on: dt.date
    picture: SafeString


def printed(cards: list[PrintedCard]) -> list[SheetCard]:
    """Return the cards ready to print."""
    return [
        SheetCard(
            name=str(card.user),
            username=card.user.username,
            code=card.code,
            until_on=card.expires_at.date(),
            picture=_picture(card.code),
        )
        for card in cards
    ]


def card_address() -> str:
    """Return the whole address of the page where a code is typed."""
    return urljoin(settings.SITE_ADDRESS, reverse("card_sign_in"))


def _picture(code: str) -> SafeString:
    """Draw the QR code that opens the page with the code filled in.

    The code stands after the #, which browsers do not send, so that no server log ever has it.
    """
    drawing = segno.make(f"{card_address()}#{code}", error="m", micro=False)
    return mark_safe(drawing.svg_inline(svgclass="qr", lineclass=None, omitsize=True, border=2))
