"""Who has freedoms, by group of circumstances: for the equity page, with small groups left out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import Circumstance, Institution, Membership, Role
from plans.coproduction.freedoms.models import FreedomGrant

SMALLEST = 10
Kind = Circumstance.Kind
# The values of a graded circumstance that are looked at together; every other circumstance holds or does not.
BANDS: dict[str, tuple[tuple[int, int], ...]] = {
    Kind.AREA_DECILE: ((1, 3), (4, 7), (8, 10)),
    Kind.PRIOR_ATTAINMENT: ((1, 2), (3, 3), (4, 5)),
}
HOLDS, OTHERS = _("yes"), _("no, or not known")
NOT_KNOWN = _("not known")


@dataclass(frozen=True)
class Group:
    """One group of learners by one circumstance: how many there are and how many hold the freedom.

    Both are None where the group has fewer than ten learners, or would let such a group be worked out.
    """

    kind: str
    name: str | Promise
    learners: int | None
    holders: int | None

    @property
    def share(self) -> float | None:
        """The part of the group that holds it, 0 to 1."""
        return self.holders / self.learners if self.learners and self.holders is not None else None


def distribution(institution: Institution, freedom: str = "") -> list[Group]:
    """Return how the freedom (or, without one, holding any) is spread over the institution's learners of today.

    One group after another for each kind of circumstance; together the groups of a kind are everyone. Two queries.
    """
    here = Membership.objects.current().filter(institution=institution, role=Role.LEARNER)
    everyone = here.order_by().annotate(holds=_holds("user", freedom)).aggregate(**_numbers("user"))
    total = (everyone["learners"], everyone["holders"])
    rows = Circumstance.objects.current().filter(learner__in=here.values("user"))
    rows = rows.order_by().annotate(holds=_holds("learner", freedom)).values("kind", "value")
    counts = {
        (row["kind"], row["value"]): (row["learners"], row["holders"]) for row in rows.annotate(**_numbers("learner"))
    }
    return [group for kind in Kind for group in suppressed(_groups(kind, counts, total))]


def _holds(learner: str, freedom: str) -> Exists:
    """Return whether the `learner` (a field of the outer query) holds the freedom, or any."""
    held = FreedomGrant.objects.held().filter(learner=OuterRef(learner))
    return Exists(held.filter(freedom=freedom) if freedom else held)


def _numbers(learner: str) -> dict[str, Count]:
    """Return how many learners there are and how many of them hold it, as columns."""
    return {"learners": Count(learner, distinct=True), "holders": Count(learner, filter=Q(holds=True), distinct=True)}


def _groups(kind: str, counts: dict[tuple[str, int], tuple[int, int]], total: tuple[int, int]) -> list[Group]:
    """Return the groups of one kind; whoever has no value of it is the last."""
    bands = BANDS.get(kind)
    groups = []
    for low, high in bands or ((1, 32_767),):
        own = [found for (of, value), found in counts.items() if of == kind and low <= value <= high]
        name = HOLDS if bands is None else (str(low) if low == high else f"{low}–{high}")
        groups.append(Group(kind, name, sum(one for one, _two in own), sum(two for _one, two in own)))
    learners, holders = (sum(getattr(one, name) or 0 for one in groups) for name in ("learners", "holders"))
    rest = Group(kind, OTHERS if bands is None else NOT_KNOWN, total[0] - learners, total[1] - holders)
    return [*groups, rest]


def suppressed(groups: Iterable[Group]) -> list[Group]:
    """Return the groups of one kind without the figures of small ones.

    A group of nobody tells nothing and stays. Where one group alone is small, the smallest of the others goes too:
    otherwise everyone less the rest would be the small one.
    """
    kept = list(groups)
    small = [one for one in kept if one.learners and one.learners < SMALLEST]
    if len(small) == 1:
        others = sorted((one for one in kept if one.learners and one not in small), key=lambda one: one.learners or 0)
        small += others[:1]
    return [replace(one, learners=None, holders=None) if one in small else one for one in kept]
