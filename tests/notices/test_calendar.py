"""The calendar feed: what is in it, for whom, and how its secret address is renewed."""

import datetime as dt

import pytest
from django.urls import reverse
from icalendar import Calendar

from learnplan.events.models import Event
from learnplan.notices import appointments
from learnplan.notices.actions import renew_feed
from learnplan.notices.models import CalendarFeed
from plans.consultation.actions import agenda, talks
from plans.consultation.beside import appointments as talks_of
from plans.targets.actions.targets import start_plan


@pytest.fixture
def talk(amina, chidi, riverside):
    from django.utils import timezone

    from learnplan.years import current_year

    plan = start_plan(learner=amina, institution=riverside, year=current_year(), actor=amina)
    at = timezone.now().replace(microsecond=0) + dt.timedelta(days=1)
    talk = talks.book_talk(plan=plan, adult=chidi, at=at, place="Room 4; by the window, left", actor=amina)
    agenda.add_prompt(talk=talk, words="Why do I jump ahead?", purpose="how", actor=amina)
    return talk


def read(client, person):
    feed = renew_feed(owner=person)
    client.logout()
    answer = client.get(reverse("calendar_feed", args=[feed.token]))
    assert answer.status_code == 200
    return answer, Calendar.from_ical(answer.content).walk("VEVENT")


@pytest.mark.parametrize(("who", "summary"), [("amina", "Talk with Chidi Okafor"), ("chidi", "Talk with Amina")])
def test_feed_has_the_talk_of_each_without_a_word_of_it(client, talk, request, who, summary):
    answer, [event] = read(client, request.getfixturevalue(who))
    assert str(event["SUMMARY"]) == summary
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (talk.booked_at, talk.until_at)
    assert str(event["LOCATION"]) == "Room 4; by the window, left"
    assert str(event["URL"]).endswith(talk.get_absolute_url())
    assert b"jump" not in answer.content
    assert b"Said" not in answer.content
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert set(answer.headers["Cache-Control"].split(", ")) == {"private", "max-age=300"}


def test_moved_talk_has_the_same_name_and_a_higher_count(client, talk, amina):
    before = read(client, amina)[1][0]
    talk = talks.set_time(talk=talk, at=talk.booked_at + dt.timedelta(hours=2), place="Library", actor=amina)
    after = read(client, amina)[1][0]
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"], after.decoded("DTSTART")) == (0, 1, talk.booked_at)
    talks.call_off_talk(talk=talk, words="Ill", actor=amina)
    assert str(read(client, amina)[1][0]["STATUS"]) == "CANCELLED"


@pytest.mark.parametrize("who", ["mair", "bea", "rosa", "dov", "sam"])
def test_feed_of_others_has_nothing_of_it(client, talk, request, who):
    assert read(client, request.getfixturevalue(who))[1] == []


def test_adult_whose_bond_has_ended_has_it_no_more(talk, chidi):
    assert len(talks_of(chidi)) == 1
    chidi.bonds_as_adult.update(until_on=dt.date.today() - dt.timedelta(days=1))
    assert talks_of(chidi) == []


def test_same_appointments_are_the_same_bytes(talk, amina):
    assert appointments.write(talks_of(amina), "Learnplan") == appointments.write(talks_of(amina), "Learnplan")


def test_renewed_address_stops_the_old_one_and_is_not_recorded(sign_in, client, amina):
    page = sign_in(amina).get(reverse("calendar_address"))
    assert "Not switched on yet" in page.content.decode()
    client.post(reverse("calendar_address"))
    old = CalendarFeed.objects.get().token
    page = client.get(reverse("calendar_address")).content.decode()
    assert f"{old}.ics" in page
    assert "webcal://" in page
    client.post(reverse("calendar_address"))
    new = CalendarFeed.objects.get().token
    assert client.get(reverse("calendar_feed", args=[old])).status_code == 404
    assert client.get(reverse("calendar_feed", args=[new])).status_code == 200
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == ["calendar.opened", "calendar.renewed"]
    assert new not in str(list(Event.objects.values_list("facts", flat=True)))


def test_feed_of_someone_who_may_not_sign_in_any_more_is_gone(client, amina):
    feed = renew_feed(owner=amina)
    amina.is_active = False
    amina.save()
    assert client.get(reverse("calendar_feed", args=[feed.token])).status_code == 404


def test_talk_is_taken_as_a_file(sign_in, talk, chidi):
    answer = sign_in(chidi).get(reverse("talk_ics", args=[talk.pk]))
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Talk with Amina"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="talk-{talk.pk}.ics"'
