"""`manage.py check_waiting`: it finds every row that is not as it should be, and mends it."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from learnplan.kept.actions import differences
from learnplan.waiting.models import Waiting

pytestmark = pytest.mark.django_db
RIGHT = "Nothing differs.\n"
MEND = "3 rows differ. Put them right with: manage.py check_waiting --mend"


def check(**options):
    """Run the command; returns what it says."""
    said = io.StringIO()
    call_command("check_waiting", stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def broken(stage):
    """Three rows of the stage that are not as they should be: taken out, left over and changed."""
    gone, changed = Waiting.objects.order_by("kind", "thing_id")[:2]
    left = Waiting.objects.create(kind="target.waits", thing_id=0, learner=stage.amina, since=changed.since)
    Waiting.objects.filter(pk=gone.pk).delete()
    Waiting.objects.filter(pk=changed.pk).update(facts={"words": "wrong"})
    return sorted(
        (one.kind, one.thing_id, what) for one, what in ((gone, "missing"), (changed, "different"), (left, "left over"))
    )


def test_stage_is_right(stage):
    assert check() == RIGHT
    assert json.loads(check(json=True)) == {"differences": [], "mended": False}
    assert Waiting.objects.values("kind").distinct().count() > 20


def test_each_way_of_being_wrong_is_said_and_the_command_fails(broken):
    said = io.StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("check_waiting", stdout=said)
    assert (str(failed.value), failed.value.returncode) == (MEND, 1)
    assert said.getvalue() == "".join(f"{kind} {thing}: {what}\n" for kind, thing, what in broken)
    assert len(differences()) == 3, "It only looks."


def test_what_is_wrong_is_said_as_json_and_the_command_fails(broken):
    said = io.StringIO()
    with pytest.raises(CommandError):
        call_command("check_waiting", json=True, stdout=said)
    found = [{"kind": kind, "thing_id": thing, "what": what} for kind, thing, what in broken]
    assert json.loads(said.getvalue()) == {"differences": found, "mended": False}


def test_what_is_wrong_is_mended(broken):
    found = [{"kind": kind, "thing_id": thing, "what": what} for kind, thing, what in broken]
    assert json.loads(check(json=True, mend=True)) == {"differences": found, "mended": True}
    assert differences() == []
    assert check(mend=True) == RIGHT


def test_many_that_are_wrong_are_counted(stage):
    count = Waiting.objects.count()
    Waiting.objects.all().delete()
    said = check(mend=True)
    assert said.splitlines()[20:] == [f"and more: {count - 20} missing"]
    assert check() == RIGHT
