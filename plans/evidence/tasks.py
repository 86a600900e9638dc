"""What the clock does for evidence: it finishes what a fallen process began, and sweeps up what one left."""

from celery import shared_task

from plans.evidence.actions import forget_files
from plans.evidence.files import sweep


@shared_task(name="evidence.tidy")
def tidy() -> None:
    """Remove the files of what was taken back, and files that no row names."""
    forget_files()
    sweep()
