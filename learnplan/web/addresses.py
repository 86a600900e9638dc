"""Addresses of pages that are about one row, for pages that lead to many of a kind."""

from collections.abc import Callable
from functools import cache

from django.urls import reverse


@cache
def address_of(name: str) -> Callable[[int], str]:
    """Return what makes the address of page `name` from a key; Django looks it up once."""
    before, after = reverse(name, args=[0]).rsplit("0", 1)
    return lambda pk: f"{before}{pk}{after}"
