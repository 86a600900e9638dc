"""Circumstances written down for one learner or for many: who may, what is refused, what the record says."""

import datetime as dt

import pytest

from learnplan.events.models import Event
from learnplan.people.actions.circumstances import add_circumstance, note_circumstances
from learnplan.people.models import Circumstance
from learnplan.rules import RuleBroken

TODAY = dt.date.today()
YESTERDAY = TODAY - dt.timedelta(days=1)


def test_circumstance_follows_the_one_before_and_its_event_does_not_say_which(amina, rosa):
    facts = {"learner": amina, "kind": "area_decile", "source": "roster", "actor": rosa}
    first = add_circumstance(value=2, from_on=TODAY - dt.timedelta(days=30), **facts)
    add_circumstance(value=3, from_on=TODAY, **facts)
    first.refresh_from_db()
    assert first.until_on == YESTERDAY
    assert Circumstance.objects.current().get().value == 3
    events = list(Event.objects.all())
    assert [event.facts for event in events] == [{}, {}]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": 11}, "from 1 to 10"),
        ({"kind": "care", "value": 0}, "from 1 to 1"),
        ({"source": " "}, "Say where"),
        ({"from_on": YESTERDAY - dt.timedelta(days=1)}, "A later entry"),
    ],
)
def test_circumstance_is_refused(amina, rosa, change, words):
    facts = {"learner": amina, "kind": "area_decile", "value": 2, "source": "roster", "from_on": YESTERDAY}
    add_circumstance(actor=rosa, **facts)
    with pytest.raises(RuleBroken, match=words):
        add_circumstance(actor=rosa, **facts | {"from_on": TODAY} | change)


def test_circumstance_is_written_down_by_administrators_of_the_learner_only(amina, chidi, rosa, dov):
    facts = {"kind": "sen", "value": 1, "source": "letter", "from_on": TODAY}
    for learner, actor in ((amina, chidi), (amina, amina), (dov, rosa)):
        with pytest.raises(RuleBroken, match="Only an administrator"):
            add_circumstance(learner=learner, actor=actor, **facts)
    assert Circumstance.objects.count() == 0


def note(rosa, riverside, values, **changes):
    fields = {"kind": "area_decile", "values": values, "source": "office", "from_on": TODAY} | changes
    return note_circumstances(institution=riverside, actor=rosa, **fields)


def test_note_circumstances_ends_what_ran_before(amina, rosa, riverside):
    earlier = Circumstance.objects.create(
        learner=amina, kind="area_decile", value=5, source="s", from_on=dt.date(2020, 9, 1)
    )
    assert note(rosa, riverside, {amina.pk: 2}) == 1
    earlier.refresh_from_db()
    assert earlier.until_on == TODAY - dt.timedelta(days=1)
    assert Circumstance.objects.current().get(learner=amina).value == 2


def test_note_circumstances_does_not_say_whose_in_the_record(amina, rosa, riverside):
    note(rosa, riverside, {amina.pk: 2})
    assert Event.objects.get(verb="circumstances.noted").facts == {"count": 1}


@pytest.mark.parametrize(
    ("values", "message"), [({}, "for whom"), ({"amina": 11}, "from 1 to 10"), ({"dov": 2}, "Not everyone here")]
)
def test_note_circumstances_writes_nothing_when_anything_is_wrong(amina, dov, rosa, riverside, values, message):
    people = {"amina": amina.pk, "dov": dov.pk}
    with pytest.raises(RuleBroken, match=message):
        note(rosa, riverside, {people[name]: value for name, value in values.items()})
    assert not Circumstance.objects.exists()
