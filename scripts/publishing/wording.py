"""The words for what could tell who wrote a template, for how often one is used, and for what it takes along."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from scripts.publishing.telltale import Known, Tell, tells

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


def problems_in(pieces: Mapping[str, str], known: Known, stays: Collection[str]) -> dict[str, list[str]]:
    """Say, by the key of each piece of text, what in it could tell who wrote it and is not among what `stays`."""
    kept = {each.casefold() for each in stays}
    problems = {}
    for key, words in pieces.items():
        found = [tell for tell in tells(words, known) if tell.must_go or tell.piece.casefold() not in kept]
        if found:
            problems[key] = [said_of(tell) for tell in found]
    return problems


def used_in_words(scripts: int) -> str:
    """Say how many scripts have started from a template; under five nobody is counted out."""
    if scripts == 0:
        return _("Nobody has started from it yet.")
    if scripts < FEW:
        return _("A few have started from it.")
    return _("%(number)s have started from it.") % {"number": scripts}
