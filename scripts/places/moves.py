"""Which move leads a place from which state to which, and whose move it is. Pure: no Django import."""

from dataclasses import dataclass

LEARNER, BROKER, PROVIDER = "learner", "broker", "provider"


@dataclass(frozen=True, slots=True)
class Move:
    """`name` is the move, `verb` its event; `sources` the states it may start from; `by` whose move it is.

    `spends` says that it takes up capacity, so the offer is locked and counted first.
    """

    name: str
    verb: str
    sources: tuple[str, ...]
    target: str
    by: tuple[str, ...]
    needs_reason: bool = False
    spends: bool = False


MOVES = {
    move.name: move
    for move in (
        Move("hold", "place.held", ("asked",), "held", (PROVIDER,), spends=True),
        Move("offer", "place.offered", ("asked", "held"), "offered", (PROVIDER,), spends=True),
        Move("accept", "place.accepted", ("offered",), "accepted", (LEARNER,), spends=True),
        Move(
            "decline",
            "place.declined",
            ("asked", "held", "offered"),
            "declined",
            (LEARNER, PROVIDER),
            needs_reason=True,
        ),
        Move(
            "withdraw",
            "place.withdrawn",
            ("accepted", "under_way"),
            "withdrawn",
            (LEARNER, BROKER),
            needs_reason=True,
        ),
        Move(
            "release",
            "place.released",
            ("asked", "held", "offered", "accepted", "under_way"),
            "released",
            (PROVIDER, BROKER),
            needs_reason=True,
        ),
        Move("start", "place.started", ("accepted",), "under_way", (LEARNER, BROKER)),
        Move("complete", "place.completed", ("under_way",), "completed", (PROVIDER, BROKER)),
    )
}


def moves_open_to(state: str, sides: set[str]) -> list[Move]:
    """Return the moves that someone on these sides can make from this state, in the order of a place's life."""
    return [move for move in MOVES.values() if state in move.sources and sides & set(move.by)]
