"""Plain texts: read in the usual encodings, refused when they are markup, and written anew as UTF-8."""

import re
from typing import BinaryIO

from django.utils.translation import gettext as _

from learnplan.rules import RuleBroken
from plans.targets.evidence.limits import MOST_TEXT_BYTES, in_mb

CONTENT_TYPE = "text/plain; charset=utf-8"
CONTROLS = re.compile(r"[^\t\n\r\f\x20-\x7e\x85\xa0-\U0010ffff]")
MARKUP = re.compile(r"\s*<[a-z!?/%]|.{0,2000}<(script|svg|html|iframe|object|embed)\b", re.IGNORECASE | re.DOTALL)


def rewrite(upload: BinaryIO, size: int, otherwise: str) -> bytes:
    """Return the text as UTF-8 with plain line ends; raise RuleBroken(`otherwise`) for what is no text at all."""
    if size > MOST_TEXT_BYTES:
        upload.seek(0)
        if b"\x00" in upload.read(MOST_TEXT_BYTES):
            raise RuleBroken(otherwise)
        words = _("A text may have up to %(most)s MB. Add the part that shows what you did.")
        raise RuleBroken(words % {"most": in_mb(MOST_TEXT_BYTES)})
    text = _decoded(upload.read(), otherwise)
    if MARKUP.match(text):
        raise RuleBroken(
            _("This is a web page or a drawing with code in it, whatever its name says. Add a picture or a link.")
        )
    return text.replace("\r\n", "\n").replace("\r", "\n").encode()


def _decoded(content: bytes, otherwise: str) -> str:
    encodings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.strip() and not CONTROLS.search(text):
            return text
        break
    raise RuleBroken(otherwise)
