"""What targets leave to do: for a learner what was answered or is overdue, for an adult who waits for them."""

from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.waiting.models import Waiting
from learnplan.waiting.shapes import Midnight, Need, Source, Who, columns, in_year
from plans.targets.models import Level, Rating, Target

AFTER = frozenset({"target", "draft", "plan", "roll_over", "review"})
LEARNER = "plan__learner"


def _open_targets():
    """Open targets of plans that are not closed, with `rated_at`: when an adult last answered."""
    rated = Rating.objects.filter(target=OuterRef("pk")).order_by("-at", "-pk").values("at")[:1]
    return Target.objects.open().filter(plan__closed_at=None).annotate(rated_at=Subquery(rated))


IS_ANSWERED = Q(state__in=Target.CALLS, rated_at__gte=F("moved_at"))


def _of_learner(rows, since, **due):
    own = columns(
        learner=LEARNER,
        institution="plan__institution",
        person=LEARNER,
        words=F("words"),
        **in_year("plan__year", since),
        **due,
    )
    return rows.values(**own)


def _answered():
    return _of_learner(_open_targets().filter(IS_ANSWERED), F("rated_at"))


def _overdue():
    """Those whose day is set: they wait from the day after it on."""
    rows = _open_targets().exclude(IS_ANSWERED).filter(due_on__isnull=False)
    return _of_learner(rows, Midnight(F("due_on"), 1), due="due_on")


def _of_adult():
    own = columns(
        learner=LEARNER,
        institution="plan__institution",
        words=F("words"),
        state=F("state"),
        is_call=F("is_call"),
        level=F("said_level"),
        **in_year("plan__year", F("waits_since")),
    )
    return Target.objects.waiting().values(**own)


def _read_answer(row: Waiting) -> Need:
    return Need(
        words=_("You have an answer on “%(words)s”.") % row.facts,
        more=_("Read it, and say if you can go on."),
        path=reverse("target", args=[row.thing_id]),
        action=_("Read the answer"),
    )


def _say_how_it_went(row: Waiting) -> Need:
    return Need(
        words=_("The day you set for “%(words)s” has passed.") % row.facts,
        more=_("That is fine. Say how it went, or pick a new day."),
        path=reverse("check_in", args=[row.thing_id]),
        action=_("Say how it went"),
    )


def _answer(row: Waiting) -> Need:
    if row.facts["is_call"]:
        is_help = row.facts["state"] == Target.State.NEED_HELP
        said = (
            _("%(who)s asked for help with “%(words)s”.") if is_help else _("%(who)s wants to talk about “%(words)s”.")
        )
        more = ""
    else:
        said = _("%(who)s checked in on “%(words)s”.")
        more = _("They say: %(level)s.") % {"level": Level(row.facts["level"]).label}
    words = said % {"who": row.learner, "words": row.facts["words"]}
    return Need(words, more, reverse("rate", args=[row.thing_id]), _("Answer"))


SOURCES = (
    Source("target.answered", gettext_lazy("Targets"), AFTER, _answered, _read_answer),
    Source("target.overdue", gettext_lazy("Targets"), AFTER, _overdue, _say_how_it_went),
    Source("target.waits", gettext_lazy("Targets"), AFTER, _of_adult, _answer, who=Who.HELPERS),
)
