"""What a page of offers is handed of a chosen path, which only a room above offers can read."""

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from scripts.offers.models import Offer


class Mark(NamedTuple):
    """Why an offer is marked, as a chip."""

    words: str
    tone: str
    symbol: str


class PathBeside(Protocol):
    """A chosen path as the list of offers needs it: `ids` are the offers that are on it or could be."""

    @property
    def ids(self) -> set[int]: ...

    def mark(self, offers: "Iterable[Offer]") -> None:
        """Give each offer of a page its `marks`."""

    def first_wanted(self, offers: "QuerySet[Offer]") -> "QuerySet[Offer]":
        """Return the offers with those first that cover the most of what the path still lacks."""
