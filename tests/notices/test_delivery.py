"""Notices reach people once in effect, whoever is killed and whatever is down."""

import threading

import pytest
from celery.contrib.testing.worker import start_worker
from django.db import connection, transaction
from django.utils import timezone

from learnplan.celery import app
from learnplan.events.actions import record
from learnplan.notices import delivery
from learnplan.notices.actions import Telling, notify, notify_each
from learnplan.notices.delivery import deliver_due, deliver_notice, message_for
from learnplan.notices.models import BACK_OFF, Notice
from learnplan.notices.tasks import deliver, deliver_waiting

State = Notice.EmailState


@pytest.fixture
def mail_folder(settings, tmp_path):
    """The demonstration's mail folder, empty."""
    settings.MAIL_FOLDER = tmp_path
    settings.MAILERS = {"default": {"BACKEND": "learnplan.notices.mail.OneFileEach"}}
    return tmp_path


@pytest.fixture
def broken_mail(settings):
    """No mail server listens here."""
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 9, "timeout": 1},
        }
    }


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def test_notice_is_delivered_after_commit(chidi, mail_folder, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        notice = notify(recipient=chidi, key="k", words="Amina checked in.", path="/plans/1/")
        assert files(mail_folder) == []
    assert len(callbacks) == 1
    deliver(notice.pk)
    notice.refresh_from_db()
    assert notice.email_state == State.SENT
    (name,) = files(mail_folder)
    text = (mail_folder / name).read_text()
    assert "To: chidi@riverside.example" in text
    assert "Subject: Amina checked in." in text
    assert "http://localhost:8000/plans/1/" in text


def test_many_are_told_their_own_words_once_and_by_mail_after_the_commit(
    chidi, amina, rosa, mail_folder, django_capture_on_commit_callbacks, django_assert_num_queries
):
    event = record("password.set", actor=rosa)
    told = [Telling(chidi, "k", "To you.", "/plans/1/"), Telling(amina, "k", "To her."), Telling(chidi, "k", "Again.")]
    with django_capture_on_commit_callbacks() as callbacks, django_assert_num_queries(1):
        notify_each([*told, Telling(rosa, "k", "You did it.", event=event)])
    found = Notice.objects.order_by("pk").values_list("recipient", "words", "path", "email_state")
    assert set(found) == {(chidi.pk, "To you.", "/plans/1/", "waiting"), (amina.pk, "To her.", "", "none")}
    assert files(mail_folder) == []
    assert len(callbacks) == 1
    chidis = Notice.objects.get(recipient=chidi)
    with django_capture_on_commit_callbacks() as callbacks:
        notify_each([Telling(chidi, "k", "A third time.")])
    assert Notice.objects.get(recipient=chidi).words == chidis.words
    deliver(chidis.pk)
    deliver(chidis.pk)
    assert len(files(mail_folder)) == 1


def test_notice_delivered_twice_is_one_file(chidi, mail_folder):
    notice = notify(recipient=chidi, key="k", words="Amina checked in.")
    deliver(notice.pk)
    deliver(notice.pk)
    deliver_waiting()
    assert len(files(mail_folder)) == 1
    notice.refresh_from_db()
    assert notice.email_attempts == 1


def test_message_id_follows_from_the_notice_alone(chidi):
    notice = notify(recipient=chidi, key="k", words="Amina checked in.")
    again = Notice.objects.get(pk=notice.pk)
    assert message_for(notice).message()["Message-ID"] == message_for(again).message()["Message-ID"]


@pytest.mark.django_db(transaction=True)
def test_notice_delivered_by_two_workers_at_once_is_sent_by_one(chidi, mail_folder):
    notice = notify(recipient=chidi, key="k", words="Amina checked in.")
    barrier, sent = threading.Barrier(2), []

    def work():
        barrier.wait()
        try:
            sent.append(deliver_notice(notice.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sent) == [False, True]
    assert len(files(mail_folder)) == 1
    notice.refresh_from_db()
    assert notice.email_attempts == 1


@pytest.mark.django_db(transaction=True)
def test_worker_killed_between_sending_and_commit_leaves_one_file(chidi, mail_folder):
    notice = notify(recipient=chidi, key="k", words="Amina checked in.")
    with transaction.atomic():
        assert deliver_notice(notice.pk)
        transaction.set_rollback(True)
    notice.refresh_from_db()
    assert notice.email_state == State.WAITING
    first = files(mail_folder)
    assert len(first) == 1
    deliver_waiting()
    notice.refresh_from_db()
    assert notice.email_state == State.SENT
    assert files(mail_folder) == first


@pytest.mark.django_db(transaction=True)
def test_inbox_can_be_read_while_a_mail_server_takes_its_time(chidi, mail_folder):
    notice = notify(recipient=chidi, key="k", words="Amina checked in.")
    with transaction.atomic():
        assert delivery._mine_alone(notice.pk)
        done = []

        def read():
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            done.append(Notice.objects.filter(pk=notice.pk).update(read_at=timezone.now()))
            connection.close()

        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    assert done == [1]


@pytest.mark.django_db(transaction=True)
def test_rolled_back_act_tells_nobody(chidi, mail_folder):
    with transaction.atomic():
        notify(recipient=chidi, key="k", words="Amina checked in.")
        transaction.set_rollback(True)
    deliver_waiting()
    assert Notice.objects.count() == 0
    assert files(mail_folder) == []


@pytest.mark.django_db(transaction=True)
def test_act_succeeds_while_the_queue_is_down_and_the_clock_delivers(chidi, mail_folder, monkeypatch, caplog):
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:9/0")
    with transaction.atomic():
        notice = notify(recipient=chidi, key="k", words="Amina checked in.")
    assert "could not" in caplog.text.lower() or "connection" in caplog.text.lower()
    assert files(mail_folder) == []
    deliver_waiting()
    notice.refresh_from_db()
    assert notice.email_state == State.SENT


@pytest.mark.django_db(transaction=True)
def test_real_worker_delivers(chidi, mail_folder):
    app.control.purge()  # what other tests have queued and nobody has done
    with start_worker(app, pool="solo", perform_ping_check=False):
        with transaction.atomic():
            notice = notify(recipient=chidi, key="k", words="Amina checked in.")
        for _ in range(600):
            notice.refresh_from_db()
            if notice.email_state == State.SENT:
                break
            threading.Event().wait(0.1)
    assert notice.email_state == State.SENT
    assert len(files(mail_folder)) == 1


def test_failed_notice_waits_longer_each_time_and_is_given_up(chidi, broken_mail):
    notice = notify(recipient=chidi, key="k", words="Amina checked in.")
    for attempts, pause in enumerate(BACK_OFF, 1):
        assert deliver_notice(notice.pk) is False
        notice.refresh_from_db()
        assert (notice.email_state, notice.email_attempts) == (State.WAITING, attempts)
        assert not Notice.objects.due(notice.email_at + pause * 0.9).exists()
        assert Notice.objects.due(notice.email_at + pause).exists()
    deliver_notice(notice.pk)
    notice.refresh_from_db()
    assert notice.email_state == State.FAILED
    assert deliver_due(at_most=10) == 0


def test_actor_is_not_told_of_their_own_act(amina, chidi):
    event = record("plan.started", actor=chidi, learner=amina, year="2026/27")
    assert notify(recipient=chidi, key="k", words="A plan was started.", event=event) is None
    assert notify(recipient=amina, key="k", words="A plan was started.", event=event).event == event
    assert Notice.objects.count() == 1


def test_same_key_tells_once(chidi):
    first = notify(recipient=chidi, key="k", words="Once.")
    assert notify(recipient=chidi, key="k", words="Twice.") == first
    assert Notice.objects.get().words == "Once."


def test_person_without_address_has_it_in_the_inbox_only(amina):
    assert notify(recipient=amina, key="k", words="Hello.").email_state == State.NONE
    assert deliver_due(at_most=10) == 0


@pytest.mark.django_db(transaction=True)
def test_same_key_at_the_same_time_tells_once(chidi):
    barrier = threading.Barrier(2)

    def tell():
        barrier.wait()
        try:
            with transaction.atomic():
                notify(recipient=chidi, key="k", words="Once.")
        finally:
            connection.close()

    threads = [threading.Thread(target=tell) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Notice.objects.count() == 1
