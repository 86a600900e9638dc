"""Looking into an upload: what it is by its content, whatever its name says, and what of it is kept."""

import io
import re
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.rules import RuleBroken
from plans.evidence import documents, pdfs, pictures
from plans.evidence.limits import MOST_TEXT_BYTES, MOST_UPLOAD_BYTES, in_mb

TEXT_TYPE = "text/plain; charset=utf-8"
CONTROLS = re.compile(r"[^\t\n\r\f\x20-\x7e\x85\xa0-\U0010ffff]")
MARKUP = re.compile(r"\s*<[a-z!?/%]|.{0,2000}<(script|svg|html|iframe|object|embed)\b", re.IGNORECASE | re.DOTALL)


def rewrite_text(upload: BinaryIO, size: int, otherwise: str) -> bytes:
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


HEAD = 4096
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
# How the content of kinds begins that cannot be kept, and what to do instead.
ELSE = gettext_lazy(
    "Learnplan cannot look into this kind of file. Save it as a PDF or take a photo of it, and add that."
)
OLD_OFFICE = gettext_lazy(
    "This is an old kind of document. Open it, save it as .docx, .xlsx, .pptx or PDF, and add that."
)
PROGRAM = gettext_lazy("This is a program, whatever its name says. Take a picture of what it does, and add that.")
FILM = gettext_lazy(
    "Films and sound cannot be kept here. Put it where your school keeps films, and add the link to it."
)
APPLE = gettext_lazy(
    "This is a HEIC picture, which many screens cannot show. Save it as JPEG, or take a screenshot of it."
)
PACKED = gettext_lazy("This is a packed folder. Unpack it, and add the files in it one by one.")
KNOWN = {
    b"MZ": PROGRAM,
    b"\x7fELF": PROGRAM,
    b"#!": PROGRAM,
    b"\xca\xfe\xba\xbe": PROGRAM,
    b"\xcf\xfa\xed\xfe": PROGRAM,
    b"\xd0\xcf\x11\xe0": OLD_OFFICE,
    b"{\\rtf": OLD_OFFICE,
    b"Rar!": PACKED,
    b"7z\xbc\xaf": PACKED,
    b"\x1f\x8b": PACKED,
    b"ID3": FILM,
    b"OggS": FILM,
    b"\x1aE\xdf\xa3": FILM,
}


@dataclass(frozen=True)
class Checked:
    """What is kept of an upload: `body` from its start, and for a picture a `small` one; `ending` has its dot."""

    is_picture: bool
    content_type: str
    ending: str
    body: BinaryIO
    small: BinaryIO | None = None


def check_upload(upload: BinaryIO, size: int) -> Checked:
    """Return what is kept of an upload of `size` bytes; its name plays no part.

    Pictures, PDFs and texts are written out again; documents are kept as they are. Raises RuleBroken with a sentence
    that says what to do instead: for what is empty, too large, broken, dangerous or of a kind not known here.
    """
    if not size:
        raise RuleBroken(_("This file is empty. Open it, see that your work is in it, save it, and add it again."))
    if size > MOST_UPLOAD_BYTES:
        words = _("This file is larger than %(most)s MB, which is the most. Make it smaller, or add it in parts.")
        raise RuleBroken(words % {"most": in_mb(MOST_UPLOAD_BYTES)})
    upload.seek(0)
    head = upload.read(HEAD)
    upload.seek(0)
    if head.startswith(PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        body, small = pictures.redraw(upload)
        return Checked(True, pictures.CONTENT_TYPE, pictures.ENDING, body, small)
    if head.startswith(b"%PDF-"):
        return Checked(False, pdfs.CONTENT_TYPE, ".pdf", pdfs.rewrite(upload))
    if head.startswith(b"PK\x03\x04"):
        kind = documents.kind_of(upload, size)
        upload.seek(0)
        return Checked(False, kind.content_type, kind.ending, upload)
    _refuse_known(head)
    return Checked(False, TEXT_TYPE, ".txt", io.BytesIO(rewrite_text(upload, size, otherwise=str(ELSE))))


def _refuse_known(head: bytes) -> None:
    for start, words in KNOWN.items():
        if head.startswith(start):
            raise RuleBroken(str(words))
    if head[4:8] == b"ftyp":
        raise RuleBroken(str(APPLE if head[8:12] in (b"heic", b"heix", b"mif1", b"avif") else FILM))
    if head[:4] == b"RIFF":
        raise RuleBroken(str(FILM))
