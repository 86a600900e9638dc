"""The words for what could tell who wrote a template, for how often one is used, and for what it takes along."""

from django.utils.translation import gettext as _

from scripts.publishing.telltale import Tell

FEW = 5


def said_of(tell: Tell) -> str:
    """Say what was found and what to do about it."""
    sentences = {
        "email": _("“%(piece)s” is an e-mail address. Take it out: it leads to a person."),
        "phone": _("“%(piece)s” looks like a phone number. Take it out: it leads to a person."),
        "handle": _("“%(piece)s” looks like somebody’s name online. Take it out: it leads to a person."),
        "link": _("“%(piece)s” is a link. Take it out, and say in words what is there."),
        "name": _("“%(piece)s” is your name, or of somebody with you. Change it, or say below that it can stay."),
        "place": _("“%(piece)s” is the name of a school or partner. Change it, or say below that it can stay."),
        "postcode": _("“%(piece)s” looks like a postcode. Change it, or say below that it can stay."),
        "year": _("“%(piece)s” says which year you are. Change it, or say below that it can stay."),
    }
    return sentences[tell.kind] % {"piece": tell.piece}


def used_in_words(scripts: int) -> str:
    """Say how many scripts have started from a template; under five nobody is counted out."""
    if scripts == 0:
        return _("Nobody has started from it yet.")
    if scripts < FEW:
        return _("A few have started from it.")
    return _("%(number)s have started from it.") % {"number": scripts}
