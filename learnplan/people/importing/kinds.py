"""Which kinds of file can be brought in, who may, and the loader of each: rooms above add theirs in ready()."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from learnplan.people.models import Institution, User
from learnplan.web.reports import Report


class Loader(Protocol):
    """Reads the file at `path` into the database for `institution`, or only tries to with `dry_run`.

    Must be atomic and safe to run twice; `progress(rows_done)` is called now and then; the options that
    receive() was given come as further arguments.
    """

    def __call__(
        self,
        path: Path,
        *,
        dry_run: bool,
        by: User | None = None,
        institution: Institution | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> Report: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of import: its loader, who may bring it in for an institution, and the page that shows what came in."""

    load: Loader
    may: Callable[[User, Institution], bool]
    leads_to: str


# By Import.Kind. A room that adds one has a view that calls learnplan.people.importing.actions.receive(...) and leads
# to the page "import".
KINDS: dict[str, Kind] = {}
