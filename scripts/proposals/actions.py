"""Answering what a common script took of a new version: all of it in one act, item by item."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.locking import hold
from learnplan.notices.actions import notify
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from scripts.authoring.locking import lock_script, record_writing
from scripts.authoring.models import Script, Step, StepCover
from scripts.authoring.permissions import may_author
from scripts.editing.actions.steps import rehang_forks
from scripts.frameworks.models import CommonScript
from scripts.frameworks.versions.models import TakenItem, Taking
from scripts.proposals.models import ProposalAnswer, ProposalPart
from scripts.proposals.reading import Part, open_proposals, parts_of

Kind = TakenItem.Kind
LONGEST_REASON = 300


@act
def answer_proposal(*, script: Script, taking: Taking, declined: Mapping[int, str], actor: User) -> ProposalAnswer:
    """Take what the common script took into the script, except what is declined with a reason.

    `declined` is taken item id -> reason; everything else is accepted, but for what cannot be: that stays, with the
    reason kept. A new item becomes a step of the trunk, new words rename its step, an ended one leaves the trunk.
    Whose script it is is told when someone else answers. Raises RuleBroken when it was answered already, or a reason
    is missing.
    """
    script = lock_script(script.pk)
    hold(CommonScript, script.common_script_id)
    if not may_author(actor, script):
        raise RuleBroken(_("Only the learner, their tutor or their advocate answers this."))
    if not open_proposals(Script.objects.filter(pk=script.pk)).filter(pk=taking.pk).exists():
        raise RuleBroken(_("This was answered already. Nothing more is needed."))
    parts = parts_of(taking, script)
    if set(declined) - {part.taken.pk for part in parts}:
        raise RuleBroken(_("Something you declined is not part of this. Look at the list again."))
    if any(not reason.strip() for reason in declined.values()):
        raise RuleBroken(_("Say why for each one that you leave as it is. A few words are enough."))
    answer = ProposalAnswer.objects.create(script=script, taking=taking, answered_by=actor)
    rows = []
    for part in parts:
        reason = part.why_not or declined.get(part.taken.pk, "").strip()[:LONGEST_REASON]
        rows.append(ProposalPart(answer=answer, taken_item=part.taken, is_accepted=not reason, reason=reason))
        if not reason:
            _take(script, part)
    ProposalPart.objects.bulk_create(rows)
    left = [f"{row.taken_item.name}: {row.reason}" for row in rows if not row.is_accepted]
    facts: dict[str, Any] = {"framework": script.common_script.framework.title, "version": taking.version.number}
    facts |= {"answer": answer.pk, "accepted": len(rows) - len(left), "count": len(rows), "declined": left}
    event = record_writing("proposal.answered", script=script, thing=script, actor=actor, **facts)
    words = _("%(who)s answered for you what a new version changes in your script. You can undo it, or ask about it.")
    path = reverse("proposal", args=[script.pk, taking.pk])
    key = f"proposal.answered:{answer.pk}"
    notify(recipient=script.learner, key=key, words=words % {"who": actor}, path=path, event=event)
    return answer


def _take(script: Script, part: Part) -> None:
    if part.taken.kind == Kind.ADD:
        _add(script, part.taken)
    elif part.step is not None and part.taken.kind == Kind.REWORD:
        part.step.title = part.taken.name[:150]
        part.step.save(update_fields=["title"])
    elif part.step is not None:
        rehang_forks(part.step)
        Step.objects.filter(pk=part.step.pk).delete()
        part.step.branch.steps.filter(position__gt=part.step.position).update(position=F("position") - 1)


def _add(script: Script, taken: TakenItem) -> None:
    """Put the new item on the trunk after the step of the last common item that comes before it."""
    trunk = script.branches.get(parent=None)
    common = taken.common_item
    before = trunk.steps.filter(common_item__position__lt=common.position).order_by("-position").first()
    position = before.position + 1 if before else 0
    trunk.steps.filter(position__gte=position).update(position=F("position") + 1)
    step = Step.objects.create(branch=trunk, position=position, title=taken.name[:150], common_item=common)
    StepCover.objects.create(step=step, item=common.item)
