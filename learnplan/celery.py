"""The Celery application and its one beat schedule."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "learnplan.settings")

# The rooms that have tasks.
ROOMS = [
    "learnplan.kept",
    "learnplan.notices",
    "learnplan.people.importing",
    "plans.evidence",
    "plans.years",
    "scripts.editing",
    "scripts.places",
]

app = Celery("learnplan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(ROOMS)
app.conf.beat_schedule = {
    # Notices whose worker died, or that were written while the queue was down.
    "deliver-waiting-notices": {"task": "notices.deliver_waiting", "schedule": 60.0, "options": {"expires": 55}},
    # Imports that wait still, and files that nobody decided about: they do not stay.
    "tidy-imports": {"task": "imports.tidy", "schedule": 120.0},
    # Files of evidence that was taken back, and what a fallen process left.
    "tidy-evidence": {"task": "evidence.tidy", "schedule": crontab(hour=3, minute=20)},
    # Roll-overs whose worker died.
    "go-on-with-roll-overs": {"task": "years.go_on", "schedule": 120.0},
    # What is kept (what waits, the chosen path), against what should be: early, since a new year begins at midnight.
    "check-what-is-kept": {"task": "kept.check", "schedule": crontab(hour=0, minute=10)},
    # Versions of scripts from more than a year ago that nobody named or signed.
    "thin-versions": {"task": "versions.thin", "schedule": crontab(hour=3, minute=40)},
    # Dates to answer that have passed: ask again, never decide.
    "ask-again-about-places": {"task": "places.ask_again", "schedule": crontab(hour=7, minute=0)},
}
