"""Kind hints towards a good target: thoughts to take or leave, which never stand in the way of saving it."""

import datetime as dt
import re
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

LONG = 120
SOON, FAR = dt.timedelta(days=6), dt.timedelta(days=300)
MANY_OPEN = 5
SAME = 0.8


def hints(
    words: str, success_test: str = "", due_on: dt.date | None = None, *, today: dt.date, open_count: int = 0
) -> list[str]:
    """Return what could make this target better, kindly, most useful first; empty when nothing comes to mind.

    `open_count` is how many other targets of the plan are open. Nothing here refuses anything: it is for showing.
    """
    found = []
    if words and not names_doing(words):
        found.append(_("What will you do? A doing word makes it easier to begin: make, explain, play, ask, finish."))
    if success_test and are_alike(words, success_test):
        found.append(_("The test says nearly the same as the target. What could someone else see or hear?"))
    if len(words) > LONG:
        found.append(_("That is a lot for one target. Could it be two? The first one could be quite small."))
    if due_on and due_on - today <= SOON:
        found.append(_("That is very soon. If it is too soon you can always move the day."))
    if due_on and due_on - today > FAR:
        found.append(_("That is far away. Is there a piece of it you could do by next month?"))
    if open_count >= MANY_OPEN:
        found.append(
            _("You have %(n)s other targets open. Which matter most now? The others can wait, or be let go.")
            % {"n": open_count}
        )
    return found


def names_doing(words: str) -> bool:
    """Say whether the words say what one will do; in doubt they do.

    Only words that say how one would like to be ("better at", "know more"), or a bare subject, do not.

    >>> names_doing("Swim a mile"), names_doing("Get better at maths"), names_doing("Maths")
    (True, False, False)
    """
    said = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", words.casefold())
    if any(word in doing_words() for word in said):
        return True
    return len(said) > 1 and not any(word in wishing_words() for word in said)


def are_alike(one: str, other: str) -> bool:
    """Say whether two sentences are nearly the same, letter by letter, whatever their case.

    >>> are_alike("Swim a mile", "I swim a mile."), are_alike("Swim a mile", "Forty lengths without stopping")
    (True, False)
    """
    return SequenceMatcher(None, one.casefold().strip(" ."), other.casefold().strip(" .")).ratio() >= SAME


def doing_words() -> frozenset[str]:
    """Return words for doing something that others can see."""
    return frozenset(
        # Translators: words for doing something, as they stand in a target, with spaces between them.
        _(
            "act add answer apply argue arrange ask bake build calculate call catch change check choose climb coach "
            "code collect compare complete compose cook copy count cut dance debate decide describe design do doing "
            "draft draw drive eat edit enter explain film find finish fix give go hand help hold interview join jump "
            "keep lead list listen make mark measure meet mend mix order organise paint perform pick plan play "
            "practise present prove publish read record rehearse remember repair report research revise ride run save "
            "say sell send set show sign sing sit solve sort speak spell spend start stop swim take talk teach tell "
            "test tidy translate travel try turn type use visit walk wash watch wear win work write"
        ).split()
    )


def wishing_words() -> frozenset[str]:
    """Return words for how one would like to be, which do not say what to do."""
    return frozenset(
        # Translators: words for wishing to be better, as they stand in a target, with spaces between them.
        _(
            "able be become being better confidence confident develop feel good grow have improve improved know "
            "knowing learn learning less like more think understand understanding want"
        ).split()
    )
