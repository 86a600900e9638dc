"""Naming a version, undoing the last act, going back to a version, and thinning out those of long ago."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from plans.targets.models import Target
from scripts.authoring.content import Content, digest_of, read_content
from scripts.authoring.facts import exempt_items
from scripts.authoring.locking import lock_script, record_writing
from scripts.authoring.models import Branch, Script, ScriptVersion, Step
from scripts.authoring.rules import trimmed
from scripts.checking.gates import check_choice
from scripts.editing.actions.branches import bring_back_above
from scripts.editing.actions.rows import make_as
from scripts.editing.returning import Holds, Return, plan_return
from scripts.editing.telling import tell_of_path
from scripts.frameworks.models import CommonItem
from scripts.offers.models import Offer, Place

MOST_CHARACTERS = 100


@act
def name_version(*, version: ScriptVersion, name: str, actor: User) -> ScriptVersion:
    """Give a version a name to find it by; an empty one takes the name away. A named version is kept for good."""
    script = lock_script(version.script_id)
    found = script.versions.defer("content").filter(pk=version.pk).first()
    if found is None:
        raise RuleBroken(_("This version is not kept any more. Choose another one from the history."))
    name = trimmed(name, MOST_CHARACTERS, _("A name has room for %(most)s characters. A few words are enough."))
    others = script.versions.filter(name__iexact=name).exclude(pk=found.pk)
    if name and (other := others.defer("content").first()):
        raise RuleBroken(
            _("Version %(number)s is called “%(name)s” already. Give this one another name.")
            % {"number": other.number, "name": other.name}
        )
    if name == found.name:
        return found
    found.name = name
    found.save(update_fields=["name"])
    record_writing("script.version_named", script=script, thing=script, actor=actor, number=found.number, name=name)
    return found


KEPT_WHOLE = dt.timedelta(days=365)
AT_ONCE = 2000


@act
def thin_versions() -> int:
    """Let go of versions older than a year that nobody named or refers to; return how many.

    The last of each month stays, and so do the newest two of all, so that the last act can be undone. Safe to run
    twice, and stops at AT_ONCE, so that one night's work is short. A script that somebody writes just now is left
    for the next night: they may be naming one of these.
    """
    versions = ScriptVersion.objects.annotate(month=TruncMonth("made_at"))
    old = versions.filter(made_at__lt=timezone.now() - KEPT_WHOLE, name="")
    later = versions.filter(script=OuterRef("script"), number__gt=OuterRef("number"), month=OuterRef("month"))
    after = ScriptVersion.objects.filter(script=OuterRef("script"), number__gt=OuterRef("number") + 1)
    old = old.filter(Exists(later), Exists(after))
    for relation in ScriptVersion._meta.related_objects:
        old = old.exclude(Exists(relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})))
    found = dict(old.values_list("pk", "script")[:AT_ONCE])
    scripts = Script.objects.filter(pk__in=set(found.values())).order_by("pk").select_for_update(skip_locked=True)
    still = old.filter(pk__in=found, script__in=list(scripts.values_list("pk", flat=True)))
    return ScriptVersion.objects.filter(pk__in=list(still.values_list("pk", flat=True))).delete()[0]


CHOSEN = Branch.State.CHOSEN


@dataclass(frozen=True, slots=True)
class Now:
    """A script's content, and the number of the version that has it."""

    content: Content
    number: int

    @property
    def chosen(self) -> int | None:
        """The id of the chosen branch."""
        return chosen_in(self.content)


def chosen_in(content: Content) -> int | None:
    """Return the id of the branch that is chosen in a content, None if none is."""
    return next((branch["id"] for branch in content["branches"] if branch["state"] == CHOSEN), None)


@dataclass(frozen=True, slots=True)
class LastAct:
    """The last act on a script, as it is taken back: the version before it, how that is made, and the answer to a new
    version of the common script that goes with it, if the act gave one (or took one back).
    """

    before: ScriptVersion
    plan: Return
    answer: Any


def read_now(script: Script) -> Now:
    """Return the script as it stands, in two queries; number 0 if no version was kept yet."""
    content, number, _digest = read_content(script.pk)
    return Now(content, number)


def plan_to(script: Script, now: Content, then: Content, *, keep_done: bool, keep_required: bool = True) -> Return:
    """Return what the script becomes when it goes back to `then`; also for a preview. One query, or two.

    With `keep_required`, required parts of today that came since stay, but for those this learner may leave out.
    """
    steps = [step for content in (now, then) for branch in content["branches"] for step in branch["steps"]]
    offers = {row["offer"] for step in steps for row in (step, *step["options"]) if row["offer"]}
    own_steps = Step.objects.filter(branch__script=OuterRef("pk"))
    open_to = Offer.objects.visible_to(script.learner).filter(closed_at=None)
    own_targets = Target.objects.filter(plan__learner=OuterRef("learner"))
    required = own_steps.filter(common_item__is_required=True, common_item__ended_at=None)
    required = required.exclude(common_item__in=exempt_items(script.pk))
    asked = {
        "with_place": Place.objects.open().filter(step__branch__script=OuterRef("pk")).values("step"),
        "required": (required if keep_required else required.none()).values("pk"),
        "open_to": _among(open_to, offers),
        "targets": _among(own_targets, {step["target"] for step in steps}),
        "common_items": _among(CommonItem.objects.all(), {step["common"] for step in steps}),
    }
    arrays = {name: ArraySubquery(rows) for name, rows in asked.items()}
    held: dict[str, Any] = dict(Script.objects.filter(pk=script.pk).values(**arrays)[0])
    holds = Holds(
        closed_offers=offers - set(held.pop("open_to")), **{name: set(ids or ()) for name, ids in held.items()}
    )
    return plan_return(now, then, holds, keep_done=keep_done)


def _among(rows: QuerySet, ids: set) -> QuerySet:
    return rows.filter(pk__in=[0, *(pk for pk in ids if pk)]).order_by().values("pk")


@act
def undo(*, script: Script, number: int | None = None, actor: User) -> ScriptVersion:
    """Take back the last act on a script; done again, the act comes back. Returns the version it is now.

    `number` is that of the version which the person saw as the newest. If the act answered a new version of the common
    script, that waits for an answer again; if it changed the chosen path, the tutors are told. Raises RuleBroken if
    something was written since, as `last_act` does, and if the path that was chosen before cannot be chosen now.
    """
    script = lock_script(script.pk)
    now = read_now(script)
    check_newest(now, number)
    last = last_act(script, now)
    make_as(script, now.content, last.plan)
    facts: dict[str, Any] = {"number": last.before.number, "of": now.number}
    if last.answer:
        last.answer.undone_at = None if last.answer.undone_at else timezone.now()
        last.answer.save(update_fields=["undone_at"])
        facts["answer"] = last.answer.pk
    chosen = script.branches.filter(state=CHOSEN).first()
    if chosen and chosen.pk != now.chosen:
        _check_chosen_again(chosen)
    event = record_writing("script.undone", script=script, thing=script, actor=actor, **facts)
    if (chosen and chosen.pk) != now.chosen:
        tell_of_path(script, chosen, event, is_back=True)
    return script.versions.latest("number")


def last_act(script: Script, now: Now) -> LastAct:
    """Return the last act on a script as it would be taken back.

    Raises RuleBroken if there is none, or if a place, a closed offer or a later answer stands in the way of just that.
    """
    versions = script.versions.select_related("event").order_by("-number")
    newest, before = [*versions.filter(number__lte=now.number)[:2], None, None][:2]
    if newest is None or before is None:
        raise RuleBroken(_("There is nothing to undo: the script is as it was when it began."))
    answer = _answer_of(script, newest)
    plan = plan_to(script, now.content, before.content, keep_done=False, keep_required=answer is None)
    if not plan.is_exact:
        raise RuleBroken(_why_not_undone(plan))
    return LastAct(before, plan, answer)


def _answer_of(script: Script, version: ScriptVersion) -> Any:
    """Return the answer to a proposal that the act of a version gave, or took back. See `LastAct`."""
    key = version.event.facts.get("answer") if version.event else None
    answers = script.proposal_answers
    answer = answers.filter(pk=key).first() if key else None
    if answer and answer.undone_at and answers.standing().filter(taking=answer.taking_id).exists():
        raise RuleBroken(
            _(
                "You have answered the new version of the common script once more since, so the first answer cannot "
                "come back. You can go back to an earlier version of your script instead."
            )
        )
    return answer


def _check_chosen_again(branch: Branch) -> None:
    try:
        check_choice(branch)
    except RuleBroken as error:
        said = {"branch": branch, "why": error.message}
        raise RuleBroken(_("“%(branch)s” was the chosen path, and it cannot be chosen now. %(why)s") % said) from None


def check_newest(now: Now, number: int | None) -> None:
    """Raise RuleBroken if the script was written to since this person looked at version `number` as the newest."""
    if number is not None and number != now.number:
        raise RuleBroken(
            _(
                "The script was changed after you opened that page, here or by someone else, so nothing was done. "
                "Look at the newest changes first."
            )
        )


def _why_not_undone(plan: Return) -> str:
    held = [step["title"] for step in plan.aside] + plan.place
    if held:
        return _(
            "“%(step)s” carries a place, so this cannot be undone just like that. Give the place up first, or go back "
            "to an earlier version: there you see what is kept."
        ) % {"step": held[0]}
    if plan.required:
        return _("“%(step)s” is a required part of the common script, so it stays.") % {"step": plan.required[0]}
    return _(
        "The offer of “%(step)s” is not open to you any more, so this cannot be undone just like that. You can go back "
        "to an earlier version: then it comes back in words, without the offer."
    ) % {"step": plan.words[0]}


@act
def restore(*, version: ScriptVersion, seen: int | None = None, actor: User) -> Return:
    """Make the script what it was in `version`; what was done since stays done, and no place or money moves.

    Returns what became of it: steps added since that carry a place or are done are kept on a branch that is set
    aside, and a path that cannot be chosen today is not chosen again. The tutors are told when another path is chosen
    than before. `seen` is the number of the newest version when the preview was made. Raises RuleBroken if the script
    was written to since, or is like that version already.
    """
    script = lock_script(version.script_id)
    now = read_now(script)
    check_newest(now, seen)
    plan = plan_to(script, now.content, version.content, keep_done=True)
    if not plan.aside and digest_of(plan.content) == digest_of(now.content):
        raise RuleBroken(_("The script is like that already, so there is nothing to go back to."))
    make_as(script, now.content, plan)
    chosen = _settle_choice(script, now, plan)
    facts: dict[str, Any] = {"number": version.number, "name": version.name, "not_chosen": plan.not_chosen}
    facts |= {"kept": [step["title"] for step in plan.aside], "in_words": plan.words}
    event = record_writing("script.returned", script=script, thing=script, actor=actor, **facts)
    if (chosen and chosen.pk) != now.chosen:
        tell_of_path(script, chosen, event, is_back=True)
    return plan


def _settle_choice(script: Script, now: Now, plan: Return) -> Branch | None:
    """Return the chosen branch: one that cannot be chosen today gives way to the one chosen before, if it is there."""
    chosen = script.branches.filter(state=CHOSEN).first()
    if chosen is None or chosen.pk == now.chosen:
        return chosen
    try:
        check_choice(chosen)
    except RuleBroken:
        plan.not_chosen = chosen.name
    else:
        return chosen
    script.branches.filter(pk=chosen.pk).update(state=Branch.State.POSSIBLE)
    script.branches.filter(pk=now.chosen or 0).update(state=CHOSEN)
    chosen = script.branches.filter(state=CHOSEN).first()
    if chosen:
        bring_back_above(chosen)
    return chosen
