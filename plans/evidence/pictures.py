"""Pictures: decoded with limits, turned upright, and redrawn without anything that was written beside them."""

import io
import warnings
from threading import Lock
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from learnplan.rules import RuleBroken
from plans.evidence.limits import LONGEST_SIDE, MOST_JPEG_PIXELS, MOST_PIXELS, SMALL_SIDE

CONTENT_TYPE, ENDING = "image/webp", ".webp"
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
# A large picture takes some 200 MB while it is decoded, so each process decodes one at a time.
_one_at_a_time = Lock()


def redraw(upload: BinaryIO) -> tuple[BinaryIO, BinaryIO]:
    """Return the picture and a small one as WebP: pixels only, the first frame, at most LONGEST_SIDE long.

    The place where it was taken, the camera and whatever else was hidden in the file are not kept.
    Raises RuleBroken for what is broken, cut short, or has too many pixels.
    """
    with _one_at_a_time:
        try:
            with warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning):
                image = Image.open(upload, formats=FORMATS)
        except UnidentifiedImageError:
            raise RuleBroken(_broken()) from None
        except Image.DecompressionBombError:
            raise RuleBroken(_too_many()) from None
        except Exception:  # decoders raise nearly anything when what they read is forged
            raise RuleBroken(_broken()) from None
        if image.width * image.height > (MOST_JPEG_PIXELS if image.format == "JPEG" else MOST_PIXELS):
            raise RuleBroken(_too_many())
        try:
            return _drawn(image)
        except RuleBroken:
            raise
        except Exception:
            raise RuleBroken(_broken()) from None


def _drawn(image: Image.Image) -> tuple[BinaryIO, BinaryIO]:
    image.draft(image.mode, (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is then decoded at a half, a quarter or an eighth
    image.load()
    try:
        upright = ImageOps.exif_transpose(image)
    except Exception:  # what stands beside the pixels is forged or spoilt; the pixels are sound
        upright = image
    has_holes = "A" in upright.getbands() or "transparency" in upright.info
    pixels = upright.convert("RGBA" if has_holes else "RGB")
    return _as_webp(pixels, LONGEST_SIDE, 80), _as_webp(pixels, SMALL_SIDE, 70)


def _as_webp(pixels: Image.Image, side: int, quality: int) -> BinaryIO:
    fitted = pixels.copy()
    fitted.thumbnail((side, side))
    clean = Image.new(fitted.mode, fitted.size)  # a new picture has no profile, comment or other tail to bring along
    clean.paste(fitted)
    written = io.BytesIO()
    clean.save(written, "WEBP", quality=quality, method=3)
    written.seek(0)
    return written


def _broken() -> str:
    return _("This picture is broken or cut short. Perhaps it was still being copied: try again, or take it once more.")


def _too_many() -> str:
    return _("This picture has far too many pixels. Take a photo or a screenshot of it, and add that.")
