"""Which kinds of file can be brought in, who may, and the loader of each: rooms above register theirs in ready()."""

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

    name: str
    load: Loader
    may: Callable[[User, Institution], bool]
    leads_to: str


KINDS: dict[str, Kind] = {}


def register(name: str, *, load: Loader, may: Callable[[User, Institution], bool], leads_to: str) -> None:
    """Make `name` (one of Import.Kind) importable on a page.

    A room calls this from its AppConfig.ready(), e.g.
    register(Import.Kind.OFFERS, load=load_offers, may=provides_for, leads_to="offers"); its upload view then calls
    learnplan.people.importing.actions.receive(...) and redirects to the page "import".
    """
    KINDS[name] = Kind(name, load, may, leads_to)
