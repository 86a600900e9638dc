"""Pictures for the evidence of the demonstration, drawn in code: what a phone would have taken of a desk."""

import io
from collections.abc import Callable
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageDraw

SIZE = (1200, 900)
PAPER, PENCIL, INK, WOOD, WARM = (247, 243, 233), (70, 72, 80), (34, 62, 130), (206, 167, 112), (190, 120, 60)


type Draw = ImageDraw.ImageDraw


def photo_of(name: str, seed: int) -> io.BytesIO:
    """Return the drawing called `name` (of DRAWINGS) as a JPEG; each seed is a little different."""
    image = Image.new("RGB", SIZE, (126, 98, 72))
    draw = ImageDraw.Draw(image)
    random = Random(seed)
    DRAWINGS[name](draw, random)
    written = io.BytesIO()
    image.save(written, "JPEG", quality=85)
    written.seek(0)
    return written


def _sheet(draw: Draw, random: Random) -> None:
    shift = random.randint(-12, 12)
    draw.polygon([(110 + shift, 60), (1095, 70 + shift), (1080 - shift, 850), (95, 835)], fill=PAPER)


def _circuit(draw: Draw, random: Random) -> None:
    _sheet(draw, random)
    draw.line([(300, 250), (900, 250), (900, 640), (300, 640), (300, 250)], fill=PENCIL, width=9)
    draw.rectangle((530, 225, 660, 275), fill=PAPER)
    draw.line([(540, 250), (630, 205)], fill=PENCIL, width=9)
    draw.ellipse((520, 560, 680, 720), fill=PAPER, outline=PENCIL, width=9)
    draw.line([(545, 585), (655, 695)], fill=PENCIL, width=7)
    draw.line([(655, 585), (545, 695)], fill=PENCIL, width=7)
    draw.rectangle((255, 420, 345, 470), fill=PAPER)
    draw.line([(250, 420), (350, 420)], fill=PENCIL, width=9)
    draw.line([(275, 470), (325, 470)], fill=PENCIL, width=15)
    draw.ellipse((840, 380, 960, 500), outline=(196, 52, 44), width=8)  # here is the fault
    draw.line([(960, 380), (1020, 310)], fill=(196, 52, 44), width=8)


def _graph(draw: Draw, random: Random) -> None:
    _sheet(draw, random)
    draw.line([(240, 160), (240, 720), (1000, 720)], fill=PENCIL, width=8)
    points = [
        (260 + 36 * day, 470 - 150 * sin(day / 2.2) * cos(day / 9) + random.randint(-18, 18)) for day in range(20)
    ]
    draw.line(points, fill=INK, width=6)
    for x, y in points:
        draw.ellipse((x - 9, y - 9, x + 9, y + 9), fill=INK)


def _page(draw: Draw, random: Random) -> None:
    _sheet(draw, random)
    for row in range(15):
        y = 150 + 45 * row
        draw.line([(150, y + 18), (1040, y + 18)], fill=(205, 214, 230), width=2)
        x = 170
        while x < 940 - 300 * (row in (6, 14)):
            width = random.randint(30, 120)
            steps = [(x + part, y + 6 * sin(part / 4 + row)) for part in range(0, width, 3)]
            draw.line(steps, fill=INK, width=4)
            x += width + 28


def _loaves(draw: Draw, random: Random) -> None:
    for number in range(3):
        left, top = 120 + 330 * number, 330 + random.randint(-25, 25)
        draw.ellipse((left, top, left + 300, top + 300), fill=WARM)
        draw.ellipse((left + 24, top + 18, left + 276, top + 240), fill=(212, 150, 84))
        for cut in range(3):
            x = left + 90 + 50 * cut
            draw.line([(x, top + 70), (x + 40, top + 170)], fill=(240, 205, 150), width=12)


def _drawer(draw: Draw, random: Random) -> None:
    draw.rectangle((170, 200, 1030, 740), fill=WOOD)
    for row in range(12):
        y = 220 + 44 * row
        grain = [(x, y + 7 * sin(x / 90 + row + random.random())) for x in range(180, 1020, 20)]
        draw.line(grain, fill=(180, 140, 90), width=3)
    for tail in range(5):
        top = 215 + 105 * tail
        draw.polygon([(170, top), (250, top - 14), (250, top + 74), (170, top + 60)], fill=(150, 104, 62))
    draw.arc((560, 420, 680, 520), 0, 180, fill=PENCIL, width=12)


def _limbs(draw: Draw, random: Random) -> None:
    _sheet(draw, random)
    for finger in range(5):
        angle = pi * (0.25 + 0.12 * finger)
        x, y = 590.0, 690.0
        for bone in (150, 110, 80, 55):
            to = (x + bone * cos(angle), y - bone * sin(angle))
            draw.line([(x, y), to], fill=PENCIL, width=24)
            draw.ellipse((to[0] - 14, to[1] - 14, to[0] + 14, to[1] + 14), fill=PENCIL)
            x, y = to


DRAWINGS: dict[str, Callable[[Draw, Random], None]] = {
    "circuit": _circuit,
    "graph": _graph,
    "page": _page,
    "loaves": _loaves,
    "drawer": _drawer,
    "bones": _limbs,
}
