"""Drafts of targets: kept half-said, seen only by their learner and whoever wrote them, put into the plan later."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from plans.targets import rules
from plans.targets.actions.steps import match_steps, put_steps, steps_of
from plans.targets.locking import lock_plan, lock_target, record_act
from plans.targets.models import Plan, Target
from plans.targets.permissions import standing_to
from plans.targets.versions import StaleTarget, Wording, wording_of

MOST_DRAFTS = 20


@act
def keep_draft(
    *,
    plan: Plan,
    words: str,
    success_test: str = "",
    due_on: dt.date | None = None,
    confidence: int | None = None,
    steps: Sequence[str] = (),
    actor: User,
    draft: Target | None = None,
    seen: str = "",
) -> Target:
    """Keep a target as a draft, or `draft` in its newer form. Only its first words are needed.

    Nobody is told, and the record says that a draft was kept but not what it says. StaleTarget when the draft is
    no longer what `seen` says.
    """
    values = _clean_draft(words, success_test, due_on, confidence)
    steps = rules.clean_steps(steps)
    rules.check_year_open(plan)
    stands = standing_to(actor, plan)
    if not stands.may_write:
        raise RuleBroken(_("Only the learner, or their tutor or advocate for them, can write a target here."))
    if not stands.is_learner:
        values["confidence"] = None
    plan = lock_plan(plan)
    if draft is None:
        if plan.targets.filter(state=Target.State.DRAFT).count() >= MOST_DRAFTS:
            raise RuleBroken(_("There are twenty drafts in this plan. Finish one, or throw one away, first."))
        draft = plan.targets.create(**values, state=Target.State.DRAFT, author=actor)
    else:
        draft = lock_draft(draft, actor, seen, Wording(values["words"], values["success_test"], due_on))
        if not stands.is_learner:
            values.pop("confidence")
        for name, value in values.items():
            setattr(draft, name, value)
        draft.save(update_fields=list(values))
    put_steps(draft, match_steps(steps_of(draft), steps))
    record_act("draft.kept", plan, actor, thing=plan)
    return draft


@act
def throw_draft_away(*, draft: Target, actor: User) -> None:
    """Delete a draft, which was never in the plan. Only a draft can be deleted."""
    draft = lock_draft(draft, actor)
    record_act("draft.thrown_away", draft.plan, actor, thing=draft.plan)
    draft.delete()


def lock_draft(draft: Target, actor: User, seen: str = "", mine: Wording | None = None) -> Target:
    """Return the draft as it is now, locked; RuleBroken unless it is still one and the actor may write it."""
    draft, stands = lock_target(draft, actor)
    if not stands.may_write or (draft.author_id != actor.pk and not stands.is_learner):
        raise RuleBroken(_("This draft is not yours to change."))
    if not draft.is_draft:
        raise RuleBroken(_("This is in the plan already. You can change it there."))
    theirs = wording_of(draft)
    if mine and seen and seen != theirs.seen and theirs != mine:
        raise StaleTarget(mine=mine, theirs=theirs)
    return draft


def _clean_draft(words: str, success_test: str, due_on: dt.date | None, confidence: int | None) -> dict[str, Any]:
    success_test = (success_test or "").strip()
    if success_test:
        success_test = rules.clean_words(success_test, "")
    rules.check_confidence(confidence)
    words = rules.clean_words(words, _("Write the first words of it, then it can be kept as a draft."))
    return {"words": words, "success_test": success_test, "due_on": due_on, "confidence": confidence}
