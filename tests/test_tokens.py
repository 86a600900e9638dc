"""The colours: every pair that pages put together can be read, in light and in dark."""

import math
import re

import pytest

from learnplan.assets.building import SOURCE

TOKENS = (SOURCE / "css" / "tokens.css").read_text()
SURFACES = ("paper", "surface", "sunken")
STATES = ("accent", "good", "wait", "stop")
LINES = ("line-core", *(f"line-{number}" for number in range(1, 9)))
TEXT_PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-soft", "accent", "accent-deep") for ground in SURFACES),
    *((state, ground) for state in STATES for ground in ("paper", "surface", f"{state}-tint")),
    *(("ink", f"{state}-tint") for state in STATES),
    ("accent", "good-tint"),
    ("accent", "wait-tint"),
    ("accent", "stop-tint"),
    ("ink-soft", "accent-tint"),
    ("accent-deep", "accent-tint"),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
]
# 3 to 1: outlines of what can be filled in, focus rings, lines and their inlays, parts of a meter
SHAPE_PAIRS = [
    *(("edge", ground) for ground in SURFACES),
    *((line, ground) for line in LINES for ground in SURFACES),
    *(("accent", f"{state}-tint") for state in STATES),
]


def colour(name: str, scheme: str) -> tuple[float, float, float]:
    """Return linear sRGB of the token, as a screen shows it: eight bits a channel, clipped to its gamut."""
    value = re.search(rf"--{name}: (.+);", TOKENS)[1]
    if follows := re.fullmatch(r"var\(--(.+)\)", value):
        return colour(follows[1], scheme)
    light, dark = re.findall(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", value)
    lightness, chroma, hue = map(float, light if scheme == "light" else dark)
    a, b = (chroma * turn(math.radians(hue)) for turn in (math.cos, math.sin))
    # https://bottosson.github.io/posts/oklab/
    long = (lightness / 100 + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness / 100 - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness / 100 - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return tuple(as_shown(channel) for channel in linear)


def as_shown(channel: float) -> float:
    channel = min(1, max(0, channel))
    encoded = 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055
    encoded = round(encoded * 255) / 255
    return encoded / 12.92 if encoded <= 0.04045 else ((encoded + 0.055) / 1.055) ** 2.4


def contrast(one: str, other: str, scheme: str) -> float:
    """Return the contrast ratio of two tokens. Source: WCAG 2.2, relative luminance and contrast ratio."""
    light, dark = sorted(
        (
            0.2126 * red + 0.7152 * green + 0.0722 * blue
            for red, green, blue in (colour(one, scheme), colour(other, scheme))
        ),
        reverse=True,
    )
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_colours_can_be_read(scheme):
    faint = {pair: round(contrast(*pair, scheme), 2) for pair in TEXT_PAIRS if contrast(*pair, scheme) < 4.5}
    assert faint == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_shapes_can_be_seen(scheme):
    faint = {pair: round(contrast(*pair, scheme), 2) for pair in SHAPE_PAIRS if contrast(*pair, scheme) < 3}
    assert faint == {}


def test_contrast_of_black_and_white_is_known():
    assert as_shown(1.0) == 1.0
    assert round(contrast("surface", "surface", "light"), 6) == 1.0
    assert colour("surface", "light") == pytest.approx((1, 1, 1), abs=0.01)


def test_colours_are_named_only_in_the_tokens():
    for path in sorted((SOURCE / "css").glob("*.css")):
        if path.name not in ("tokens.css", "print.css"):
            shadowless = re.sub(r"box-shadow: [^;]+;", "", path.read_text())
            assert re.findall(r"#[0-9a-f]{3,8}\b|rgb\(|hsl\(|oklch\(", shadowless) == [], path.name
