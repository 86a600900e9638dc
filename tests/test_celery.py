"""Every task of every room is known to the workers, and the clock asks for none that is not."""

from django.conf import settings

from learnplan.celery import ROOMS, app


def test_every_room_with_tasks_is_known_to_the_workers():
    rooms = ("learnplan", "plans", "scripts", "advocacy")
    found = [
        path.parent.relative_to(settings.BASE_DIR)
        for room in rooms
        for path in (settings.BASE_DIR / room).rglob("tasks.py")
    ]
    assert sorted(".".join(room.parts) for room in found) == ROOMS


def test_clock_asks_for_tasks_that_there_are():
    app.loader.import_default_modules()
    assert {each["task"] for each in app.conf.beat_schedule.values()} <= set(app.tasks)
