"""What talks leave to do: a time to pick, a summary to read or to write, a need without a target."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Greatest, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.waiting.models import Waiting
from learnplan.waiting.shapes import Need, Source, columns
from learnplan.years import current_year
from plans.consultation.models import Need as TalkNeed
from plans.consultation.models import Talk
from plans.targets.models import Plan

GET_READY = dt.timedelta(days=14)
OF_TALKS = frozenset({"talk", "asked"})
OF_NEEDS = frozenset({"need", "talk", "target", "draft", "plan", "roll_over"})
LEARNER, ADULT = "plan__learner", "adult"


def _talks(state: str, person: str, by: str, **given):
    given = {"since": "moved_at"} | given
    own = columns(learner=LEARNER, institution="plan__institution", person=person, by=by, **given)
    return Talk.objects.filter(state=state).values(**own)


def _to_time_for_learner():
    return _talks(Talk.State.WANTED, LEARNER, ADULT).filter(~Q(asked_by=F(LEARNER)))


def _to_time_for_adult():
    return _talks(Talk.State.WANTED, ADULT, LEARNER, reason=F("reason")).filter(~Q(asked_by=F(ADULT)))


def _to_read():
    return _talks(Talk.State.SUMMARISED, LEARNER, ADULT)


def _to_get_ready_for():
    soon = {"since": Greatest("moved_at", F("booked_at") - GET_READY), "until": "booked_at"}
    rows = _talks(Talk.State.BOOKED, LEARNER, ADULT, **soon, due=TruncDate("booked_at"), at=F("booked_at"))
    return rows.filter(opened_at=None)


def _to_write_again():
    return _talks(Talk.State.DISPUTED, ADULT, LEARNER)


def _to_sum_up():
    return _talks(Talk.State.BOOKED, ADULT, LEARNER, since="until_at", at=F("booked_at"))


def _unmet():
    """Needs, of this year or still of an earlier one, that no target answers: for that goes into this year's plan."""
    year = current_year()
    plan = Plan.objects.filter(learner=OuterRef("plan__learner"), year=year)
    rows = TalkNeed.objects.unmet().with_draft().filter(Exists(plan), plan__year__lte=year)
    return rows.values(
        **columns(
            learner=LEARNER,
            institution="plan__institution",
            person=LEARNER,
            since="at",
            words=F("words"),
            draft=F("draft"),
            plan=Subquery(plan.values("pk")[:1]),
        )
    )


def _time(row: Waiting) -> Need:
    if row.person_id == row.learner_id:
        words, more = _("There is to be a talk with %(who)s."), _("Pick a time that suits you.")
    else:
        words, more = _("%(who)s: a talk with you is asked for."), row.facts["reason"]
    return _need(row, words, more, "talk_time", _("Pick a time"))


def _read(row: Waiting) -> Need:
    words = _("Read what %(who)s understood in your talk.")
    return _need(row, words, _("It counts only when you agree."), "talk", _("Read it"))


def _get_ready(row: Waiting) -> Need:
    words = _("You talk with %(who)s on %(day)s.")
    return _need(row, words, _("What do you want to say?"), "talk", _("Get ready"))


def _write_again(row: Waiting) -> Need:
    words = _("%(who)s does not agree with your summary.")
    return _need(row, words, _("Read why, and write it again."), "talk_summary", _("Write again"))


def _sum_up(row: Waiting) -> Need:
    return _need(row, _("Sum up your talk with %(who)s on %(day)s."), "", "talk_summary", _("Sum it up"))


def _need(row: Waiting, words: str, more: str, page: str, action: str) -> Need:
    said: dict[str, object] = {"who": row.by}
    if at := row.facts.get("at"):
        said["day"] = date_format(timezone.localtime(dt.datetime.fromisoformat(at)), "l j F")
    return Need(words=words % said, more=more, path=reverse(page, args=[row.thing_id]), action=action)


def _find_target(row: Waiting) -> Need:
    words = _("Your talk showed that you need this: “%(words)s”.") % row.facts
    if draft := row.facts["draft"]:
        path = reverse("target_draft", args=[draft])
        return Need(words, _("You have a draft for it."), path, _("Go on with the draft"))
    path = f"{reverse('target_new', args=[row.facts['plan']])}?need={row.thing_id}"
    return Need(words, _("What could you aim for, to get it?"), path, _("Make a target of it"))


SOURCES = (
    Source("talk.time.learner", gettext_lazy("Talks"), OF_TALKS, _to_time_for_learner, _time),
    Source("talk.time.adult", gettext_lazy("Talks"), OF_TALKS, _to_time_for_adult, _time, while_tied=True),
    Source("talk.read", gettext_lazy("Talks"), OF_TALKS, _to_read, _read),
    Source("talk.get_ready", gettext_lazy("Talks"), OF_TALKS, _to_get_ready_for, _get_ready),
    Source("talk.write_again", gettext_lazy("Talks"), OF_TALKS, _to_write_again, _write_again, while_tied=True),
    Source("talk.sum_up", gettext_lazy("Talks"), OF_TALKS, _to_sum_up, _sum_up, while_tied=True),
    Source("need.unmet", gettext_lazy("Needs without a target"), OF_NEEDS, _unmet, _find_target),
)
