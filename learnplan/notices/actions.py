"""Telling people: a notice is written in the act's own transaction and delivered after it."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from learnplan.notices.models import Notice
from learnplan.notices.tasks import deliver


def notify(*, recipient, key: str, words: str, path: str = "", event=None) -> Notice | None:
    """Tell `recipient` once: a second call with the same `key` for them changes nothing, also at the same time.

    `words` is the whole sentence, already in their language; `path` leads to what it is about. Call it inside the
    act's transaction: if that is rolled back nobody is told. A person is never told of their own act: pass the
    `event`, and for its actor this returns None.
    """
    if event is not None and event.actor_id == recipient.pk:
        return None
    state = Notice.EmailState.WAITING if recipient.email and recipient.is_active else Notice.EmailState.NONE
    notice, is_new = Notice.objects.get_or_create(
        recipient=recipient,
        key=key,
        defaults={"words": words, "path": path, "event": event, "email_state": state},
    )
    if is_new and state == Notice.EmailState.WAITING:
        # Robust: with the queue down the act still succeeds, and the clock delivers later.
        transaction.on_commit(partial(deliver.delay, notice.pk), robust=True)
    return notice


@transaction.atomic
def read_all(*, recipient) -> int:
    """Mark everything in the inbox as read; returns how many were not."""
    return Notice.objects.visible_to(recipient).unread().update(read_at=timezone.now())


@transaction.atomic
def read(*, notice: Notice) -> None:
    """Mark one notice as read; the first time stays."""
    Notice.objects.unread().filter(pk=notice.pk).update(read_at=timezone.now())
