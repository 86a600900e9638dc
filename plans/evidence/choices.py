"""The choices of a form that says who sees a piece of evidence: kinds of adult, and single people."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from learnplan.people.models import Bond, User
from plans.evidence.models import EvidenceShare, may_be_shown

Choice = tuple[str, str]


def adults_of(learner: User) -> list[Bond]:
    """Return the learner's bonds whose adults a piece can be shown to, with the adults: one query."""
    bonds = may_be_shown().filter(learner=learner).select_related("adult")
    return list(bonds.order_by("kind", "adult__given_name", "pk"))


def choices(bonds: Iterable[Bond], held: Iterable[str] = ()) -> list[Choice]:
    """Return the choices (value, words): all tutors, all advocates, and one by one whoever is not alone of a kind.

    Carers stand one by one, because they are chosen one by one; so does whoever is among the values `held` now.
    """
    held = set(held)
    by_kind: dict[str, list[User]] = defaultdict(list)
    for bond in bonds:
        by_kind[bond.kind].append(bond.adult)
    found: list[Choice] = []
    for kind, said, nobody in (
        (Bond.Kind.TUTOR, _("My tutor: %(names)s"), _("My tutor, when I have one")),
        (Bond.Kind.ADVOCATE, _("My advocate: %(names)s"), _("My advocate, when I have one")),
    ):
        adults = by_kind[kind]
        found.append((kind.value, said % {"names": ", ".join(map(str, adults))} if adults else nobody))
        single = adults if len(adults) > 1 else [adult for adult in adults if _value(adult) in held]
        found += [(_value(adult), _("only %(name)s") % {"name": adult}) for adult in single]
    return found + [(_value(adult), _("%(name)s, carer") % {"name": adult}) for adult in by_kind[Bond.Kind.CARER]]


def chosen(shares: Iterable[EvidenceShare]) -> list[str]:
    """Return the values of the choices that these shares stand for."""
    return [share.kind or f"adult-{share.adult_id}" for share in shares]


def read(values: Iterable[str], bonds: Iterable[Bond]) -> tuple[list[str], list[User]]:
    """Return the kinds and the adults that these values of choices stand for."""
    adults = {_value(bond.adult): bond.adult for bond in bonds}
    return [v for v in values if v in Bond.Kind.values], [adults[v] for v in values if v in adults]


def caught_up(wanted: Iterable[str], before: Iterable[str], now: Iterable[str]) -> set[str]:
    """Return the values `wanted` by someone who saw those from `before`, with what has changed until `now` kept.

    >>> sorted(caught_up(["carer", "tutor"], before=["tutor"], now=["advocate"]))
    ['advocate', 'carer']
    """
    wanted, before, now = set(wanted), set(before), set(now)
    return (wanted | now - before) - (before - now)


def values_of(kinds: Iterable[str], adults: Iterable[int]) -> list[str]:
    """Return the values of the choices that these kinds and adults (ids) stand for."""
    return [*kinds, *(f"adult-{pk}" for pk in adults)]


def said(shares: Iterable[EvidenceShare], bonds: list[Bond]) -> list[str]:
    """Return who sees a piece now, by the words of the choices; empty when only the learner does."""
    values = set(chosen(shares))
    return [words for value, words in choices(bonds, values) if value in values]


def _value(adult: User) -> str:
    return f"adult-{adult.pk}"
