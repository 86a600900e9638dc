"""How much a piece of evidence may be: bytes, pixels, entries; and the words that say so."""

MB = 2**20

MOST_UPLOAD_BYTES = 25 * MB
MOST_LEARNER_BYTES = 250 * MB
MOST_TEXT_BYTES = MB

# A phone's photo has 12 to 50 million pixels. A JPEG is read at a fraction of its size; the others are read whole.
MOST_JPEG_PIXELS = 80_000_000
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2000
SMALL_SIDE = 480

# A document is a zip of parts. Real ones stay far below these.
MOST_PARTS = 2000
MOST_DIRECTORY_BYTES = MB
MOST_UNPACKED_BYTES = 200 * MB
MOST_TIMES_LARGER = 250
MOST_LISTING_BYTES = 2 * MB

MOST_PDF_OBJECTS = 50_000
MOST_PDF_NODES = 500_000
MOST_PDF_STREAM_BYTES = 100 * MB


def in_mb(count: int) -> str:
    """Return a number of bytes as megabytes for people: "0.3", "25".

    >>> in_mb(300_000), in_mb(25 * MB)
    ('0.3', '25')
    """
    return f"{max(count / MB, 0.1):.1f}".removesuffix(".0")
