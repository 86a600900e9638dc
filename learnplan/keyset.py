"""Long lists by the last row seen: a page costs the same however far down it is, and no row is shown twice."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core import signing
from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.http import Http404
from django.utils.translation import gettext as _

SALT = "keyset"


@dataclass(frozen=True)
class Slice:
    """One page of rows; `next` is the cursor of the page after it, "" at the end."""

    rows: list
    next: str


def slice_after(queryset: QuerySet, order: Sequence[str], cursor: str, size: int) -> Slice:
    """Return the `size` rows after `cursor` ("" is the start), in `order`.

    `order` are column names that together are unique, all ascending, or all descending with a leading "-".
    Raises Http404 for a cursor that was not made here.
    """
    names = [name.removeprefix("-") for name in order]
    if cursor:
        values = _read(cursor, len(names))
        compare = TupleLessThan if order[0].startswith("-") else TupleGreaterThan
        queryset = queryset.filter(compare(Tuple(*map(F, names)), values))
    rows = list(queryset.order_by(*order)[: size + 1])
    is_more = len(rows) > size
    rows = rows[:size]
    return Slice(rows, _write([getattr(rows[-1], name) for name in names]) if is_more else "")


def _write(values: list) -> str:
    return signing.dumps([v.isoformat() if hasattr(v, "isoformat") else v for v in values], salt=SALT)


def _read(cursor: str, count: int) -> list:
    try:
        values = signing.loads(cursor, salt=SALT)
    except signing.BadSignature:
        values = []
    if len(values) != count:
        raise Http404(_("That page of the list is not there. Start again from its beginning."))
    return values
