"""Keeping a version of a script after each act on it, and thinning out those of long ago."""

import datetime as dt

from django.db.models import Exists, OuterRef
from django.db.models.functions import TruncMonth
from django.utils import timezone

from learnplan.events.models import Event
from scripts.authoring.editing.content import digest_of, read_content
from scripts.authoring.editing.models import ScriptVersion

KEPT_WHOLE = dt.timedelta(days=365)
AT_ONCE = 2000


def keep_version(*, script_id: int, event: Event | None = None) -> ScriptVersion | None:
    """Keep the script as it stands now, after `event`; None if it is as the newest version has it.

    Three statements. The script is locked by the act that calls this (or is new), so numbers do not collide.
    `event` None is a beginning: a script that was there before versions were kept.
    """
    content, number, digest = read_content(script_id)
    new_digest = digest_of(content)
    if new_digest == digest:
        return None
    return ScriptVersion.objects.create(
        script_id=script_id,
        number=number + 1,
        event=event,
        made_by_id=event.actor_id if event else None,
        content=content,
        digest=new_digest,
    )


def thin_versions() -> int:
    """Let go of versions older than a year that nobody named or refers to; return how many.

    The last of each month stays, and so do the newest two of all, so that the last act can be undone. Safe to run
    twice, and stops at AT_ONCE, so that one night's work is short.
    """
    versions = ScriptVersion.objects.annotate(month=TruncMonth("made_at"))
    old = versions.filter(made_at__lt=timezone.now() - KEPT_WHOLE, name="")
    later = versions.filter(script=OuterRef("script"), number__gt=OuterRef("number"), month=OuterRef("month"))
    after = ScriptVersion.objects.filter(script=OuterRef("script"), number__gt=OuterRef("number") + 1)
    old = old.filter(Exists(later), Exists(after))
    for relation in ScriptVersion._meta.related_objects:
        old = old.exclude(Exists(relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})))
    return ScriptVersion.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:AT_ONCE])).delete()[0]
