"""Offers beside a chosen path: which are on it, which cover what it still lacks, and why each is marked."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from learnplan.people.models import Role, User
from learnplan.web.prepared import prepared
from scripts.authoring.permissions import bonds_to_write
from scripts.authoring.reading import Picture, read_chosen
from scripts.checking.report import path_of, report_of
from scripts.chosen.wording import unmet_of
from scripts.offers.models import Offer, OfferCover
from scripts.offers.shapes import Mark
from scripts.offers.wording import quoted

MOST_LEARNERS = 300


class PathOffers(NamedTuple):
    """What a chosen path says of offers: by offer the step that takes it up or could, by item what is still wanted."""

    name: str
    url: str
    taken: dict[int, str]
    possible: dict[int, str]
    missing: dict[int, str]
    asked: dict[int, str]

    @property
    def ids(self) -> set[int]:
        return self.taken.keys() | self.possible.keys()

    @property
    def wanted(self) -> set[int]:
        return self.missing.keys() | self.asked.keys()

    def marks(self, offer_id: int, items: Iterable[int]) -> list[Mark]:
        """Return the marks of an offer that covers `items`."""
        found = []
        if offer_id in self.taken:
            words = _("on the path: “%(step)s”") % {"step": self.taken[offer_id]}
            found.append(Mark(words, "now", "route"))
        elif offer_id in self.possible:
            words = _("could be picked for “%(step)s”") % {"step": self.possible[offer_id]}
            found.append(Mark(words, "", "git-branch"))
        items = list(items)
        if names := [self.missing[item] for item in items if item in self.missing]:
            words = _("covers %(items)s, which the path still lacks") % {"items": quoted(names)}
            found.append(Mark(words, "good", "list-checks"))
        if asked := [self.asked[item] for item in items if item in self.asked]:
            words = _("counts for %(asked)s, which the ending asks for") % {"asked": quoted(asked)}
            found.append(Mark(words, "good", "flag"))
        return found

    def first_wanted(self, offers: QuerySet[Offer]) -> QuerySet[Offer]:
        """Return the offers with those first that cover the most of what the path still lacks."""
        covers = OfferCover.objects.filter(offer=OuterRef("pk"), item__in=self.wanted).order_by()
        counted = Subquery(covers.values("offer").annotate(n=Count("pk")).values("n"), output_field=IntegerField())
        helps = Coalesce(counted, 0) if self.wanted else Value(0)
        return offers.annotate(helps=helps).order_by("-helps", "title", "pk")

    def mark(self, offers: Iterable[Offer]) -> None:
        """Give each offer of a page its `marks`: one query."""
        shown = list(offers)
        items: dict[int, list[int]] = {}
        for offer_id, item_id in _covers(offer_ids=[offer.pk for offer in shown], item_ids=sorted(self.wanted)):
            items.setdefault(offer_id, []).append(item_id)
        for offer in shown:
            offer.marks = self.marks(offer.pk, items.get(offer.pk, ()))


@prepared
def _covers(*, offer_ids: list[int], item_ids: list[int]):
    rows = OfferCover.objects.filter(offer__in=offer_ids, item__in=item_ids).order_by("pk")
    return rows.values_list("offer_id", "item_id")


def learners_with_path(user: User) -> list[tuple[int, str]]:
    """Return for whom an adult may look at offers, as choices: the learners whose script they may write."""
    if not user.institutions_as(Role.TEACHER, Role.ADVOCATE):
        return []
    bonds = bonds_to_write(user).select_related("learner").order_by("learner__given_name", "learner__family_name")
    return list(dict.fromkeys((bond.learner_id, str(bond.learner)) for bond in bonds[:MOST_LEARNERS]))


def read_path_offers(user: User, learner_id: int) -> PathOffers | None:
    """Return what the chosen path of a learner says of offers, or None without one: one query."""
    picture = read_chosen(user, learner_id, is_writer=True)
    return path_offers(picture) if picture and picture.chosen else None


def path_offers(picture: Picture) -> PathOffers:
    """Return what the chosen path of this script says of offers."""
    branch = picture.chosen
    assert branch is not None
    taken = {stop.offer.key: stop.title for stop in path_of(picture, branch) if stop.offer}
    possible = {
        option.offer_id: step.title
        for step in picture.path(branch)
        if not step.done_at and not any(each.is_picked for each in step.option_rows)
        for option in step.option_rows
        if option.offer_id
    }
    return PathOffers(
        name=branch.name,
        url=reverse("branch", args=[branch.pk]),
        taken=taken,
        possible=possible,
        missing={one.item.key: one.item.name for one in report_of(picture, branch).covered if one.is_missing},
        asked={ask.item_id: ask.words for ask in unmet_of(picture, branch) if ask.item_id},
    )
