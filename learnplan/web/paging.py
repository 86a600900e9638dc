"""Pages of a long list by their place in its order, as fast at the millionth row as at the first."""

from dataclasses import dataclass
from operator import attrgetter

from django.contrib.postgres.expressions import ArraySubquery
from django.core import signing
from django.db.models import BooleanField, Func, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan


@dataclass(frozen=True, slots=True)
class Page:
    """`rows` of one page; `after` is the value of ?after= that leads on, "" on the last page."""

    rows: list
    after: str
    is_first: bool


class Among(Func):
    """The condition that an id is one of those in a queryset of one column, which is read first and as a whole.

    For the small part of a long table that one institution has: with `__in` PostgreSQL may walk the table in its
    order, looking for one row in every hundred.
    """

    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field = BooleanField()

    def __init__(self, name: str, ids: QuerySet) -> None:
        super().__init__(name, ArraySubquery(ids))


def page_after(queryset: QuerySet, after: str, *, by: tuple[str, ...], size: int) -> Page:
    """Return the page that follows the row which `after` names, or the first page if it is "" or not ours.

    `by` names fields (of rows beside it too, as "learner__family_name") that together are unique, all ascending
    ("family_name", "pk") or all descending ("-at", "-pk"), with an index in that order.
    """
    names = tuple(field.removeprefix("-") for field in by)
    beyond = TupleLessThan if by[0].startswith("-") else TupleGreaterThan
    place = _read(after, by)
    rows = queryset.order_by(*by)
    if place:
        rows = rows.filter(beyond(Tuple(*names), place))
    return _page(list(rows[: size + 1]), by, size, is_first=not place)


def first_page(rows: list, *, by: tuple[str, ...], size: int) -> Page:
    """Return the first page, of rows that were read in the order `by`: one more than `size` if there are so many."""
    return _page(rows, by, size, is_first=True)


def _page(found: list, by: tuple[str, ...], size: int, *, is_first: bool) -> Page:
    shown = found[:size]
    leads_on = len(found) > size
    return Page(rows=shown, after=_write(shown[-1], by) if leads_on else "", is_first=is_first)


def _write(row, by: tuple[str, ...]) -> str:
    place = [attrgetter(field.removeprefix("-").replace("__", "."))(row) for field in by]
    return signing.dumps([v if isinstance(v, int | str) else v.isoformat() for v in place], salt=_salt(by))


def _read(after: str, by: tuple[str, ...]) -> list:
    try:
        return signing.loads(after, salt=_salt(by)) if after else []
    except signing.BadSignature:
        return []


def _salt(by: tuple[str, ...]) -> str:
    return f"learnplan.web.paging {by}"
