"""How a roster is refused: as a whole, or one row of it."""

from django.utils.translation import gettext as _


class BundleRefused(Exception):
    """The roster as a whole cannot be read or must not be loaded; the message says why and what to do."""

    def __init__(self, code: str, message: str, *, file: str = "", line: int | None = None):
        super().__init__(str(message))
        self.code = code
        self.file = file
        self.line = line


def damaged() -> BundleRefused:
    """Return the refusal of a zip file whose bytes are not what they were."""
    return BundleRefused("damaged_zip", _("The zip file is damaged: make it again."))


class RowRefused(Exception):
    """One row cannot be taken; every other row still is. `column` is a header, a 1-based number or None."""

    def __init__(self, column: str | int | None, code: str, message: str):
        super().__init__(str(message))
        self.column = column
        self.code = code
