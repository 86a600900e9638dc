"""The files of evidence in their store: kept for as long as the row that names them, and no longer."""

import datetime as dt
import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from django.core.files import File
from django.utils import timezone

from plans.evidence.checking import Checked
from plans.evidence.models import Evidence, store

logger = logging.getLogger(__name__)


@contextmanager
def keeping(evidence: Evidence, checked: Checked | None) -> Iterator[None]:
    """Put the files of `checked` into the store and on the (unsaved) row; remove them again if the block fails.

    Put the transaction inside the block, so that a failing commit removes them too. What a killed process leaves
    behind is swept up later (`sweep`).
    """
    if checked is None:
        yield
        return
    try:
        evidence.file.save(f"file{checked.ending}", File(checked.body), save=False)
        evidence.size, evidence.content_type = evidence.file.size, checked.content_type
        if checked.small is not None:
            evidence.small.save(f"small{checked.ending}", File(checked.small), save=False)
            evidence.size += evidence.small.size
        yield
    except BaseException:
        for kept in (evidence.file, evidence.small):
            if kept.name:
                with suppress(OSError):
                    kept.storage.delete(kept.name)
        raise


def digest_of(upload: BinaryIO) -> str:
    """Return the SHA-256 of an upload as it came, and leave it at its start."""
    upload.seek(0)
    found = hashlib.sha256()
    while chunk := upload.read(2**20):
        found.update(chunk)
    upload.seek(0)
    return found.hexdigest()


def remove_files(names: list[str]) -> None:
    """Remove files from the store; one that is gone already is no fault."""
    for name in names:
        store().delete(name)


def sweep() -> int:
    """Remove files of today and the last two days that no row names and that are older than a day; return how many."""
    removed, kept, old = 0, store(), timezone.now() - dt.timedelta(days=1)
    for back in range(3):
        folder = f"evidence/{timezone.localdate() - dt.timedelta(days=back):%Y/%m/%d}"
        try:
            names = {f"{folder}/{name}" for name in kept.listdir(folder)[1]}
        except FileNotFoundError:
            continue
        for field in ("file", "small"):
            names -= set(Evidence.objects.filter(**{f"{field}__startswith": folder}).values_list(field, flat=True))
        for name in names:
            if kept.get_modified_time(name) < old:
                kept.delete(name)
                removed += 1
    if removed:
        logger.warning("Removed %s files of evidence that no row named.", removed)
    return removed
