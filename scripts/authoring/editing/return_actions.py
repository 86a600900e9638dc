"""Undoing the last act on a script, going back to a version of it, and naming one."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef, QuerySet
from django.utils.translation import gettext as _

from learnplan.people.models import User
from learnplan.rules import RuleBroken
from plans.targets.models import Target
from scripts.authoring.editing.content import Content, digest_of, read_content
from scripts.authoring.editing.models import ScriptVersion
from scripts.authoring.editing.returning import Holds, Return, plan_return
from scripts.authoring.editing.rows_actions import make_as
from scripts.authoring.models import Script, Step
from scripts.authoring.writing import lock_script, record_writing
from scripts.frameworks.models import CommonItem
from scripts.partnership.models import Offer, Place

MOST_LETTERS = 100


@dataclass(frozen=True, slots=True)
class Now:
    """A script's content, and the number of the version that has it."""

    content: Content
    number: int


def read_now(script: Script) -> Now:
    """Return the script as it stands, in two queries; number 0 if no version was kept yet."""
    content, number, _digest = read_content(script.pk)
    return Now(content, number)


def plan_to(script: Script, now: Content, then: Content, *, keep_done: bool) -> Return:
    """Return what the script becomes when it goes back to `then`; also for a preview. One query, or two."""
    steps = [step for content in (now, then) for branch in content["branches"] for step in branch["steps"]]
    offers = {row["offer"] for step in steps for row in (step, *step["options"]) if row["offer"]}
    own_steps = Step.objects.filter(branch__script=OuterRef("pk"))
    open_to = Offer.objects.visible_to(script.learner).filter(closed_at=None)
    own_targets = Target.objects.filter(plan__learner=OuterRef("learner"))
    asked = {
        "with_place": Place.objects.open().filter(step__branch__script=OuterRef("pk")).values("step"),
        "required": own_steps.filter(common_item__is_required=True).values("pk"),
        "open_to": _among(open_to, offers),
        "targets": _among(own_targets, {step["target"] for step in steps}),
        "common_items": _among(CommonItem.objects.all(), {step["common"] for step in steps}),
    }
    arrays = {name: ArraySubquery(rows) for name, rows in asked.items()}
    held: dict[str, Any] = dict(Script.objects.filter(pk=script.pk).values(**arrays)[0])
    holds = Holds(closed_offers=offers - set(held.pop("open_to")), **{name: set(ids) for name, ids in held.items()})
    return plan_return(now, then, holds, keep_done=keep_done)


def _among(rows: QuerySet, ids: set) -> QuerySet:
    return rows.filter(pk__in=[0, *(pk for pk in ids if pk)]).order_by().values("pk")


@transaction.atomic
def undo(*, script: Script, number: int | None = None, actor: User) -> ScriptVersion:
    """Take back the last act on a script; done again, the act comes back. Returns the version it is now.

    `number` is that of the version which the person saw as the newest. Raises RuleBroken if something was written
    since, if there is nothing to take back, or if a place or a closed offer stands in the way of exactly that.
    """
    script = lock_script(script.pk)
    now = read_now(script)
    check_newest(now, number)
    then = script.versions.filter(number__lt=now.number).order_by("-number").first()
    if then is None:
        raise RuleBroken(_("There is nothing to undo: the script is as it was when it began."))
    plan = plan_to(script, now.content, then.content, keep_done=False)
    if not plan.is_exact:
        raise RuleBroken(_why_not_undone(plan))
    make_as(script, now.content, plan)
    record_writing("script.undone", script=script, thing=script, actor=actor, number=then.number)
    return script.versions.latest("number")


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


@transaction.atomic
def restore(*, version: ScriptVersion, seen: int | None = None, actor: User) -> Return:
    """Make the script what it was in `version`; what was done since stays done, and no place or money moves.

    Returns what became of it: steps added since that carry a place or are done are kept on a branch that is set
    aside. `seen` is the number of the newest version when the preview was made. Raises RuleBroken if the script was
    written to since, or is like that version already.
    """
    script = lock_script(version.script_id)
    now = read_now(script)
    check_newest(now, seen)
    plan = plan_to(script, now.content, version.content, keep_done=True)
    if not plan.aside and digest_of(plan.content) == digest_of(now.content):
        raise RuleBroken(_("The script is like that already, so there is nothing to go back to."))
    make_as(script, now.content, plan)
    kept = [step["title"] for step in plan.aside]
    record_writing(
        "script.returned",
        script=script,
        thing=script,
        actor=actor,
        number=version.number,
        name=version.name,
        kept=kept,
        in_words=plan.words,
    )
    return plan


@transaction.atomic
def name_version(*, version: ScriptVersion, name: str, actor: User) -> ScriptVersion:
    """Give a version a name to find it by; an empty one takes the name away. A named version is kept for good."""
    script = lock_script(version.script_id)
    version = ScriptVersion.objects.defer("content").get(pk=version.pk)
    name = " ".join(name.split())
    if len(name) > MOST_LETTERS:
        raise RuleBroken(_("A name has room for %(most)s letters. A few words are enough.") % {"most": MOST_LETTERS})
    others = script.versions.filter(name__iexact=name).exclude(pk=version.pk)
    if name and (other := others.defer("content").first()):
        raise RuleBroken(
            _("Version %(number)s is called “%(name)s” already. Give this one another name.")
            % {"number": other.number, "name": other.name}
        )
    if name == version.name:
        return version
    version.name = name
    version.save(update_fields=["name"])
    record_writing("script.version_named", script=script, thing=script, actor=actor, number=version.number, name=name)
    return version
