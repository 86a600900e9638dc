"""What the browser is sent from packages: fonts, icons, htmx, and the one style sheet they share.

`build()` writes into `build/static/`, and the fonts of PDF files into `build/print/`, which are never committed.
It leaves files alone when nothing they are made from has changed, gives the same bytes from the same inputs, and
may run in two processes at once.
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata, resources
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

from whitenoise.compress import Compressor

from learnplan.assets.fonts import FACES, face_css, load_face, small_font, whole_font
from learnplan.assets.icons import ICONS

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "static"
TARGET = ROOT / "build" / "static"
LAYERS = ("tokens", "base", "layout", "parts", "map", "grid", "print")
PACKAGES = ("fontpkg-atkinson-hyperlegible", "lucide", "django-htmx", "fonttools", "brotli", "whitenoise")
SVG = "{http://www.w3.org/2000/svg}"


def build() -> bool:
    """Bring `build/static/` up to date, and say whether anything had to be made."""
    stamp = TARGET / ".stamp"
    wanted = fingerprint()
    if _read(stamp) == wanted:
        return False
    TARGET.mkdir(parents=True, exist_ok=True)
    with _only_one():
        if _read(stamp) == wanted:
            return False
        made = {}
        faces = []
        for weight, face in FACES.items():
            font = load_face(face)
            _write(printed_with() / f"AtkinsonHyperlegible-{face}.ttf", whole_font(font))
            faces.append(face_css(font, weight=weight, name=face.lower()))
            made[f"fonts/atkinson-{face.lower()}.woff2"] = small_font(font)
        made["css/app.css"] = minified("".join([*faces, *(path.read_text() for path in _layer_files())])).encode()
        made["icons.svg"] = sprite(ICONS).encode()
        htmx = resources.files("django_htmx") / "static" / "django_htmx" / "htmx-2.min.js"
        made["js/htmx.js"] = htmx.read_bytes()
        for name, content in made.items():
            _write(TARGET / name, content)
        _write(stamp, wanted.encode())
    return True


def printed_with() -> Path:
    """Return the folder of the fonts that PDF files are set in, beside what the browser is sent."""
    return TARGET.parent / "print"


def fingerprint() -> str:
    """Return a digest of everything the assets are made from: our sources and the packages' versions."""
    digest = hashlib.sha256()
    for path in (*sorted(Path(__file__).parent.glob("*.py")), *_layer_files()):
        digest.update(path.read_bytes())
    for package in PACKAGES:
        digest.update(f"{package} {metadata.version(package)}\n".encode())
    return digest.hexdigest()


def sprite(names: tuple[str, ...]) -> str:
    """Return one SVG holding a <symbol> for each Lucide icon named.

    Raises LookupError when Lucide has no icon of a name.
    """
    symbols = []
    with resources.files("lucide").joinpath("lucide.zip").open("rb") as file, ZipFile(file) as drawings:
        known = set(drawings.namelist())
        for name in sorted(names):
            if f"{name}.svg" not in known:
                raise LookupError(f"Lucide has no icon named {name!r}.")
            shapes = ElementTree.fromstring(drawings.read(f"{name}.svg").decode())
            body = "".join(
                "<{}{}/>".format(
                    shape.tag.removeprefix(SVG), "".join(f' {key}="{value}"' for key, value in shape.items())
                )
                for shape in shapes
            )
            symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'


def minified(css: str) -> str:
    """Return `css` without comments and needless space. It expects our plain sheets, not every sheet."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,])\s*", r"\1", css).replace(";}", "}").strip()


def _layer_files() -> list[Path]:
    return [SOURCE / "css" / f"{layer}.css" for layer in LAYERS]


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except FileNotFoundError:
        return ""


def _write(path: Path, content: bytes) -> None:
    """Put `content` at `path` in one step, with its .br and .gz beside it where they are smaller."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(path)
    for ending in (".br", ".gz"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    if path.suffix == ".ttf":  # for printing, not for sending
        return
    compressor = Compressor(quiet=True)
    if compressor.should_compress(path.name) and not path.name.startswith("."):
        list(compressor.compress(str(path)))


@contextmanager
def _only_one() -> Iterator[None]:
    """Hold the build to one process at a time; the lock goes with the process that dies."""
    with (TARGET.parent / "assets.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
