"""Writing what stands beside offers in rows of its own; for the actions of offers, which lock and record."""

from collections.abc import Iterable, Mapping

from scripts.partnership.beside import TABLES, Rows
from scripts.partnership.models import Offer

BATCH = 1_000


def write_beside(changes: Iterable[tuple[Offer, Mapping[str, Rows]]]) -> None:
    """Put what is given in place of what stands beside each offer; a table that is not given stays as it is."""
    changes = list(changes)
    for name, (table, fields) in TABLES.items():
        given = [(offer, rows[name]) for offer, rows in changes if name in rows]
        table._default_manager.filter(offer__in=[offer.pk for offer, _rows in given]).delete()
        table._default_manager.bulk_create(
            (
                table(offer=offer, **dict(zip(fields, row, strict=True)))
                for offer, rows in given
                for row in sorted(rows)
            ),
            batch_size=BATCH,
        )
