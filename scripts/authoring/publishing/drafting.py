"""What a branch or a form holds as the text of a template: pieces of words by key, and the steps they are for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from learnplan.people.models import Bond, Institution, Membership, User
from scripts.authoring.models import Branch
from scripts.authoring.publishing.telltale import Known
from scripts.authoring.publishing.terms import starts_of


@dataclass(frozen=True)
class Option:
    """One alternative of a step, as it would be published."""

    title: str
    style: str
    minutes_a_week: int | None = None
    offer_id: int | None = None
    key: str = ""


@dataclass(frozen=True)
class Line:
    """One step as it would be published: `starts` counts terms from the first one."""

    title: str
    style: str
    starts: int | None = None
    lasts: int = 1
    minutes_a_week: int | None = None
    offer_id: int | None = None
    options: tuple[Option, ...] = ()
    key: str = ""
    offer_title: str = ""


@dataclass(frozen=True)
class Text:
    """A whole template before it is kept. What is not here is never published: targets, places, money, comments."""

    name: str
    about: str = ""
    ending: str = ""
    asks: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[Line, ...] = ()

    def pieces(self) -> dict[str, str]:
        """Return everything that was typed, by key: what is looked through, and shown before it is published."""
        words = {"name": self.name, "about": self.about, "ending": self.ending, **self.asks}
        for line in self.steps:
            words[line.key] = line.title
            words |= {option.key: option.title for option in line.options}
        return words


def text_of(branch: Branch) -> Text:
    """Return a learner's branch as it could be published: its own steps, with terms in place of years."""
    steps = list(branch.steps.select_related("offer").prefetch_related("options"))
    starts = starts_of([(step.year, step.term) for step in steps])
    lines = (
        Line(
            key=f"step-{step.pk}",
            title=step.title,
            style=step.style,
            starts=begin,
            lasts=step.lasts,
            minutes_a_week=step.minutes_a_week,
            offer_id=step.offer_id,
            offer_title=step.offer.title if step.offer else "",
            options=tuple(
                Option(one.title, one.style, one.minutes_a_week, one.offer_id, f"option-{one.pk}")
                for one in step.options.all()
                if one.pk != step.picked_id  # the step says it already
            ),
        )
        for step, begin in zip(steps, starts, strict=True)
    )
    asks = {f"ask-{ask.pk}": ask.words for ask in branch.asks.all()}
    return Text(name=branch.name, ending=branch.ending, asks=asks, steps=tuple(lines))


def with_words(text: Text, words: Mapping[str, str]) -> Text:
    """Return the text with other words by key. A step, an alternative or an ask without words is left out."""
    lines = []
    for line in text.steps:
        options = [
            Option(words[one.key], one.style, one.minutes_a_week, one.offer_id, one.key)
            for one in line.options
            if words.get(one.key)
        ]
        if words.get(line.key):
            kept = {name: getattr(line, name) for name in ("style", "starts", "lasts", "minutes_a_week", "offer_id")}
            lines.append(Line(key=line.key, title=words[line.key], options=tuple(options), **kept))
    asks = {key: words[key] for key in text.asks if words.get(key)}
    return Text(words["name"], words.get("about", ""), words.get("ending", ""), asks, tuple(lines))


def known_of(learner: User) -> Known:
    """Return what could tell who this learner is: their names, those of adults with them, and schools. 2 queries."""
    names = [learner.given_name, learner.family_name, learner.preferred_name, learner.username]
    names += [(learner.email or "").partition("@")[0]]
    for bond in Bond.objects.filter(learner=learner).select_related("adult"):
        names += [bond.adult.given_name, bond.adult.family_name, bond.adult.preferred_name]
    parts = [word for name in names for word in (name, *name.split())]
    is_own = Exists(Membership.objects.filter(institution=OuterRef("pk"), user=learner))
    places = dict(Institution.objects.annotate(is_own=is_own).values_list("name", "is_own"))
    own = [name for name, is_theirs in places.items() if is_theirs]
    return Known(names=[word for word in parts if len(word) > 1], places=list(places), own_places=own)
