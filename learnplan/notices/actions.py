"""Telling people, in the act's own transaction, delivered after it; marking it as read; a new calendar address."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import batched

from django.db import transaction
from django.utils import timezone

from learnplan.acts import act
from learnplan.events.actions import record
from learnplan.events.models import Event
from learnplan.notices.models import CalendarFeed, Notice, new_token
from learnplan.notices.tasks import deliver
from learnplan.people.models import User


@dataclass(frozen=True)
class Telling:
    """What one person is told, and of which event: as `notify` takes it."""

    recipient: User
    key: str
    words: str
    path: str = ""
    event: Event | None = None


def notify(*, recipient, key: str, words: str, path: str = "", event=None) -> Notice | None:
    """Tell `recipient` once: a second call with the same `key` for them changes nothing, also at the same time.

    `words` is the whole sentence, already in their language; `path` leads to what it is about. Call it inside the
    act's transaction: if that is rolled back nobody is told. A person is never told of their own act: pass the
    `event`, and for its actor this returns None.
    """
    fresh = _fresh(Telling(recipient, key, words, path, event))
    if fresh is None:
        return None
    Notice.objects.bulk_create([fresh], ignore_conflicts=True)
    notice = Notice.objects.get(recipient=recipient, key=key)
    _deliver_after_commit(notice)
    return notice


def notify_each(told: Iterable[Telling]) -> None:
    """Tell many people, each their own words, in one statement; as `notify`, the e-mails go after the commit."""
    fresh: dict[tuple[int, str], Notice] = {}
    for one in told:
        if notice := _fresh(one):
            fresh.setdefault((one.recipient.pk, one.key), notice)
    # Writing the key over itself changes nothing for whoever has been told, and brings the id of every row.
    told_once = ["recipient", "key"]
    for notice in Notice.objects.bulk_create(
        fresh.values(), update_conflicts=True, unique_fields=told_once, update_fields=["key"]
    ):
        _deliver_after_commit(notice)


def notify_all(*, told: Iterable[tuple[int, str]], key: str, words: str, event=None) -> None:
    """Tell many people the same, each once, in a few statements: `told` are (recipient id, path) pairs.

    As `notify`; the e-mails are left to the clock, which sends them in batches.
    """
    for batch in batched(told, 5000, strict=False):
        by_mail = User.objects.filter(pk__in=[pk for pk, _path in batch], is_active=True, email__isnull=False)
        reachable = set(by_mail.values_list("pk", flat=True))
        waiting, none = Notice.EmailState.WAITING, Notice.EmailState.NONE
        same = {"key": key, "words": words, "event": event}
        notices = (
            Notice(recipient_id=pk, path=path, email_state=waiting if pk in reachable else none, **same)
            for pk, path in batch
            if event is None or event.actor_id != pk
        )
        Notice.objects.bulk_create(notices, ignore_conflicts=True)


def _fresh(told: Telling) -> Notice | None:
    """Return the notice to write; None for what one did oneself."""
    to = told.recipient
    if told.event is not None and told.event.actor_id == to.pk:
        return None
    state = Notice.EmailState.WAITING if to.email and to.is_active else Notice.EmailState.NONE
    said = {"key": told.key, "words": told.words, "path": told.path, "event": told.event}
    return Notice(recipient=to, email_state=state, **said)


def _deliver_after_commit(notice: Notice) -> None:
    if notice.email_state == Notice.EmailState.WAITING:
        # Robust: with the queue down the act still succeeds, and the clock delivers later.
        transaction.on_commit(partial(deliver.delay, notice.pk), robust=True)


@act
def read_all(*, recipient) -> int:
    """Mark everything in the inbox as read; returns how many were not."""
    return Notice.objects.visible_to(recipient).unread().update(read_at=timezone.now())


@act
def read(*, notice: Notice) -> None:
    """Mark one notice as read; the first time stays."""
    Notice.objects.unread().filter(pk=notice.pk).update(read_at=timezone.now())


@act
def renew_feed(*, owner: User) -> CalendarFeed:
    """Give the owner's calendar a new secret address; the old one stops at once. The address is not recorded."""
    feed, is_new = CalendarFeed.objects.update_or_create(owner=owner, defaults={"token": new_token()})
    record("calendar.opened" if is_new else "calendar.renewed", actor=owner, thing=feed)
    return feed
