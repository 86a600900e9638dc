"""Uploads made in code: honest ones, and those that a bad day or a bad person would send."""

import io
import stat
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image, ImageDraw

SCRIPT = b"<script>alert(document.cookie)</script>"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
GPS = 0x8825


def picture(kind="JPEG", size=(640, 480), **how) -> bytes:
    """Return a picture with a red stripe at its top, so that one sees which way up it is."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0], size[1] // 4), fill="red")
    written = io.BytesIO()
    image.save(written, kind, **how)
    return written.getvalue()


def photo_with_place() -> bytes:
    """Return a photo that lies on its side, as phones write them, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    exif[0x010F] = "Secret camera"
    exif.get_ifd(GPS).update({1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)})
    return picture(exif=exif.tobytes(), comment=b"my home")


def png_that_says(width: int, height: int) -> bytes:
    """Return a tiny PNG file that claims to be huge."""
    header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\x00" * 1000)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def gif_that_says(width: int, height: int, frames: int) -> bytes:
    """Return an animated GIF on a huge canvas, in few bytes."""
    one, two = Image.new("P", (8, 8), 0), [Image.new("P", (8, 8), number % 250) for number in range(1, frames)]
    written = io.BytesIO()
    one.save(written, "GIF", save_all=True, append_images=two, duration=20, loop=0)
    content = bytearray(written.getvalue())
    content[6:10] = struct.pack("<2H", width, height)
    return bytes(content)


def gif_and_script() -> bytes:
    """Return bytes that a browser would run as JavaScript, and that begin as a GIF does."""
    return b"GIF89a/*" + b"\x00" * 20 + b"*/=1;alert(document.cookie)//"


def gif_with_tail() -> bytes:
    """Return a true GIF with a script after its end."""
    return picture("GIF") + SCRIPT


def packed(parts: dict[str, bytes], how=zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", how) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def docx(more: dict[str, bytes] | None = None, main=WORD) -> bytes:
    """Return a small Word document, with `more` parts."""
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    )
    return packed({"[Content_Types].xml": types.encode(), "word/document.xml": b"<w/>"} | (more or {}))


def docx_behind(before: bytes) -> bytes:
    """Return a sound Word document that begins after other bytes."""
    written = io.BytesIO(before)
    with zipfile.ZipFile(io.BytesIO(docx())) as source, zipfile.ZipFile(written, "a") as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name))
    return written.getvalue()


def docx_with_link() -> bytes:
    """Return a Word document with a symbolic link among its parts."""
    written = io.BytesIO(docx())
    link = zipfile.ZipInfo("word/media/image1.png")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(written, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    return written.getvalue()


def docx_that_says_it_is_locked() -> bytes:
    """Return a Word document each part of which says that it is encrypted."""
    content = bytearray(docx())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def odt(more: dict[str, bytes] | None = None) -> bytes:
    parts = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<office/>"}
    return packed(parts | (more or {}), zipfile.ZIP_STORED)


def relation(kind: str, target: str) -> bytes:
    """Return a list of relations with one that reaches out to another host."""
    there = "http://schemas.openxmlformats.org"
    return (
        f'<Relationships xmlns="{there}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{there}/officeDocument/2006/relationships/{kind}" Target="{target}" TargetMode="External"/>'
        "</Relationships>"
    ).encode()


def pdf(change=None, **how) -> bytes:
    """Return a PDF of one page; `change` gets the document before it is written."""
    document = pikepdf.new()
    document.add_blank_page()
    document.docinfo["/Author"] = "Somebody's full name"
    if change:
        change(document)
    written = io.BytesIO()
    document.save(written, **how)
    return written.getvalue()


def runs_script(document: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    document.Root.OpenAction = action


def carries_file(document: pikepdf.Pdf) -> None:
    document.attachments["virus.exe"] = b"MZ"


def pdf_that_swells(times: int) -> bytes:
    """Return a small PDF whose list of objects, which a reader must unpack, has `times` MB of spaces after it."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
    )
    places = [sum(len(before) + 1 for before in objects[:number]) for number in range(3)]
    head = b"".join(b"%d %d " % (number + 1, place) for number, place in enumerate(places))
    packer = zlib.compressobj(9)
    body = packer.compress(head + b" ".join(objects) + b" ")
    body += b"".join(packer.compress(b" " * 2**20) for _each in range(times)) + packer.flush()
    said = b"/Type /ObjStm /N 3 /First %d" % len(head)
    written = b"%PDF-1.5\n"
    first = len(written)
    written += _stream(4, said, body)
    second = len(written)
    rows = [(0, 0, 255), (2, 4, 0), (2, 4, 1), (2, 4, 2), (1, first, 0), (1, second, 0)]
    table = zlib.compress(b"".join(struct.pack(">BIB", *row) for row in rows))
    written += _stream(5, b"/Type /XRef /Size 6 /W [1 4 1] /Root 1 0 R", table)
    return written + b"startxref\n%d\n%%%%EOF\n" % second


def _stream(number: int, said: bytes, body: bytes) -> bytes:
    filters = b"/Filter /FlateDecode /Length %d" % len(body)
    return b"%d 0 obj\n<< %s %s >>\nstream\n%s\nendstream\nendobj\n" % (number, said, filters, body)
