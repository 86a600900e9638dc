"""The words for a term counted from the first one, and for how often a template is used."""

from django.utils.translation import gettext as _

FEW = 5
TERMS = 12  # that a template may last


def in_words(starts: int | None) -> str:
    """Return how the term is called on the screen, "" if it is not decided."""
    if starts is None:
        return ""
    named = (_("first term"), _("second term"), _("third term"), _("fourth term"), _("fifth term"), _("sixth term"))
    return named[starts] if starts < len(named) else _("term %(number)s") % {"number": starts + 1}


def used_in_words(scripts: int) -> str:
    """Say how many scripts have started from a template; under five nobody is counted out."""
    if scripts == 0:
        return _("Nobody has started from it yet.")
    if scripts < FEW:
        return _("A few have started from it.")
    return _("%(number)s have started from it.") % {"number": scripts}
