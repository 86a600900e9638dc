"""What an upload is, is read from its content; what could hurt is refused with a way out, or taken out of it."""

import io
import zipfile

import pikepdf
import pytest
from PIL import Image

from learnplan.rules import RuleBroken
from plans.evidence import limits, pdfs
from plans.evidence.checking import check_upload
from tests.plans.evidence import uploads

WEBP = "image/webp"


def check(content: bytes):
    return check_upload(io.BytesIO(content), len(content))


def refusal(content: bytes) -> str:
    with pytest.raises(RuleBroken) as refused:
        check(content)
    return refused.value.messages[0]


HONEST = {
    "jpeg": (uploads.picture("JPEG"), WEBP, ".webp"),
    "png": (uploads.picture("PNG"), WEBP, ".webp"),
    "gif": (uploads.picture("GIF"), WEBP, ".webp"),
    "webp": (uploads.picture("WEBP"), WEBP, ".webp"),
    "progressive jpeg": (uploads.picture("JPEG", progressive=True), WEBP, ".webp"),
    "pdf": (uploads.pdf(), "application/pdf", ".pdf"),
    "pdf of packed objects": (
        uploads.pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "application/pdf",
        ".pdf",
    ),
    "docx": (uploads.docx(), uploads.WORD.removesuffix(".main+xml"), ".docx"),
    "odt": (uploads.odt(), "application/vnd.oasis.opendocument.text", ".odt"),
    "text": ("Fault 1 < fault 2, café\r\n".encode(), "text/plain; charset=utf-8", ".txt"),
    "old text": ("Café".encode("cp1252"), "text/plain; charset=utf-8", ".txt"),
    "notepad text": ("Café".encode("utf-16"), "text/plain; charset=utf-8", ".txt"),
}


@pytest.mark.parametrize(("content", "content_type", "ending"), HONEST.values(), ids=HONEST)
def test_honest_upload_is_kept_as_what_it_is(content, content_type, ending):
    checked = check(content)
    assert (checked.content_type, checked.ending) == (content_type, ending)
    assert (checked.small is not None) == checked.is_picture == (content_type == WEBP)
    assert checked.body.read(2) != b""


def test_texts_come_out_as_utf_8():
    for content in (HONEST["old text"][0], HONEST["notepad text"][0], "\ufeffCafé".encode()):
        assert check(content).body.read().decode() == "Café"


REFUSED = {
    "empty file": (b"", "empty"),
    "a drawing with a script": (b'<svg xmlns="http://www.w3.org/2000/svg">' + uploads.SCRIPT + b"</svg>", "web page"),
    "a drawing behind a declaration": (b'\xef\xbb\xbf<?xml version="1.0"?><svg onload="alert(1)"/>', "web page"),
    "a web page called .jpg": (b"<!doctype html><html>" + uploads.SCRIPT, "web page"),
    "a web page behind words": (b"Dear reader, " + uploads.SCRIPT, "web page"),
    "a web page in 16 bits": ("<html>".encode("utf-16"), "web page"),
    "a GIF that is JavaScript": (uploads.gif_and_script(), "broken or cut short"),
    "a picture of 50,000 by 50,000": (uploads.png_that_says(50_000, 50_000), "far too many pixels"),
    "a picture of 12,000 by 12,000": (uploads.png_that_says(12_000, 12_000), "far too many pixels"),
    "a picture of 7,000 by 7,000": (uploads.png_that_says(7_000, 7_000), "far too many pixels"),
    "a giant moving GIF": (uploads.gif_that_says(65_000, 65_000, 40), "far too many pixels"),
    "a JPEG cut short": (uploads.picture(size=(3000, 2000))[:9_000], "broken or cut short"),
    "a PNG cut short": (uploads.picture("PNG")[:200], "broken or cut short"),
    "a JPEG of nothing": (b"\xff\xd8\xff\xe0" + b"\x00" * 100, "broken or cut short"),
    "a program": (b"MZ\x90\x00" + b"\x00" * 200, "program"),
    "a shell script": (b"#!/bin/sh\nrm -rf /\n", "program"),
    "bytes of no kind": (bytes(range(256)) * 8, "cannot look into"),
    "an old Word document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "old kind of document"),
    "a film": (b"\x00\x00\x00\x20ftypmp42" + b"\x00" * 100, "Films and sound"),
    "a HEIC photo": (b"\x00\x00\x00\x20ftypheic" + b"\x00" * 100, "HEIC"),
    "a packed folder": (uploads.packed({"a.txt": b"a"}), "packed folder"),
    "a zip bomb": (uploads.docx({"word/media/image1.png": b"\x00" * 5_000_000}), "far too large"),
    "a zip of too many parts": (uploads.docx({f"word/{n}.xml": b"" for n in range(2_100)}), "far too large"),
    "a document with a macro": (uploads.docx({"word/vbaProject.bin": b"\xd0\xcf"}), "macro"),
    "a document that says it has macros": (
        uploads.docx(main="application/vnd.ms-word.document.macroEnabled.main+xml"),
        "macro",
    ),
    "an OpenDocument with a macro": (uploads.odt({"Basic/Standard/Module1.xml": b"<x/>"}), "macro"),
    "a document with a program in it": (uploads.docx({"word/embeddings/setup.exe": b"MZ"}), "macro"),
    "a document that fetches its template": (
        uploads.docx({"word/_rels/settings.xml.rels": uploads.relation("attachedTemplate", "http://evil.example/t")}),
        "macro",
    ),
    "a document whose lists grow": (
        uploads.docx({"_rels/.rels": b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><r>&b;</r>'}),
        "broken",
    ),
    "a zip with ../": (uploads.docx({"../../etc/passwd": b"x"}), "forged path"),
    "a zip with a path from the root": (uploads.docx({"/etc/passwd": b"x"}), "forged path"),
    "a zip with a null in a name": (
        uploads.docx({"word/ab.xml": b"x"}).replace(b"word/ab.xml", b"word/a\x00.xml"),
        "forged",
    ),
    "a zip with a link in it": (uploads.docx_with_link(), "forged path"),
    "a document locked by a password": (uploads.docx_that_says_it_is_locked(), "locked by a password"),
    "a document behind a script": (uploads.docx_behind(b"PK\x03\x04" + uploads.SCRIPT), "broken"),
    "a document after a script": (uploads.docx() + uploads.SCRIPT, "broken"),
    "a document cut short": (uploads.docx()[:-40], "broken"),
    "a document with a wrong sum": (uploads.odt().replace(b"<office/>", b"<offic3/>"), "broken"),
    "a PDF that runs a script": (uploads.pdf(uploads.runs_script), "hidden in it"),
    "a PDF with another file": (uploads.pdf(uploads.carries_file), "hidden in it"),
    "a PDF that runs a script from a packed object": (
        uploads.pdf(uploads.runs_script, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "hidden in it",
    ),
    "a PDF with its script spelt in numbers": (
        uploads.pdf(uploads.runs_script).replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/J#53"),
        "hidden in it",
    ),
    "a locked PDF": (uploads.pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "locked by a password"),
    "a PDF of nothing": (b"%PDF-1.7\nhello", "broken"),
}


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED)
def test_hostile_upload_is_refused_with_a_reason(content, words):
    assert words in refusal(content)


def test_upload_over_the_limit_is_refused_before_it_is_read():
    with pytest.raises(RuleBroken, match="larger than 25 MB"):
        check_upload(io.BytesIO(b""), 26 * limits.MB)


def test_photo_loses_its_place_and_stands_upright():
    checked = check(uploads.photo_with_place())
    for written in (checked.body, checked.small):
        content = written.read()
        for secret in (b"Secret camera", b"my home", b"Exif", b"GPS", b"EXIF"):
            assert secret not in content
        image = Image.open(io.BytesIO(content))
        assert dict(image.getexif()) == {}
        assert image.height > image.width
        red, green, _blue = image.convert("RGB").getpixel((image.width - 3, image.height // 2))
        assert (red > 200, green < 60) == (True, True)  # the stripe, which was at the top, is at the right


def test_picture_loses_its_colour_profile_and_what_was_written_beside_it():
    beside = {"icc_profile": b"Secret profile" * 20, "xmp": b"<x>my home</x>"}
    content = uploads.picture("WEBP", **beside)
    assert b"Secret profile" in content
    checked = check(content)
    for written in (checked.body.read(), checked.small.read()):
        assert (b"Secret" in written, b"my home" in written) == (False, False)


def test_picture_with_spoilt_words_beside_it_is_kept_without_them():
    body = check(uploads.picture("WEBP", exif=b"Exif\x00\x00Secret")).body
    content = body.read()
    assert (Image.open(body).size, b"Secret" in content) == ((640, 480), False)


@pytest.mark.parametrize("limit", ["MOST_PDF_OBJECTS", "MOST_PDF_NODES"])
def test_pdf_of_too_many_things_is_refused(monkeypatch, limit):
    monkeypatch.setattr(pdfs, limit, 3)
    assert "too large to look through" in refusal(uploads.pdf())


def test_picture_with_a_script_after_it_is_drawn_anew_without_it():
    body = check(uploads.gif_with_tail()).body.read()
    assert b"script" not in body
    assert body.startswith(b"RIFF")


def test_zip_behind_a_picture_is_gone():
    body = check(uploads.picture() + uploads.docx({"word/vbaProject.bin": b"x"})).body
    assert not zipfile.is_zipfile(body)


def test_moving_picture_stands_still():
    image = Image.open(check(uploads.gif_that_says(64, 64, 40)).body)
    assert getattr(image, "n_frames", 1) == 1


def test_large_photo_is_made_smaller():
    checked = check(uploads.picture(size=(5000, 3000)))
    assert Image.open(checked.body).size == (limits.LONGEST_SIDE, 1200)
    assert max(Image.open(checked.small).size) == limits.SMALL_SIDE


def test_see_through_picture_stays_so():
    written = io.BytesIO()
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(written, "PNG")
    assert Image.open(check(written.getvalue()).body).mode == "RGBA"


def test_pdf_loses_its_author_and_what_stands_after_it():
    body = check(uploads.pdf() + uploads.SCRIPT).body.read()
    assert b"Somebody" not in body
    assert b"script" not in body
    assert len(pikepdf.open(io.BytesIO(body)).pages) == 1


def test_pdf_whose_objects_swell_is_refused():
    assert len(pikepdf.open(check(uploads.pdf_that_swells(1)).body).pages) == 1
    bomb = uploads.pdf_that_swells(120)
    assert len(bomb) < limits.MB
    assert "broken" in refusal(bomb)


def test_pdf_with_a_stream_that_swells_is_not_unpacked():
    def swells(document):
        document.Root.Big = document.make_indirect(document.make_stream(b"\x00" * 60_000_000))

    packed = uploads.pdf(swells, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert len(packed) < limits.MB
    assert len(check(packed).body.read()) < limits.MB
