"""What the clock does for evidence: it finishes what a fallen process began, and sweeps up what one left."""

from celery import shared_task

from plans.targets.evidence.actions import forget_files
from plans.targets.evidence.keeping import sweep


@shared_task(name="evidence.tidy")
def tidy() -> None:
    """Remove the files of what was taken back, and files that no row names."""
    forget_files()
    sweep()
