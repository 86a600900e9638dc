"""What a table is made of that is kept: rooms name theirs, and `learnplan.home` gathers them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.db.models import QuerySet


class Part(Protocol):
    """One of the queries that a table is made of: `rows` makes its queryset, of `values()`.

    `after` are the things whose events can change what it finds: the first words of verbs. Those of `anywhere` among
    them change it for everyone, whatever institution they name. A row of what `is_shared` hangs on many learners.
    """

    @property
    def rows(self) -> Callable[[], QuerySet]: ...
    @property
    def after(self) -> frozenset[str]: ...
    @property
    def anywhere(self) -> frozenset[str]: ...
    @property
    def is_shared(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class KeptTable:
    """A table that at any time is what its parts find. It has the columns `learner_id` and `institution_id`.

    `columns` says in SQL what of the row of a `{part}` each column is; `key` are those that tell rows apart. `chosen`
    is the condition on the table's rows of some `{parts}` (their names) only.
    """

    name: str
    columns: Mapping[str, str]
    key: tuple[str, ...]
    parts: Mapping[str, Part]
    chosen: str = "TRUE"


# Every table there is; `learnplan/home/waiting.py` fills it from the rooms.
TABLES: list[KeptTable] = []
