"""The typeface as it is sent: every letter of European names, small, with a stand-in of the same size.

The package's Atkinson Hyperlegible has no Welsh w and y with a circumflex, no Turkish capital i with a dot
and a few more. They are put together here from its own letters and accents, which its licence (SIL OFL 1.1,
no reserved name) allows; the licence travels in the font's name table.
"""

import io
import unicodedata
from importlib import resources
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

FACES = {400: "Regular", 700: "Bold"}
EUROPEAN = [*range(0x00C0, 0x0180), *range(0x0218, 0x021C), *range(0x1E80, 0x1E86), 0x1EF2, 0x1EF3]
COMBINING = range(0x0300, 0x0370)
SPACING = {0x300: 0x60, 0x301: 0xB4, 0x302: 0x2C6, 0x303: 0x2DC, 0x304: 0xAF, 0x306: 0x2D8, 0x307: 0x2D9, 0x308: 0xA8}
DOTLESS = {"i": 0x131, "j": 0x237}

# For matching the stand-in to the real font: a letter, how often it comes in a thousand of English running
# text, and the width of Arial's in thousandths of an em. Liberation Sans and Helvetica share Arial's widths.
LETTERS = """
    e 102 556  t 74 278  a 66 556  o 62 556  i 57 222  n 57 556  s 52 500  h 50 556  r 49 333  d 34 556
    l 33 222  c 23 500  u 23 556  m 20 833  w 19 722  f 18 278  g 16 556  y 16 500  p 16 556  b 12 556
    v 8 500  k 6 500
""".split()  # noqa: SIM905
SPACE = (" ", 180, 278)
TEXT = [SPACE, *((LETTERS[i], int(LETTERS[i + 1]), int(LETTERS[i + 2])) for i in range(0, len(LETTERS), 3))]


def load_face(face: str) -> TTFont:
    """Return the package's font of that face ("Regular", "Bold"), completed for European names."""
    folder = resources.files("fontpkg_atkinson_hyperlegible")
    font = TTFont(Path(str(folder / "files" / f"AtkinsonHyperlegible-{face}.ttf")), recalcTimestamp=False)
    complete(font)
    return font


def complete(font: TTFont) -> None:
    """Add the European letters that `font` lacks and can compose.

    An accent stands over the middle of its letter, and over a capital as much higher as capitals are taller.
    """
    cmap, glyphs, widths = font.getBestCmap(), font["glyf"], font["hmtx"]
    rise = font["OS/2"].sCapHeight - font["OS/2"].sxHeight
    for code in EUROPEAN:
        parts = [ord(part) for part in unicodedata.normalize("NFD", chr(code))]
        if code in cmap or len(parts) != 2 or SPACING.get(parts[1]) not in cmap:
            continue
        base = cmap.get(DOTLESS.get(chr(parts[0]), parts[0]))
        if base is None:
            continue
        mark = cmap[SPACING[parts[1]]]
        letter, accent = glyphs[base], glyphs[mark]
        tall = letter.yMax > font["OS/2"].sxHeight * 1.15
        middle = (letter.xMin + letter.xMax - accent.xMin - accent.xMax) // 2
        glyph = Glyph()
        glyph.numberOfContours = -1
        glyph.components = [_component(base, 0, 0), _component(mark, middle, rise if tall else 0)]
        name = f"uni{code:04X}"
        font.setGlyphOrder([*font.getGlyphOrder(), name])
        glyphs[name] = glyph
        glyph.recalcBounds(glyphs)
        widths[name] = (widths[base][0], glyph.xMin)
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[code] = name


def whole_font(font: TTFont) -> bytes:
    """Return `font` as a TrueType file, for setting type on paper."""
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def small_font(font: TTFont) -> bytes:
    """Return `font` as woff2 with every letter it has, but without hints or features no page uses.

    Combining marks are left out: the font cannot place them, so a letter that is not there whole comes whole
    from the stand-in. Screens that need hints are older than the browsers this product serves.
    """
    options = subset.Options(flavor="woff2", hinting=False, recalc_timestamp=False)
    options.layout_features = ["kern", "locl", "tnum"]
    options.name_IDs = [0, 1, 2, 13, 14]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for code in font.getBestCmap() if code not in COMBINING])
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
    families = ("Arial", "Liberation Sans", "Helvetica", "Roboto")
    local = ", ".join(f'local("{family}{bold}")' for family in families)
    return (
        f'@font-face {{ font-family: "Atkinson Hyperlegible"; font-weight: {weight}; font-display: swap;'
        f' src: url("../fonts/atkinson-{name}.woff2") format("woff2"); }}\n'
        f'@font-face {{ font-family: "Atkinson Stand-in"; font-weight: {weight}; src: {local};'
        f" size-adjust: {adjust:.2%}; {overrides} }}\n"
    )


def _component(name: str, x: int, y: int) -> GlyphComponent:
    part = GlyphComponent()
    part.glyphName, part.x, part.y, part.flags = name, x, y, 0x4  # 0x4: keep the offsets whole
    return part
