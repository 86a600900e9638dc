"""The clock of versions: those of long ago that nobody named are thinned out at night."""

from celery import shared_task

from scripts.editing.actions.versions import thin_versions


@shared_task(name="versions.thin")
def thin() -> None:
    """Thin out versions older than a year. Safe to run twice."""
    thin_versions()
