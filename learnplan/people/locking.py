"""What the actions of people lock before they read: the people themselves, and that they belong somewhere."""

from collections.abc import Iterable

from learnplan.people.models import Membership, User


def lock_people(keys: Iterable[int]) -> None:
    """Lock people, ids ascending: who is tied to them, and what is noted of them, is written one act at a time.

    Whoever only points at them by a foreign key does not wait.
    """
    list(User.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def lock_memberships(keys: Iterable[int]) -> None:
    """Lock what people are anywhere: a roster that ends it meanwhile then finds the ties that are made here."""
    list(Membership.objects.filter(user__in=keys).order_by("pk").select_for_update(no_key=True).values_list("pk"))
