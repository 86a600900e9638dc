"""A place's moves, one row for each: from where to where, whose it is, what it is called, and what others are told."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEARNER, BROKER, PROVIDER = "learner", "broker", "provider"

type Words = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One move: `verb` is its event, `sources` the states it may start from, `target` where it leads, `by` whose it is.

    `spends` says that it takes up capacity, so the offer is locked and counted first. `title`, `means`, `button` and
    `done` are what its page says, before and after. `to_learner` and `to_staff` (those who broker, and the provider's
    own) are what the others are told.
    """

    name: str
    verb: str
    sources: tuple[str, ...] = ()
    target: str = ""
    by: tuple[str, ...] = ()
    needs_reason: bool = False
    spends: bool = False
    button: Words = ""
    tone: str = ""
    title: Words = ""
    means: Words = ""
    done: Words = ""
    to_learner: Words = ""
    to_staff: Words = ""


# The first one makes a place, and the other takes back the move before it: nobody makes them of a place that is there.
ASK = Move(
    name="ask",
    verb="place.asked",
    to_learner=_("A place on {offer} has been asked for, for you."),
    to_staff=_("{learner} would like a place on {offer}."),
)
UNDO = Move(
    name="undo",
    verb="place.undone",
    to_learner=_("The last move on your place on {offer} was taken back. It is {state} again."),
    to_staff=_("The last move on {learner}'s place on {offer} was taken back. It is {state} again."),
)

# In the order of a place's life.
ROWS = (
    Move(
        name="hold",
        verb="place.held",
        sources=("asked",),
        target="held",
        by=(PROVIDER,),
        spends=True,
        button=_("Hold a place"),
        title=_("Hold a place?"),
        means=_("One place is kept for this learner while you decide. Nobody else can have it meanwhile."),
        done=_("The place is held."),
        to_learner=_("{provider} is holding a place on {offer} for you."),
    ),
    Move(
        name="offer",
        verb="place.offered",
        sources=("asked", "held"),
        target="offered",
        by=(PROVIDER,),
        spends=True,
        button=_("Offer the place"),
        tone="main",
        title=_("Offer the place?"),
        means=_("The learner is told and can take it or leave it. If the day passes, Learnplan asks again."),
        done=_("Offered. The learner and their tutor have been told."),
        to_learner=_("{provider} offers you a place on {offer}. Take it or leave it by {decide_by}."),
        to_staff=_("{provider} offers {learner} a place on {offer}, to answer by {decide_by}."),
    ),
    Move(
        name="accept",
        verb="place.accepted",
        sources=("offered",),
        target="accepted",
        by=(LEARNER,),
        spends=True,
        button=_("Take it"),
        tone="main",
        title=_("Take this place?"),
        means=_("The place is yours. You can still give it up later, and the money comes back to you."),
        done=_("The place is yours."),
        to_staff=_("{learner} took the place on {offer}."),
    ),
    Move(
        name="decline",
        verb="place.declined",
        sources=("asked", "held", "offered"),
        target="declined",
        by=(LEARNER, PROVIDER),
        needs_reason=True,
        button=_("Say no"),
        title=_("Say no to this place?"),
        means=_("Somebody else can have the place. It can be asked for again if there is room."),
        done=_("The others have been told."),
        to_learner=_("{provider} could not give you a place on {offer}: {reason}"),
        to_staff=_("The place on {offer} for {learner} was declined: {reason}"),
    ),
    Move(
        name="withdraw",
        verb="place.withdrawn",
        sources=("accepted", "under_way"),
        target="withdrawn",
        by=(LEARNER, BROKER),
        needs_reason=True,
        button=_("Give up the place"),
        tone="stop",
        title=_("Give up this place?"),
        means=_("Somebody else can have the place, and what is still promised for it comes back."),
        done=_("The place has been given up, and the money is back."),
        to_learner=_("Your place on {offer} has been given up for you: {reason}"),
        to_staff=_("{learner}'s place on {offer} was given up: {reason}"),
    ),
    Move(
        name="release",
        verb="place.released",
        sources=("asked", "held", "offered", "accepted", "under_way"),
        target="released",
        by=(PROVIDER, BROKER),
        needs_reason=True,
        button=_("Release the place"),
        tone="stop",
        title=_("Release this place?"),
        means=_("The learner loses the place and is told why. What is promised for it goes back to them."),
        done=_("Released. The learner has been told why."),
        to_learner=_("Your place on {offer} has been released: {reason}"),
        to_staff=_("{learner}'s place on {offer} was released: {reason}"),
    ),
    Move(
        name="start",
        verb="place.started",
        sources=("accepted",),
        target="under_way",
        by=(LEARNER, BROKER),
        button=_("It has started"),
        tone="main",
        title=_("Has it started?"),
        means=_("This says that the learner is going there now."),
        done=_("Noted: it has started."),
        to_learner=_("{offer} is marked as started."),
    ),
    Move(
        name="complete",
        verb="place.completed",
        sources=("under_way",),
        target="completed",
        by=(PROVIDER, BROKER),
        button=_("It is completed"),
        tone="main",
        title=_("Is it completed?"),
        means=_("This says that the learner has finished here."),
        done=_("Noted: it is completed."),
        to_learner=_("{offer} is marked as completed. Well done."),
    ),
)
MOVES = {move.name: move for move in ROWS}


def moves_open_to(state: str, sides: set[str]) -> list[Move]:
    """Return the moves that someone on these sides can make from this state, in the order of a place's life."""
    return [move for move in ROWS if state in move.sources and sides & set(move.by)]
