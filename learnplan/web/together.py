"""Several queries read in one statement that is put together once a process: for the one page everybody opens daily.

Building SQL and asking the database again and again cost a page more than the rows do. The querysets stay the
rooms' own, so a rule about rows is still written in one place.
"""

import json
from collections.abc import Callable
from functools import cache, cached_property

from django.db import DEFAULT_DB_ALIAS
from django.db.models import FETCH_RAISE, Model, QuerySet

from learnplan.web.statements import fixed, kept_cursor
from learnplan.web.statements import given as parameters

# Fields that JSON has as text, and Python as something else.
TEXT_IN_JSON = {"DateField", "DateTimeField", "DecimalField", "DurationField", "TimeField", "UUIDField"}


class Together:
    """Querysets of `values()`, read together as {name: list of dicts}.

    Each is made by a function, called once, with the stand-ins; a stand-in is a value of the right type that occurs
    nowhere else, and gives way to the given one on every reading. Days and times come as ISO text, as in JSON.
    """

    def __init__(self, stand_ins: dict, **querysets: Callable[[], QuerySet]):
        self.stand_ins, self.querysets = stand_ins, querysets

    @cached_property
    def statement(self) -> str:
        parts: list[str] = []
        params: list = []
        for make in self.querysets.values():
            sql, own = make().query.sql_with_params()
            parts.append(f"(SELECT COALESCE(json_agg(q), '[]')::text FROM ({sql}) q)")
            params += own
        return fixed(f"SELECT {', '.join(parts)}", params, {value: name for name, value in self.stand_ins.items()})

    def read(self, **given) -> dict[str, list[dict]]:
        """Return the rows of every queryset for the `given` values of the stand-ins, by the same names."""
        with kept_cursor() as cursor:
            cursor.execute(self.statement, parameters(given))
            found = cursor.fetchone()
        return {name: json.loads(rows) for name, rows in zip(self.querysets, found, strict=True)}


def as_model[M: Model](model: type[M], row: dict, names: tuple[str, ...] | None = None, **others) -> M:
    """Return a row read as JSON as its model's, days and times as such; `others` are what stands beside its fields.

    `names` are the columns that are its own, if the row has more. A column that the row lacks cannot be asked for.
    """
    columns, told = _columns(model, tuple(row) if names is None else names)
    values = [row[name] if read is None else read(row[name]) for name, read in told]
    found = model.from_db(DEFAULT_DB_ALIAS, columns, values, fetch_mode=FETCH_RAISE)
    for name, other in others.items():
        setattr(found, name, other)
    return found


@cache
def _columns(model: type[Model], names: tuple[str, ...]) -> tuple[list[str], list[tuple[str, Callable | None]]]:
    """Return those of a model's columns that are in `names`, in its order, and each with what reads it from JSON."""
    fields = [field for field in model._meta.concrete_fields if field.attname in names]
    told = [(field.attname, field.to_python if field.get_internal_type() in TEXT_IN_JSON else None) for field in fields]
    return [field.attname for field in fields], told
