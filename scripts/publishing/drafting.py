"""What a branch or a form holds as the text of a template: pieces of words by key, and the steps they are for."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch

from learnplan.people.models import Bond, Institution, Membership, User
from learnplan.years import term_number
from scripts.authoring.models import Branch, Step, StepOption
from scripts.offers.models import Place
from scripts.publishing.telltale import Known


@dataclass(frozen=True)
class DraftRow:
    """One step, or one alternative of a step, as it would be published: `starts` counts terms from the first one."""

    key: str
    title: str
    style: str
    minutes_a_week: int | None = None
    offer_id: int | None = None
    offer_title: str = ""
    starts: int | None = None
    lasts: int = 1
    options: "tuple[DraftRow, ...]" = ()


@dataclass(frozen=True)
class Text:
    """A whole template before it is kept. What is not here is never published: targets, places, money, comments."""

    name: str
    about: str = ""
    ending: str = ""
    asks: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[DraftRow, ...] = ()

    def pieces(self) -> dict[str, str]:
        """Return everything that was typed, by key: what is looked through, and shown before it is published."""
        words = {"name": self.name, "about": self.about, "ending": self.ending, **self.asks}
        for line in self.steps:
            words[line.key] = line.title
            words |= {option.key: option.title for option in line.options}
        return words

    def with_offers(self) -> list[DraftRow]:
        """Return the steps and alternatives that take up an offer, in order."""
        return [row for line in self.steps for row in (line, *line.options) if row.offer_id]


def starts_of(when: Sequence[tuple[int | None, int | None]]) -> list[int | None]:
    """Return for each (year, term) how many terms after the first of them it is; None where no year is known.

    A year without a term counts as its autumn.
    >>> starts_of([(2026, 2), (None, 1), (2027, 1), (2028, None)])
    [0, None, 2, 5]
    """
    counted = [term_number(year, term or 1) if year else None for year, term in when]
    known = [number for number in counted if number is not None]
    first = min(known, default=0)
    return [None if number is None else number - first for number in counted]


def text_of(branch: Branch) -> Text:
    """Return a learner's branch as it could be published: its own steps, with terms in place of years."""
    options = Prefetch("options", StepOption.objects.select_related("offer"))
    steps = list(branch.steps.select_related("offer").prefetch_related(options))
    starts = starts_of([(step.year, step.term) for step in steps])
    lines = (
        _row(
            "step",
            step,
            starts=begin,
            lasts=step.lasts,
            # What was picked the step says already.
            options=tuple(_row("option", one) for one in step.options.all() if one.pk != step.picked_id),
        )
        for step, begin in zip(steps, starts, strict=True)
    )
    asks = {f"ask-{ask.pk}": ask.words for ask in branch.asks.all()}
    return Text(name=branch.name, ending=branch.ending, asks=asks, steps=tuple(lines))


def _row(kind: str, held: Step | StepOption, **more: Any) -> DraftRow:
    return DraftRow(
        key=f"{kind}-{held.pk}",
        title=held.title,
        style=held.style,
        minutes_a_week=held.minutes_a_week,
        offer_id=held.offer_id,
        offer_title=held.offer.title if held.offer else "",
        **more,
    )


def with_words(text: Text, words: Mapping[str, str], offers: Collection[str] | None = None) -> Text:
    """Return the text with other words by key. A step, an alternative or an ask without words is left out.

    `offers` are the keys whose offer goes along; None is all of them.
    """

    def said(row: DraftRow) -> DraftRow:
        goes_along = offers is None or row.key in offers
        options = tuple(said(one) for one in row.options if words.get(one.key))
        offer_id = row.offer_id if goes_along else None
        return replace(row, title=words[row.key], offer_id=offer_id, offer_title="", options=options)

    steps = tuple(said(line) for line in text.steps if words.get(line.key))
    asks = {key: words[key] for key in text.asks if words.get(key)}
    return Text(words["name"], words.get("about", ""), words.get("ending", ""), asks, steps)


def known_of(learner: User) -> Known:
    """Return what could tell who this learner is: their names, those of adults with them, and schools. 2 queries.

    Their own places are where they learn, learned, or have a place on an offer.
    """
    names = [learner.given_name, learner.family_name, learner.preferred_name, learner.username]
    names += [(learner.email or "").partition("@")[0], learner.sourced_id or ""]
    for bond in Bond.objects.filter(learner=learner).select_related("adult"):
        names += [bond.adult.given_name, bond.adult.family_name, bond.adult.preferred_name]
    parts = [word for name in names for word in (name, *re.split(r"[\s\-'’.]+", name))]
    is_member = Exists(Membership.objects.filter(institution=OuterRef("pk"), user=learner))
    has_place = Exists(Place.objects.filter(offer__provider=OuterRef("pk"), learner=learner))
    places = dict(Institution.objects.annotate(is_own=is_member | has_place).values_list("name", "is_own"))
    own = [name for name, is_theirs in places.items() if is_theirs]
    return Known(names=[word for word in parts if len(word) > 1], places=list(places), own_places=own)
