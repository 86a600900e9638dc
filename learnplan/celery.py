"""The Celery application and its one beat schedule."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "learnplan.settings")

app = Celery("learnplan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        "learnplan.notices",
        "learnplan.people",
        "learnplan.people.roster",
        "plans.funding",
        "scripts.authoring",
        "scripts.partnership",
    ]
)
app.conf.beat_schedule = {
    # Notices whose worker died, or that were written while the queue was down.
    "deliver-waiting-notices": {"task": "notices.deliver_waiting", "schedule": 60.0},
}
