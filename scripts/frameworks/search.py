"""Searching a framework: words and their beginnings, codes, and when nothing has them, what is spelt like them."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db import connection, models, transaction

from scripts.frameworks.models import Framework, FrameworkItem, FrameworkItemQuerySet

A_PAGE = 30
MOST_ALIKE = 30
# Half of a word's trigrams: a letter left out, added or swapped in a word of seven letters.
ALIKE_ENOUGH = "0.5"


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found; `is_close` when nothing has the words and these are only spelt like them."""

    page: Page
    is_close: bool


def search(framework: Framework, words: str, number: str | int | None = 1) -> Found:
    """Return page `number` of the framework's items that `words` find, by code. At most three queries.

    Both ways go by an index, see docs/frameworks.md; what is only alike is cut at MOST_ALIKE, the most alike first.
    """
    items = framework.items.current().select_related("parent").defer("kept_aside", "parent__kept_aside")
    items = items.fetch_mode(models.FETCH_RAISE)
    page = Paginator(items.matching(words).order_by("code", "pk"), A_PAGE).get_page(number)
    if page.paginator.count:
        return Found(page, is_close=False)
    alike = _resembling(items, words)
    return Found(Paginator(alike, MOST_ALIKE).get_page(1), is_close=bool(alike))


def _resembling(items: FrameworkItemQuerySet, words: str) -> list[FrameworkItem]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [ALIKE_ENOUGH])
        return list(items.resembling(words)[:MOST_ALIKE])
