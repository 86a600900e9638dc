"""Holding a row as it is, together with others: the lock that Django's ORM does not have."""

from django.db import connection
from django.db.models import Model


def hold(table: type[Model], key: int) -> None:
    """Keep a row of `table` as it is until the transaction ends (FOR SHARE); whoever would lock or change it waits.

    Many hold one row at once. Read what hangs on it only after this: each statement sees what was committed before it
    began. A foreign key to the row locks it too, but not before the commit, and against its deletion only.
    """
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(table._meta.db_table)
        cursor.execute(f"SELECT FROM {name} WHERE id = %s FOR SHARE", [key])
