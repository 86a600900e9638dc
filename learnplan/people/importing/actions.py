"""Receiving a file, checking it, importing it or setting it aside. One worker at a time works on one import."""

import datetime as dt
import logging
import tempfile
import traceback
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePath

from django.core.cache import cache
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.acts import act, acting
from learnplan.celery import app
from learnplan.people.importing.kinds import KINDS
from learnplan.people.importing.models import Import
from learnplan.people.models import Institution, User
from learnplan.rules import RuleBroken
from learnplan.web.reports import Report

logger = logging.getLogger(__name__)

MOST_BYTES = 200 * 2**20
KEPT_UNDECIDED = dt.timedelta(days=3)
PROGRESS_KEPT_SECONDS = 3600


def receive(
    *,
    kind: str,
    institution: Institution,
    files: Sequence[UploadedFile],
    actor: User,
    options: dict | None = None,
    packed: bool = False,
) -> Import:
    """Keep an uploaded file, or several packed into one zip, and queue its dry run.

    `options` are further arguments of the kind's loader; `packed` packs a single file too, so that it keeps its
    name. Raises RuleBroken.
    """
    if not KINDS[kind].may(actor, institution):
        raise RuleBroken(_("You cannot bring in files for {place}.").format(place=institution))
    if not files:
        raise RuleBroken(_("Choose a file."))
    if sum(file.size or 0 for file in files) > MOST_BYTES:
        raise RuleBroken(_("This is more than {n} MB. Pack it as a zip file.").format(n=MOST_BYTES // 2**20))
    name = PurePath(files[0].name or "").name
    if len(files) > 1:
        name = _("{name} and {n} more").format(name=name, n=len(files) - 1)
    received = Import(kind=kind, institution=institution, by=actor, file_name=name[:255], options=options or {})
    with acting():
        if len(files) == 1 and not packed:
            received.file.save(f"upload{PurePath(name).suffix[:10]}", files[0])
        else:
            with tempfile.TemporaryFile() as bundle:
                pack(files, bundle)
                received.file.save("upload.zip", File(bundle))
        queue(received.pk)
    return received


def pack(files: Sequence[UploadedFile], into) -> None:
    """Write several uploads into one zip file."""
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            with archive.open(PurePath(file.name or "").name, "w") as entry:
                for chunk in file.chunks():
                    entry.write(chunk)
    into.seek(0)


@act
def start_import(*, checked: Import, actor: User) -> None:
    """Import a file that was checked. Raises RuleBroken when it is not waiting for that."""
    decide(checked, actor, Import.State.IMPORTING)
    queue(checked.pk)


@act
def set_aside(*, checked: Import, actor: User) -> None:
    """Do not import a file that was checked, and delete it. Raises RuleBroken when it is not waiting for that."""
    decide(checked, actor, Import.State.SET_ASIDE)
    delete_file(checked)


def decide(checked: Import, actor: User, state: str) -> None:
    """Move a checked import on; of two people who press at once, one does it."""
    if not KINDS[checked.kind].may(actor, checked.institution):
        raise RuleBroken(_("You cannot bring in files for {place}.").format(place=checked.institution))
    waiting = Import.objects.filter(pk=checked.pk, state=Import.State.CHECKED)
    if waiting.update(state=state, rows_done=0) != 1:
        raise RuleBroken(_("Somebody decided about this file already."))


def queue(import_id: int) -> None:
    """Put the import on the queue once this transaction is committed."""
    transaction.on_commit(lambda: app.send_task("imports.run", args=[import_id]), robust=True)


def run(*, import_id: int) -> None:
    """Do what the import waits for: its dry run, or the import itself. An unforeseen error is kept as its report."""
    try:
        work(import_id)
    except Exception as error:
        # The error's own words may quote a cell of the file, so only its kind and place are logged.
        place = "".join(traceback.format_tb(error.__traceback__))
        logger.error("Import %s failed with %s at\n%s", import_id, type(error).__name__, place)
        give_up(import_id)


@act
def work(import_id: int) -> None:
    """Claim the import and do it.

    The row stays locked meanwhile, so that a second worker passes by, and a task whose worker died can run
    again. The rows and the new state are committed together, or neither.
    """
    waiting = Import.objects.select_for_update(skip_locked=True, of=("self",)).select_related("institution", "by")
    taken = waiting.filter(pk=import_id, state__in=Import.RUNNING).first()
    if taken is None:
        return
    dry_run = taken.state == Import.State.CHECKING
    report = KINDS[taken.kind].load(
        Path(taken.file.path),
        dry_run=dry_run,
        by=taken.by,
        institution=taken.institution,
        progress=lambda rows: cache.set(progress_key(import_id), rows, PROGRESS_KEPT_SECONDS),
        **taken.options,
    )
    finish(taken, report, dry_run=dry_run)


@act
def give_up(import_id: int) -> None:
    """Say that an import failed by no fault of its file, and delete the file."""
    failed = Import.objects.select_for_update().filter(pk=import_id, state__in=Import.RUNNING).first()
    if failed is not None:
        report = Report(readable=False)
        report.refuse("", None, None, "failed", _("Something went wrong here. Nothing was written. Tell us, please."))
        finish(failed, report, dry_run=False)


def finish(taken: Import, report: Report, *, dry_run: bool) -> None:
    """Keep the report and the new state; delete the file unless it is still to be imported."""
    taken.report = report.to_json()
    taken.rows_done = taken.rows_total = sum(counts.rows for counts in report.files.values())
    if not report.readable or not (dry_run or report.committed):
        taken.state = Import.State.REFUSED
    else:
        taken.state = Import.State.CHECKED if dry_run else Import.State.IMPORTED
    taken.finished_at = timezone.now()
    if not taken.is_ready:
        delete_file(taken)
    taken.save(update_fields=["report", "rows_done", "rows_total", "state", "finished_at"])
    transaction.on_commit(lambda: cache.delete(progress_key(taken.pk)), robust=True)


def delete_file(taken: Import) -> None:
    """Delete the uploaded file once this transaction is committed."""
    storage, name = taken.file.storage, taken.file.name or ""
    transaction.on_commit(lambda: storage.delete(name), robust=True)


def progress_key(import_id: int) -> str:
    return f"import-{import_id}-rows"


def rows_so_far(going: Import) -> int:
    """Return the rows read so far. They are kept beside the database: the import's own row is locked."""
    return (cache.get(progress_key(going.pk)) or 0) if going.is_running else going.rows_done


def set_aside_undecided() -> int:
    """Set aside the checked files that nobody decided about for days; return how many. The clock does this."""
    count = 0
    old = Import.objects.filter(state=Import.State.CHECKED, finished_at__lt=timezone.now() - KEPT_UNDECIDED)
    for forgotten in old.defer("report"):
        with acting():
            if Import.objects.filter(pk=forgotten.pk, state=Import.State.CHECKED).update(state=Import.State.SET_ASIDE):
                delete_file(forgotten)
                count += 1
    return count
