"""What the check is told of a path, and what it says of it. Pure; knows no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

type Term = tuple[int, int]  # academic year, and 1 autumn, 2 spring or 3 summer
type Severity = Literal["blocks", "warns", "notes"]
SEVERITIES: tuple[Severity, ...] = ("blocks", "warns", "notes")


@dataclass(frozen=True, slots=True)
class Slot:
    """A time in the week: `weekday` 1 for Monday to 7, from and until in minutes since midnight."""

    weekday: int
    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What the check needs of an offer that a stop takes up.

    `provider` tells institutions apart. `travel_minutes` is one way from the learner's institution: 0 if the offer is
    made there, None if nobody has said; one that `is_online` needs no way. `days` are the first and the last day as
    ordinals, if known. `has_place` is that the learner has said yes to a place, `is_waiting` that one was asked for
    and is not theirs yet.
    """

    key: int
    title: str
    provider: int
    provider_name: str = ""
    slots: tuple[Slot, ...] = ()
    asks: frozenset[int] = frozenset()
    starts: Term = (0, 1)
    ends: Term = (0, 1)
    days: tuple[int, int] | None = None
    price_pence: int = 0
    places_left: int | None = None
    is_closed: bool = False
    has_place: bool = False
    is_waiting: bool = False
    travel_minutes: int | None = None
    is_online: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of a path, in the order of the path.

    `covers` are ids of framework items. `picked` is None for a step without alternatives; one with alternatives of
    which none is picked (False) counts for nothing, and `covers` is then what it could count for.
    """

    key: int
    title: str
    branch: int = 0
    year: int | None = None
    term: int | None = None
    lasts: int = 1
    minutes_a_week: int | None = None
    covers: frozenset[int] = frozenset()
    style: str = ""
    offer: OfferFacts | None = None
    picked: bool | None = None
    is_done: bool = False
    common_item: int | None = None

    @property
    def counts(self) -> bool:
        return self.picked is not False

    @property
    def lies_ahead(self) -> bool:
        return self.counts and not self.is_done

    @property
    def is_shut(self) -> bool:
        """Say whether its offer is closed and the learner has no place on it: then it is not taken up at all."""
        return self.lies_ahead and self.offer is not None and self.offer.is_closed and not self.offer.has_place


@dataclass(frozen=True, slots=True)
class Item:
    """One part of the common script; one the learner is exempt from does not count, and stays visible."""

    key: int
    name: str
    is_required: bool = True
    is_exempt: bool = False

    @property
    def is_wanted(self) -> bool:
        return self.is_required and not self.is_exempt


@dataclass(frozen=True, slots=True)
class Common:
    """The common script: its parts in order, and pairs (before, after) of what precedes what.

    `names` are those of other items that steps cover or offers ask for, by id.
    """

    items: tuple[Item, ...] = ()
    precedes: frozenset[tuple[int, int]] = frozenset()
    most_minutes_a_week: int | None = None
    names: Mapping[int, str] = field(default_factory=dict)

    def name(self, key: int) -> str:
        found = next((item.name for item in self.items if item.key == key), None)
        return found or self.names.get(key, f"({key})")


@dataclass(frozen=True, slots=True)
class Money:
    """The learner's own money of one academic year; None while it is not shared out."""

    entitlement_pence: int | None
    promised_pence: int = 0
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """Which stops cover one part of the common script, in the order of the path."""

    item: Item
    stops: tuple[int, ...]
    titles: tuple[str, ...]

    @property
    def is_missing(self) -> bool:
        return self.item.is_wanted and not self.stops


@dataclass(frozen=True)
class Finding:
    """One thing that does not fit. One cause is one finding; `facts` are what its words are made of.

    `stops` are the keys of the steps it is about, in the order of the path, except that of a hub, which comes first.
    """

    code: str
    severity: Severity
    cause: tuple[int, ...]
    stops: tuple[int, ...]
    facts: Mapping[str, object]

    @property
    def blocks(self) -> bool:
        return self.severity == "blocks"


@dataclass(frozen=True)
class Report:
    """What the check says of one path. `load` is minutes a week by term, of the steps that say when and how much."""

    rules: str
    findings: tuple[Finding, ...]
    covered: tuple[Cover, ...]
    done: int
    wanted: int
    load: Mapping[Term, int]
    cost_pence: int
    most_minutes_a_week: int | None = None

    @cached_property
    def is_whole(self) -> bool:
        return self.done == self.wanted

    @cached_property
    def missing(self) -> list[str]:
        return [cover.item.name for cover in self.covered if cover.is_missing]

    @cached_property
    def blocking(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.blocks]

    def of(self, key: int) -> list[Finding]:
        """Return the findings about one step."""
        return [finding for finding in self.findings if key in finding.stops]
