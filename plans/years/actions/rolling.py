"""Rolling an institution over into its next year: a preview first, then the work, line by line and safe to repeat."""

import logging
import traceback
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.acts import act, acting
from learnplan.celery import app
from learnplan.events.actions import record
from learnplan.notices.actions import notify
from learnplan.people.models import Institution, User
from learnplan.people.permissions import administers
from learnplan.rules import RuleBroken
from learnplan.years import current_year, year_name
from plans.targets.actions.carrying import roll_on
from plans.targets.actions.targets import start_plan
from plans.targets.models import Plan
from plans.years.models import RollOver, RollOverLine
from plans.years.rolling import foresee, to_carry

logger = logging.getLogger(__name__)


State, Outcome = RollOver.State, RollOverLine.Outcome
BATCH = 20


@act
def prepare_roll_over(
    *, institution: Institution, from_year: int, learners: Iterable[int], carry: str, actor: User
) -> RollOver:
    """Write down who would get a plan for the year after `from_year`, and what would go along: nothing is done yet.

    `learners` are the ids of those chosen; choosing nobody is refused, and never means everyone.
    """
    _check_may(institution, actor)
    chosen = set(learners)
    if not chosen:
        raise RuleBroken(_("Choose at least one year group or one learner. Choosing nobody does not mean everyone."))
    if from_year not in (current_year() - 1, current_year()):
        raise RuleBroken(_("A roll-over leads into this academic year or into the next one."))
    if carry not in RollOver.Carry.values:
        raise RuleBroken(_("Say which targets go along."))
    found = foresee(institution, from_year, carry, chosen)
    if len(found) < len(chosen):
        raise RuleBroken(
            _("%(count)s of those chosen are not learners at %(place)s in either year. Choose again.")
            % {"count": len(chosen) - len(found), "place": institution}
        )
    made = RollOver.objects.create(institution=institution, from_year=from_year, carry=carry, by=actor)
    for line in found:
        line.roll_over = made
    RollOverLine.objects.bulk_create(found)
    return made


@act
def set_left_out(*, line: RollOverLine, is_out: bool, actor: User) -> RollOverLine:
    """Leave a learner out of a roll-over that has not started, or take them in again."""
    rolling = _lock_preview(line.roll_over, actor, _("This roll-over has started already."))
    line = rolling.lines.get(pk=line.pk)
    now = foresee(rolling.institution_id, rolling.from_year, rolling.carry, [line.learner_id])
    line.outcome = Outcome.OUT if is_out or not now else now[0].outcome
    line.carried = 0 if is_out or not now else now[0].carried
    line.save(update_fields=["outcome", "carried"])
    return line


@act
def start_roll_over(*, roll_over: RollOver, actor: User) -> RollOver:
    """Do what the preview shows, in the background. Of two who press at once, one starts it."""
    rolling = _lock_preview(roll_over, actor)
    count = rolling.lines.filter(outcome__in=RollOverLine.ROLLED).count()
    if not count:
        raise RuleBroken(_("There is nobody left in it who would get a plan. Take somebody in, or set it aside."))
    rolling.state = State.RUNNING
    rolling.save(update_fields=["state"])
    facts = {"count": count, "year": year_name(rolling.to_year)}
    record("roll_over.started", actor=actor, thing=rolling, institution=rolling.institution, **facts)
    queue(rolling.pk)
    return rolling


@act
def set_aside_roll_over(*, roll_over: RollOver, actor: User) -> RollOver:
    """Do nothing of what the preview shows."""
    rolling = _lock_preview(roll_over, actor)
    rolling.state, rolling.finished_at = State.SET_ASIDE, timezone.now()
    rolling.save(update_fields=["state", "finished_at"])
    return rolling


def queue(roll_over_id: int) -> None:
    """Put the roll-over on the queue once this transaction is committed."""
    transaction.on_commit(lambda: app.send_task("years.roll_over", args=[roll_over_id]), robust=True)


def run_roll_over(*, roll_over_id: int) -> None:
    """Do the lines that are left, a few in each transaction; two workers at once share them, and none is done twice."""
    while _do_some(roll_over_id):
        pass
    _finish(roll_over_id)


@act
def _do_some(roll_over_id: int) -> int:
    waiting = RollOverLine.objects.filter(roll_over=roll_over_id, roll_over__state=State.RUNNING, done_at=None)
    rows = waiting.select_for_update(of=("self",), skip_locked=True)
    lines = list(rows.select_related("learner", "roll_over__institution", "roll_over__by").order_by("pk")[:BATCH])
    for line in lines:
        try:
            with acting():
                _do(line)
        except RuleBroken as error:
            _refuse(line, error.messages[0])
        except Exception as error:
            # The error's own words may quote what somebody wrote, so only its kind and place are logged.
            place = "".join(traceback.format_tb(error.__traceback__))
            logger.error("Line %s of a roll-over failed with %s at\n%s", line.pk, type(error).__name__, place)
            _refuse(line, _("Something went wrong here, and nothing was changed for this learner. Tell us, please."))
        line.done_at = timezone.now()
        line.save(update_fields=["outcome", "carried", "words", "plan", "done_at"])
    return len(lines)


def _do(line: RollOverLine) -> None:
    """Do one line as things are now, which may not be as they were foreseen; doing it again changes nothing."""
    rolling = line.roll_over
    if line.outcome == Outcome.OUT:
        return
    now = foresee(rolling.institution_id, rolling.from_year, rolling.carry, [line.learner_id])
    if not now:
        raise RuleBroken(_("No longer a learner here in either year."))
    line.outcome, line.carried = now[0].outcome, 0
    if line.outcome == Outcome.LEAVES:
        return
    actor, learner = rolling.by, line.learner
    line.plan = start_plan(learner=learner, institution=rolling.institution, year=rolling.to_year, actor=actor)
    as_draft = rolling.carry == RollOver.Carry.OPEN
    for target in to_carry(rolling.from_year, rolling.carry, [learner.pk]).order_by("pk"):
        line.carried += roll_on(target=target, plan=line.plan, actor=actor, as_draft=as_draft) is not None
    if line.outcome != Outcome.KEEPS:
        _tell(learner, line.plan)


def _refuse(line: RollOverLine, words: str) -> None:
    line.outcome, line.words, line.carried, line.plan = Outcome.REFUSED, words[:300], 0, None


def _tell(learner: User, plan: Plan) -> None:
    words = _("Your plan for %(year)s is ready. You can start to fill it.") % {"year": plan.year_name}
    notify(recipient=learner, key=f"plan-{plan.pk}-ready", words=words, path=plan.get_absolute_url())


@act
def _finish(roll_over_id: int) -> None:
    rolling = RollOver.objects.select_for_update(of=("self",)).select_related("institution", "by").get(pk=roll_over_id)
    if not rolling.is_running or rolling.lines.filter(done_at=None).exists():
        return
    rolling.state, rolling.finished_at = State.DONE, timezone.now()
    rolling.save(update_fields=["state", "finished_at"])
    facts = {"count": rolling.lines.filter(plan__isnull=False).count(), "year": year_name(rolling.to_year)}
    record("roll_over.done", actor=rolling.by, thing=rolling, institution=rolling.institution, **facts)


def _lock_preview(roll_over: RollOver, actor: User, otherwise: str = "") -> RollOver:
    """Return the roll-over as it is now, locked; RuleBroken (`otherwise`) once it is no preview, or not the actor's."""
    rows = RollOver.objects.select_for_update(of=("self",)).select_related("institution")
    rolling = rows.get(pk=roll_over.pk)
    _check_may(rolling.institution, actor)
    if not rolling.is_preview:
        raise RuleBroken(otherwise or _("Somebody decided about this roll-over already."))
    return rolling


def _check_may(institution: Institution, actor: User) -> None:
    if not administers(actor, institution):
        raise RuleBroken(_("Only an administrator of %(place)s can do this.") % {"place": institution})
