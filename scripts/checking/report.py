"""From a script as it was read to what the check asks for, and the report of each branch."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from learnplan.years import academic_year, term
from scripts.authoring.models import Branch, Step
from scripts.authoring.reading import Picture
from scripts.authoring.shapes import OptionRow
from scripts.checking.check import check
from scripts.checking.covering import Path, met_by
from scripts.checking.shapes import Common, Item, Money, OfferFacts, Slot, Stop
from scripts.checking.wording import ToldReport
from scripts.offers.models import Place
from scripts.offers.styles import Style

THEIRS = (Place.State.ACCEPTED, Place.State.UNDER_WAY, Place.State.COMPLETED)
CANDIDATE = 0  # the key of a stop that is not written yet


def report_of(picture: Picture, branch: Branch) -> ToldReport:
    """Return the check of the branch's path; a picture makes it once. Asks the database nothing."""
    if branch.pk not in picture.reports:
        report = check(path_of(picture, branch), common_of(picture), money_of(picture), branch.ask_rows)
        picture.reports[branch.pk] = ToldReport(**vars(report))
    return picture.reports[branch.pk]


def path_of(picture: Picture, branch: Branch) -> list[Stop]:
    """Return the stops of the branch's path, in order."""
    return [stop_of(picture, step) for step in picture.path(branch)]


def common_of(picture: Picture, found: Iterable[dict[str, Any]] = ()) -> Common:
    """Return the common script with what precedes what, and the names of all items that turn up.

    `found` are the facts of offers that are not on the script, whose items are to have names too.
    """
    every = picture.all_steps
    pairs = [pair for step in every for pair in step.orders]
    names = {pair[end]: pair["names"][end] for pair in pairs for end in ("before", "after")}
    offers = [step.offer_facts for step in every] + [row.offer_facts for step in every for row in step.option_rows]
    offers += found
    names |= {ask["id"]: ask["name"] for offer in offers if offer for ask in offer["asked"]}
    return Common(
        items=tuple(Item(part.item_id, part.name, part.is_required, part.is_exempt) for part in picture.core),
        precedes=frozenset((pair["before"], pair["after"]) for pair in pairs),
        most_minutes_a_week=picture.script.common_script.most_minutes_a_week,
        names=names,
    )


def money_of(picture: Picture) -> Money | None:
    """Return the learner's money as far as the reader may see it."""
    if picture.money is None:
        return None
    return Money(picture.money.total_pence, picture.money.promised_pence, picture.money.year)


def met_asks(picture: Picture, branch: Branch) -> list[tuple[str, Step | None]]:
    """Return what the branch's ending asks, each with the step of its path that meets it, or None."""
    if not branch.ask_rows:
        return []
    path, steps = Path(path_of(picture, branch)), {step.pk: step for step in picture.path(branch)}
    found = [(ask.words, met_by(path, ask)) for ask in branch.ask_rows]
    return [(words, steps[met.key] if met else None) for words, met in found]


def stop_of(picture: Picture, step: Step, option: OptionRow | None = None) -> Stop:
    """Return one step as the check sees it: as what is picked of its alternatives, or as if `option` were."""
    option = option or next((one for one in step.option_rows if one.is_picked), None)
    offer = (option and option.offer_facts) or step.offer_facts
    covers = set(step.cover_ids)
    for one in [option] if option else step.option_rows:
        covers |= ({one.item_id} if one.item_id else set()) | set(one.offer_facts["covers"] if one.offer_facts else ())
    own_minutes = (option.minutes_a_week if option else None) or step.minutes_a_week
    minutes = own_minutes or (offer["minutes_a_week"] if offer else None)
    return Stop(
        key=step.pk,
        title=step.title,
        branch=step.branch_id,
        year=step.year,
        term=step.term,
        lasts=step.lasts,
        minutes_a_week=minutes,
        covers=frozenset(covers),
        style=option.style if option else step.style,
        offer=offer_of(picture, offer) if offer else None,
        picked=option is not None if step.option_rows else None,
        is_done=step.done_at is not None,
        common_item=step.common_item_id,
    )


def candidate_of(picture: Picture, found: dict[str, Any]) -> Stop:
    """Return an offer (as `facts.offer_facts` reads it) as a stop that is not written yet."""
    return Stop(
        key=CANDIDATE,
        title=found["title"],
        minutes_a_week=found["minutes_a_week"],
        covers=frozenset(found["covers"]),
        style=found["style"],
        offer=offer_of(picture, found),
    )


def offer_of(picture: Picture, found: dict[str, Any]) -> OfferFacts:
    """Return an offer as the check sees it, from what `facts.offer_facts` read.

    Readers who may not write the script know of the learner's places only what `picture.places` shows them.
    """
    starts_on, ends_on = (dt.date.fromisoformat(found[name]) for name in ("starts_on", "ends_on"))
    seen = next((place.state for place in picture.places if place.offer_id == found["id"]), None)
    state = found["place"] if picture.is_writer else seen
    return OfferFacts(
        key=found["id"],
        title=found["title"],
        provider=found["provider_id"],
        provider_name=found["provider_name"],
        slots=tuple(Slot(slot["day"], _minutes(slot["starts"]), _minutes(slot["ends"])) for slot in found["slots"]),
        asks=frozenset(ask["id"] for ask in found["asked"]),
        starts=(academic_year(starts_on), term(starts_on)),
        ends=(academic_year(ends_on), term(ends_on)),
        days=(starts_on.toordinal(), ends_on.toordinal()),
        price_pence=found["price_pence"],
        places_left=max(found["places"] - found["taken"], 0),
        # One that is closed to others still goes on for who has asked already.
        is_closed=ends_on < timezone.localdate() or (found["closed_at"] is not None and state is None),
        has_place=state in THEIRS,
        is_waiting=state is not None and state not in THEIRS,
        travel_minutes=0 if found["provider_id"] == picture.script.institution_id else found["travel"],
        is_online=found["style"] == Style.ONLINE,
    )


def _minutes(time: str) -> int:
    """Return the minutes since midnight.

    >>> _minutes("13:30:00")
    810
    """
    hours, minutes, *_seconds = time.split(":")
    return int(hours) * 60 + int(minutes)
