"""How learners have directed themselves: counts of what they did, in one query, and never of how well."""

import datetime as dt

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncWeek
from django.utils import timezone

from learnplan.events.models import Event
from learnplan.people.models import User
from plans.consultation.models import Answer, Prompt, Talk
from plans.coproduction.freedoms.catalogue import MONTHS, WEEKS, Direction
from plans.coproduction.freedoms.models import FreedomGrant
from plans.targets.models import CheckIn, Target, TargetStep


def direction_of(learner: User | int) -> Direction:
    """Return how the learner has directed themselves, up to now: one query."""
    row = with_direction(User.objects.filter(pk=getattr(learner, "pk", learner))).get()
    return Direction(**{name: getattr(row, name) for name in Direction.__dataclass_fields__})


def with_direction(learners: QuerySet) -> QuerySet:
    """Add to learners (a queryset of users) the six counts of `Direction`, by their names."""
    now = timezone.now()
    since, recent = now - dt.timedelta(days=30.5 * MONTHS), now - dt.timedelta(weeks=WEEKS)
    check_ins = CheckIn.objects.filter(author=OuterRef("pk"), target__plan__learner=OuterRef("pk"))
    written = Target.objects.filter(author=OuterRef("pk"), plan__learner=OuterRef("pk"), written_at__gte=since)
    steps = TargetStep.objects.filter(target__plan__learner=OuterRef("pk"), done_at__gte=since)
    asked = Event.objects.filter(learner=OuterRef("pk"), actor=OuterRef("pk"), at__gte=since)
    return learners.annotate(
        weeks=counted(check_ins.filter(at__gte=recent), "author", Count(TruncWeek("at"), distinct=True)),
        targets=counted(written.exclude(state=Target.State.DRAFT), "author"),
        reflections=counted(check_ins.filter(~Q(reflection=""), at__gte=since), "author"),
        steps=counted(steps, "target__plan__learner"),
        helps=counted(asked.filter(verb__in=["target.help_asked", "target.talk_wanted"]), "learner"),
        talks=prepared_talks(since),
    )


def counted(rows: QuerySet, by: str, count: Count | None = None) -> Coalesce:
    """Return how many `rows` there are, which belong to one value of `by`, as a column."""
    number = count or Count("pk")
    return Coalesce(Subquery(rows.order_by().values(by).annotate(n=number).values("n")), 0)


def prepared_talks(since: dt.datetime) -> Coalesce:
    """Return how many talks the learner put a question into, or answered one of before it began, as a column."""
    before = Answer.objects.filter(prompt__talk=OuterRef("pk"), author=F("prompt__talk__plan__learner"))
    before = before.filter(at__lt=F("prompt__talk__booked_at"))
    asked = Prompt.objects.filter(talk=OuterRef("pk"), author=F("talk__plan__learner"))
    talks = Talk.objects.filter(Exists(asked) | Exists(before), plan__learner=OuterRef("pk"), booked_at__gte=since)
    return counted(talks.exclude(state=Talk.State.CALLED_OFF), "plan__learner")


def talks_since(grant: FreedomGrant):
    """Return the talks (queryset) held since the freedom was given, of which both sides agree what was said."""
    held = Talk.objects.filter(plan__learner=grant.learner_id, state=Talk.State.AGREED)
    since = {"booked_at__gte": grant.granted_at, "moved_at__gte": grant.granted_at}
    return held.filter(**since).select_related("adult").order_by("-booked_at")
