"""What each move of a place is called, what it means, and what is said when it is done."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from scripts.offers.models import Place

MOVE_WORDS: dict[str, dict[str, str | Promise]] = {
    "hold": {
        "button": _("Hold a place"),
        "title": _("Hold a place?"),
        "means": _("One place is kept for this learner while you decide. Nobody else can have it meanwhile."),
        "done": _("The place is held."),
        "tone": "",
    },
    "offer": {
        "button": _("Offer the place"),
        "title": _("Offer the place?"),
        "means": _("The learner is told and can take it or leave it. If the day passes, Learnplan asks again."),
        "done": _("Offered. The learner and their tutor have been told."),
        "tone": "main",
    },
    "accept": {
        "button": _("Take it"),
        "title": _("Take this place?"),
        "means": _("The place is yours. You can still give it up later, and the money comes back to you."),
        "done": _("The place is yours."),
        "tone": "main",
    },
    "decline": {
        "button": _("Say no"),
        "title": _("Say no to this place?"),
        "means": _("Somebody else can have the place. It can be asked for again if there is room."),
        "done": _("The others have been told."),
        "tone": "",
    },
    "withdraw": {
        "button": _("Give up the place"),
        "title": _("Give up this place?"),
        "means": _("Somebody else can have the place, and what is still promised for it comes back."),
        "done": _("The place has been given up, and the money is back."),
        "tone": "stop",
    },
    "release": {
        "button": _("Release the place"),
        "title": _("Release this place?"),
        "means": _("The learner loses the place and is told why. What is promised for it goes back to them."),
        "done": _("Released. The learner has been told why."),
        "tone": "stop",
    },
    "start": {
        "button": _("It has started"),
        "title": _("Has it started?"),
        "means": _("This says that the learner is going there now."),
        "done": _("Noted: it has started."),
        "tone": "main",
    },
    "complete": {
        "button": _("It is completed"),
        "title": _("Is it completed?"),
        "means": _("This says that the learner has finished here."),
        "done": _("Noted: it is completed."),
        "tone": "main",
    },
}


def money_words(place: Place, *, is_own: bool = False) -> Promise:
    """Say where the price of a place is: promised, given back, or not asked for; `is_own` speaks to the learner."""
    if place.price_pence == 0:
        return _("It costs the fund nothing.")
    if place.promise_id is None:
        return (
            _("Nothing is promised until you say yes.")
            if is_own
            else _("Nothing is promised until the learner says yes.")
        )
    if hasattr(place.promise, "reversal"):
        return _("It was promised, and has been given back.")
    return _("It is promised to the provider.")
