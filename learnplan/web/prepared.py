"""Querysets whose SQL is put together once a process for each kind of reader: for the pages that are opened daily.

Building a query costs Django more than asking it costs the database. A room's rule about rows stays where it was, in
one queryset; only who asks, and for which row, is put in again each time.
"""

import copy
import itertools
from collections.abc import Callable, Iterator
from functools import cache, update_wrapper
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Count, QuerySet, Value
from django.utils import timezone

from learnplan.web import statements

FIRST = 9_007_199_254_740_000  # ids that no row has
MOST_KEPT = 200


class Prepared[**P, Row]:
    """A function that makes a queryset, called as a function that returns its rows: `prepared` says how."""

    def __init__(self, make: Callable[P, QuerySet[Any, Row]]) -> None:
        self.make = make
        self.kept: dict[tuple, tuple[QuerySet, Any, str]] = {}
        update_wrapper(self, make)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[Row]:
        kind, given = _read(args, kwargs)
        if kind not in self.kept:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            self.kept[kind] = self._put_together(args, kwargs)
        queryset, compiler, sql = self.kept[kind]
        return list(_with(queryset, compiler, sql, statements.given(given))) if sql else []

    def _put_together(self, args: tuple, kwargs: dict) -> tuple[QuerySet, Any, str]:
        stand_ins = itertools.count(FIRST)
        standing = [_user_like(value, stand_ins) if _is_user(value) else value for value in args]
        named = {name: _id_like(name, value, stand_ins) for name, value in kwargs.items()}
        queryset = self.make(*standing, **named)
        compiler, sql, params = _compiled(queryset)
        if _compiled(self.make(*standing, **named))[1:] != (sql, params):
            raise TypeError(f"{self.make.__qualname__} asks for something else each time, which would be kept.")
        names = {number: _name(number) for number in range(FIRST, next(stand_ins))}
        sql = statements.fixed(sql, params, names, queryset.db)
        if any(str(number) in sql for number in names):
            raise TypeError(f"{self.make.__qualname__} hides an id inside another value, where it would be kept.")
        return queryset, compiler, sql


def prepared[**P, Row](make: Callable[P, QuerySet[Any, Row]]) -> Prepared[P, Row]:
    """Turn a function that makes a queryset into one that returns its rows, put together once for each kind of call.

    Users are given by position, and ids of rows by keywords that end in `_id` or `_ids` (a list): the queryset may
    depend on the roles of a user, but not on which user or which rows. Every other argument, how many ids there are,
    and the day make a kind of their own. Asking for the current moment is refused with TypeError, and so is an
    id inside another value (JSON, a text).
    """
    return Prepared(make)


class PreparedList:
    """The rows of the queryset that `make` makes of these arguments, for a Paginator: its count and any part of it.

    What `prepared` says of arguments holds here too. `beside` adds what is read beside the rows, to those of the part
    alone: a list of thousands is put in order before anything is joined to it.
    """

    def __init__(
        self, make: Callable[..., QuerySet], *args: object, beside: Callable[[QuerySet], QuerySet] | None = None
    ) -> None:
        self._make, self._args, self._beside = make, args, beside

    def count(self) -> int:
        """Return how many rows there are."""
        return sum(_counted(self._make)(*self._args))

    def __len__(self) -> int:
        return self.count()

    def __iter__(self) -> Iterator:
        return iter(self[0 : self.count()])

    def __getitem__(self, part: Any) -> Any:
        return _part(self._make, self._beside)(*self._args, part.start, part.stop)


@cache
def _counted(make: Callable[..., QuerySet]) -> Prepared:
    def counted(*args):
        rows = make(*args).order_by().values(one=Value(1))
        return rows.annotate(n=Count("pk")).values_list("n", flat=True)

    return Prepared(counted)


@cache
def _part(make: Callable[..., QuerySet], beside: Callable[[QuerySet], QuerySet] | None) -> Prepared:
    def part(*args):
        rows = make(*args[:-2])
        chosen = rows[args[-2] : args[-1]]
        if beside is None:
            return chosen
        alone = rows.model._default_manager.filter(pk__in=chosen.values("pk"))
        return beside(alone.order_by(*rows.query.order_by))

    return Prepared(part)


def _name(number: int) -> str:
    return f"given{number - FIRST}"


def _is_user(value: object) -> bool:
    return isinstance(value, AbstractBaseUser)


def _is_id(name: str, value: object) -> bool:
    return name.endswith("_id") and value is not None


def _is_ids(name: str) -> bool:
    return name.endswith("_ids")


def _compiled(queryset: QuerySet) -> tuple[Any, str, tuple]:
    """Return the queryset's compiler, its statement ("" when there is nothing to ask) and parameters."""
    compiler = queryset.query.get_compiler(using=queryset.db)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        sql, params = "", ()
    return compiler, sql, tuple(params)


def _read(args: tuple, kwargs: dict) -> tuple[tuple, dict]:
    """Return what kind of call this is, and the real values for its stand-ins."""
    kind: list = [timezone.localdate()]
    given: dict = {}
    number = FIRST
    for value in args:
        if _is_user(value):
            held = value.current_memberships
            kind.append(tuple(one.role for one in held))
            for real in (value.pk, *(one.institution_id for one in held)):
                given[_name(number)], number = real, number + 1
        else:
            kind.append(value)
    for name, value in kwargs.items():
        if _is_id(name, value):
            kind.append(name)
            given[_name(number)], number = value, number + 1
        elif _is_ids(name):
            kind.append((name, len(value)))
            for real in value:
                given[_name(number)], number = real, number + 1
        else:
            kind.append((name, value))
    return tuple(kind), given


def _id_like(name: str, value, stand_ins):
    if _is_ids(name):
        return [next(stand_ins) for _one in value]
    return next(stand_ins) if _is_id(name, value) else value


def _user_like(user, stand_ins):
    """Return a user with the same roles and other ids, who knows nothing else of themselves."""
    other = user.__class__.from_db(None, ["id"], [next(stand_ins)])
    other.current_memberships = [
        one.__class__.from_db(None, ["institution_id", "role"], [next(stand_ins), one.role])
        for one in user.current_memberships
    ]
    return other


def _with(queryset: QuerySet, compiler, sql: str, params: dict) -> QuerySet:
    """Return the queryset as new, to be read and not to be added to, with its statement ready."""
    ready = queryset.__class__.__new__(queryset.__class__)
    ready.__dict__.update(queryset.__dict__, _result_cache=None, _prefetch_done=False)
    ready.__dict__["_query"] = _Ready(queryset.query, compiler, sql, params)
    return ready


class _Ready:
    """A query as Django's iterables see it, whose compiler has nothing left to do."""

    def __init__(self, query, compiler, sql: str, params: dict) -> None:
        self._query, self._compiler, self._said = query, compiler, (sql, params)

    def __getattr__(self, name: str):
        return getattr(self._query, name)

    def get_compiler(self, using=None, connection=None):
        compiler = copy.copy(self._compiler)
        compiler.connection = _Keeping(using)
        compiler.as_sql = lambda: self._said
        return compiler


class _Keeping:
    """A connection as compilers see it, whose statements stay planned."""

    def __init__(self, using: str) -> None:
        self._using, self._connection = using, connections[using]

    def __getattr__(self, name: str):
        return getattr(self._connection, name)

    def cursor(self):
        return statements.kept_cursor(self._using)
