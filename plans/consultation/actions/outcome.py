"""What comes of a talk: the summary, the learner's word on it, and the needs that lead to targets."""

from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from plans.consultation import rules
from plans.consultation.actions.talks import move
from plans.consultation.locking import lock_own_talk, lock_talk, record_talk, tell_both
from plans.consultation.models import Need, Summary, Talk
from plans.targets.actions.drafts import keep_draft
from plans.targets.actions.targets import write_target
from plans.targets.locking import lock_plan
from plans.targets.models import Plan, Target


@act
def summarise(*, talk: Talk, words: str, actor: User) -> Summary:
    """Write down what the adult understood, beside the learner's words; it waits for the learner's word on it."""
    words = rules.clean_words(words, _("Write what you understood, in a few sentences."), rules.SUMMARY)
    talk, stands = lock_talk(talk, actor)
    if not stands.is_adult:
        raise RuleBroken(_("Only the adult in this talk sums it up. The learner’s own words stand beside it."))
    rules.check_may_be_summed_up(talk, talk.plan.learner.get_short_name())
    summary = talk.summaries.create(words=words, author=actor)
    move(talk, Talk.State.SUMMARISED)
    event = record_talk("talk.summarised", talk, actor)
    tell_both(talk, event, _("%(actor)s summed up your talk. It counts only when you agree."))
    return summary


@act
def agree_talk(*, talk: Talk, actor: User, summary: Summary | int | None = None) -> Talk:
    """Agree that the summary says what was said; `summary` is the one that was read, refused if there is a newer."""
    talk, waiting = _summary_read(talk, actor, summary)
    _reply(waiting, agrees=True)
    move(talk, Talk.State.AGREED)
    event = record_talk("talk.agreed", talk, actor)
    tell_both(talk, event, _("%(actor)s agrees with your summary. Now it counts."))
    return talk


@act
def dispute_talk(*, talk: Talk, words: str, actor: User, summary: Summary | int | None = None) -> Talk:
    """Say what is not right in the summary; it goes back to the adult, and both wordings are kept."""
    words = rules.clean_words(words, _("Say what is not right. A few words are enough."), rules.ANSWER)
    talk, waiting = _summary_read(talk, actor, summary)
    _reply(waiting, agrees=False, words=words)
    move(talk, Talk.State.DISPUTED)
    event = record_talk("talk.disputed", talk, actor)
    tell_both(talk, event, _("%(actor)s does not agree with your summary, and says what is not right."))
    return talk


@act
def add_need(*, talk: Talk, words: str, actor: User) -> Need:
    """Note a need that came out of an agreed talk; by the adult it is recorded as noted for the learner."""
    words = rules.clean_words(words, _("Write what you need."))
    talk, _stands = lock_own_talk(talk, actor)
    if talk.state != Talk.State.AGREED:
        raise RuleBroken(_("Needs come out of a talk that the learner agrees with. This one is not agreed yet."))
    if talk.needs.filter(words__iexact=words).exists():
        raise RuleBroken(_("This need is noted already."))
    need = talk.needs.create(plan=talk.plan, words=words, author=actor)
    event = record_talk("need.noted", talk, actor, for_learner=True, thing=need)
    tell_both(talk, event, _("%(actor)s noted what is needed after your talk: “%(words)s”"), words=words)
    return need


@act
def answer_need(*, need: Need, target: Target, actor: User) -> Need:
    """Tie a target of the learner's to the need that it answers; a second tie of the same two changes nothing.

    What the learner has let go, only they take up again.
    """
    need, talk, stands = _lock_need(need, actor)
    if need.state == Need.State.LET_GO and not stands.is_learner:
        who = {"who": talk.plan.learner.get_short_name()}
        raise RuleBroken(_("%(who)s has let go of this need. They can take it up again themselves.") % who)
    seen = Target.objects.not_others_drafts(actor)
    own = seen.filter(pk=target.pk, plan__learner=talk.plan.learner_id).first()
    if own is None:
        raise RuleBroken(_("That target is somebody else’s. Pick one of this learner’s."))
    if own.is_draft:
        raise RuleBroken(_("That is still a draft. Put it in the plan first, then it can answer the need."))
    if own.state == Target.State.DROPPED:
        raise RuleBroken(_("You let go of that target. Open it again first, or pick another one."))
    _link, is_new = need.links.get_or_create(target=own)
    if not is_new and need.state == Need.State.ANSWERED:
        return need
    need.state = Need.State.ANSWERED
    need.save(update_fields=["state"])
    record_talk("need.answered", talk, actor, for_learner=True, thing=need, target=own.words)
    return need


@act
def write_target_for(*, need: Need, actor: User, plan: Plan | None = None, **what) -> Target:
    """Write a target (`what` as for `write_target`) into `plan`, or the need's own, and tie the two."""
    target = write_target(plan=plan or need.plan, actor=actor, **what)
    answer_need(need=need, target=target, actor=actor)
    return target


@act
def keep_draft_for(*, need: Need, actor: User, plan: Plan | None = None, **what) -> Target:
    """Keep a draft (`what` as for `keep_draft`) that is to answer the need once it is in the plan, and not before."""
    plan = lock_plan(plan or need.plan)  # before the talk, as in writing a target for it
    need, _talk, _stands = _lock_need(need, actor)
    draft = keep_draft(plan=plan, actor=actor, **what)
    need.links.get_or_create(target=draft)
    return draft


@act
def let_go_need(*, need: Need, actor: User) -> Need:
    """Let go of a need that is none any more; only the learner says so."""
    need, talk, stands = _lock_need(need, actor)
    if not stands.is_learner:
        raise RuleBroken(_("Only the learner can say that they do not need this any more."))
    if need.standing != Need.State.OPEN:
        raise RuleBroken(_("This need is “%(state)s” already.") % {"state": Need.State(need.standing).label})
    need.state = Need.State.LET_GO
    need.save(update_fields=["state"])
    record_talk("need.let_go", talk, actor, thing=need)
    return need


def _summary_read(talk: Talk, actor: User, read: Summary | int | None) -> tuple[Talk, Summary]:
    """Return the locked talk and the summary that waits in it, which must be the one that was read."""
    talk, stands = lock_talk(talk, actor)
    if not stands.is_learner:
        raise RuleBroken(_("Only the learner says whether the summary is right."))
    rules.check_is_read(talk)
    waiting = talk.summaries.get(agrees=None)
    if read is not None and getattr(read, "pk", read) != waiting.pk:
        raise RuleBroken(_("The summary has changed since you opened this page. Read the new one first."))
    return talk, waiting


def _reply(summary: Summary, *, agrees: bool, words: str = "") -> None:
    summary.agrees, summary.reply, summary.replied_at = agrees, words, timezone.now()
    summary.save(update_fields=["agrees", "reply", "replied_at"])


def _lock_need(need: Need, actor: User):
    """Return the need as it is now, locked, with its talk and how the actor stands to it."""
    talk, stands = lock_own_talk(need.talk, actor)
    return Need.objects.with_answer().select_for_update(of=("self",)).get(pk=need.pk), talk, stands
