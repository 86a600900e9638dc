"""What the browser is sent from packages: fonts, icons, htmx, and the one style sheet they share.

`build()` writes into `build/static/`, which is never committed. It leaves files alone when nothing they are
made from has changed, gives the same bytes from the same inputs, and may run in two processes at once.
"""

import fcntl
import hashlib
import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata, resources
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

from fontTools import subset
from fontTools.ttLib import TTFont
from whitenoise.compress import Compressor

from learnplan.icons import ICONS

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "static"
TARGET = ROOT / "build" / "static"
LAYERS = ("tokens", "base", "layout", "parts", "map", "print")
FACES = {400: "Regular", 700: "Bold"}
PACKAGES = ("fontpkg-atkinson-hyperlegible", "lucide", "django-htmx", "fonttools", "brotli", "whitenoise")
SVG = "{http://www.w3.org/2000/svg}"

# For matching the stand-in to the real font: a letter, how often it comes in a thousand of English running
# text, and the width of Arial's in thousandths of an em. Liberation Sans and Helvetica share Arial's widths.
LETTERS = """
    e 102 556  t 74 278  a 66 556  o 62 556  i 57 222  n 57 556  s 52 500  h 50 556  r 49 333  d 34 556
    l 33 222  c 23 500  u 23 556  m 20 833  w 19 722  f 18 278  g 16 556  y 16 500  p 16 556  b 12 556
    v 8 500  k 6 500
""".split()  # noqa: SIM905
SPACE = (" ", 180, 278)
TEXT = [SPACE, *((LETTERS[i], int(LETTERS[i + 1]), int(LETTERS[i + 2])) for i in range(0, len(LETTERS), 3))]


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
            font = TTFont(_font_file(face), recalcTimestamp=False)
            faces.append(face_css(font, weight=weight, name=face.lower()))
            made[f"fonts/atkinson-{face.lower()}.woff2"] = small_font(font)
        made["css/app.css"] = minified("".join(faces) + _layers()).encode()
        made["icons.svg"] = sprite(ICONS).encode()
        htmx = resources.files("django_htmx") / "static" / "django_htmx" / "htmx-2.min.js"
        made["js/htmx.js"] = htmx.read_bytes()
        for name, content in made.items():
            _write(TARGET / name, content)
        _write(stamp, wanted.encode())
    return True


def fingerprint() -> str:
    """Return a digest of everything the assets are made from: our sources and the packages' versions."""
    digest = hashlib.sha256()
    for path in (Path(__file__), Path(__file__).with_name("icons.py"), *_layer_files()):
        digest.update(path.read_bytes())
    for package in PACKAGES:
        digest.update(f"{package} {metadata.version(package)}\n".encode())
    return digest.hexdigest()


def small_font(font: TTFont) -> bytes:
    """Return `font` as woff2 with every letter it has, but without hints, names or unused features.

    All Latin letters of European names stay; screens that need hints are older than the browsers served.
    """
    options = subset.Options(flavor="woff2", hinting=False, desubroutinize=True, recalc_timestamp=False)
    options.layout_features = ["kern", "ccmp", "locl", "mark", "mkmk", "tnum"]
    options.name_IDs = [0, 1, 2, 13, 14]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=list(font.getBestCmap()))
    subsetter.subset(font)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def face_css(font: TTFont, *, weight: int, name: str) -> str:
    """Return two @font-face rules: the font, and a local one of the same size to stand in while it loads.

    Source: CSS Fonts 5, `size-adjust` and the metric override descriptors.
    """
    em = font["head"].unitsPerEm
    widths, cmap = font["hmtx"], font.getBestCmap()
    ours = sum(often * widths[cmap[ord(letter)]][0] / em for letter, often, _width in TEXT)
    bolder = 1.07 if weight == 700 else 1.0  # Arial Bold's letters are about 7% wider than Arial's
    theirs = sum(often * width / 1000 for _letter, often, width in TEXT) * bolder
    adjust = ours / theirs
    sizes = {"ascent": font["hhea"].ascent, "descent": -font["hhea"].descent, "line-gap": font["hhea"].lineGap}
    overrides = "".join(f"{side}-override: {size / em / adjust:.2%};" for side, size in sizes.items())
    bold = " Bold" if weight == 700 else ""
    local = ", ".join(f'local("{family}{bold}")' for family in ("Arial", "Liberation Sans", "Helvetica", "Roboto"))
    return (
        f'@font-face {{ font-family: "Atkinson Hyperlegible"; font-weight: {weight}; font-display: swap;'
        f' src: url("../fonts/atkinson-{name}.woff2") format("woff2"); }}\n'
        f'@font-face {{ font-family: "Atkinson Stand-in"; font-weight: {weight}; src: {local};'
        f" size-adjust: {adjust:.2%}; {overrides} }}\n"
    )


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


def _layers() -> str:
    return "".join(path.read_text() for path in _layer_files())


def _font_file(face: str) -> Path:
    folder = resources.files("fontpkg_atkinson_hyperlegible")
    return Path(str(folder / "files" / f"AtkinsonHyperlegible-{face}.ttf"))


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
    compressor = Compressor(quiet=True)
    if compressor.should_compress(path.name) and not path.name.startswith("."):
        list(compressor.compress(str(path)))


@contextmanager
def _only_one() -> Iterator[None]:
    """Hold the build to one process at a time; the lock goes with the process that dies."""
    with (TARGET.parent / "assets.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
