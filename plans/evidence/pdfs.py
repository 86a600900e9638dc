"""PDFs: looked through for programs and hidden files, and written out again."""

import io
from typing import BinaryIO

import pikepdf
from django.utils.translation import gettext as _

from learnplan.rules import RuleBroken
from plans.evidence.limits import MOST_PDF_NODES, MOST_PDF_OBJECTS, MOST_PDF_STREAM_BYTES

CONTENT_TYPE = "application/pdf"
# Keys and kinds of action by which a PDF runs something, sends something, or carries another file (ISO 32000-1, 12.6).
DANGEROUS = {
    "/JavaScript",
    "/JS",
    "/Launch",
    "/EmbeddedFile",
    "/EmbeddedFiles",
    "/EF",
    "/RichMedia",
    "/Rendition",
    "/XFA",
    "/ImportData",
    "/SubmitForm",
    "/GoToE",
}


pikepdf.settings.set_qpdf_limits(
    flate_max_memory=MOST_PDF_STREAM_BYTES,
    run_length_max_memory=MOST_PDF_STREAM_BYTES,
    png_max_memory=MOST_PDF_STREAM_BYTES,
    tiff_max_memory=MOST_PDF_STREAM_BYTES,
    parser_max_container_size=MOST_PDF_NODES,
    doc_max_warnings=200,
)


def rewrite(upload: BinaryIO) -> BinaryIO:
    """Return the PDF written out again: its pages, without author and dates, and without anything before or after it.

    Raises RuleBroken when it is broken, locked by a password, too large to look through, or has a program or another
    file in it.
    """
    try:
        with pikepdf.open(upload) as pdf:
            _look_through(pdf)
            for place, key in ((pdf.trailer, "/Info"), (pdf.Root, "/Metadata")):
                if key in place:
                    del place[key]
            written = io.BytesIO()
            pdf.save(written, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    except pikepdf.PasswordError:
        raise RuleBroken(_("This PDF is locked by a password. Save it without one, and add it again.")) from None
    except RuleBroken:
        raise
    except Exception:  # qpdf has many ways to say that a file is forged
        raise RuleBroken(_("This PDF is broken. Open it, print it as a PDF once more, and add that.")) from None
    written.seek(0)
    return written


def _look_through(pdf: pikepdf.Pdf) -> None:
    """Raise RuleBroken if any object of the document has a dangerous key or is a dangerous action."""
    if len(pdf.objects) > MOST_PDF_OBJECTS:
        raise RuleBroken(_("This PDF is too large to look through. Print the pages that matter, and add those."))
    seen = 0
    waiting = [*pdf.objects, pdf.trailer]
    while waiting:
        thing = waiting.pop()
        seen += 1
        if seen > MOST_PDF_NODES:
            raise RuleBroken(_("This PDF is too large to look through. Print the pages that matter, and add those."))
        if isinstance(thing, pikepdf.Array):
            parts = list(thing)
        elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            _refuse_programs(thing)
            parts = [part for _key, part in thing.items()]
        else:
            continue
        waiting += [part for part in parts if isinstance(part, pikepdf.Object) and not part.is_indirect]


def _refuse_programs(thing) -> None:
    kinds = {str(thing[key]) for key in ("/S", "/Subtype", "/Type") if isinstance(thing.get(key), pikepdf.Name)}
    if DANGEROUS & ({str(key) for key in thing.keys()} | kinds):  # noqa: SIM118  # a PDF's dictionary is not Python's
        raise RuleBroken(
            _("This PDF has a program or another file hidden in it. Print it as a PDF once more, and add that.")
        )
