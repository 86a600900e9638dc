"""Pick one of these: the alternatives of a step, ranked; picking one, and opening the choice again."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.acts import act
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from scripts.authoring.locking import lock_step, record_writing
from scripts.authoring.models import Branch, Script, Step, StepOption
from scripts.authoring.rules import check_open_to, title_of
from scripts.checking.gates import check_picking
from scripts.editing.actions.steps import set_covers
from scripts.frameworks.models import FrameworkItem
from scripts.offers.models import Offer, Place
from scripts.offers.styles import Style

MOST_OPTIONS = 8
GONE = gettext_lazy("That is not one of this step’s alternatives any more. Look at them again.")


@act
def set_options(*, step: Step, options: Sequence[Mapping[str, Any]], actor: User) -> list[StepOption]:
    """Say what a step may become, the first choice first; return the options in their order.

    Each option has a `title` (the offer's or the item's by default), and may have `id` (one of this step's, which it
    keeps), `style`, `minutes_a_week`, `offer` (row) and `item` (row of the framework). Those that are not given go.
    Raises RuleBroken for an option of another step, an offer that is not open, too many, and for one that is picked
    and would go.
    """
    step, branch = lock_step(step.pk)
    there: dict[int | None, StepOption] = {option.pk: option for option in step.options.all()}
    if len(options) > MOST_OPTIONS:
        raise RuleBroken(_("A choice of more than %(most)s is hard to make. Leave some out.") % {"most": MOST_OPTIONS})
    rows = [_option(step, branch.script, said, there, rank) for rank, said in enumerate(options, 1)]
    kept = {row.pk for row in rows if row.pk}
    if step.picked_id in set(there) - kept:
        raise RuleBroken(
            _("“%(option)s” is picked, so it stays. Open the choice again first, then you can take it off.")
            % {"option": there[step.picked_id]}
        )
    step.options.exclude(pk__in=kept).delete()
    for row in rows:
        row.save()
    _record_options("step.options_written", step, branch, rows, actor)
    return rows


@act
def add_options(*, step: Step, options: Sequence[Mapping[str, Any]], actor: User) -> list[StepOption]:
    """Put alternatives behind those that a step has, and return the new ones; `options` as in `set_options`."""
    step, _branch = lock_step(step.pk)
    there = _as_said(step)
    return set_options(step=step, options=[*there, *options], actor=actor)[len(there) :]


@act
def take_option_off(*, step: Step, option: StepOption, actor: User) -> None:
    """Take one alternative off a step's list. Raises RuleBroken if it is picked, or not on the list any more."""
    step, _branch = lock_step(step.pk)
    there = _as_said(step)
    kept = [said for said in there if said["id"] != option.pk]
    if len(kept) == len(there):
        raise RuleBroken(GONE)
    set_options(step=step, options=kept, actor=actor)


def _as_said(step: Step) -> list[dict[str, Any]]:
    """Return a step's alternatives as they are, as `set_options` takes them."""
    names = ("title", "style", "minutes_a_week", "offer", "item")
    rows = step.options.select_related("offer", "item")
    return [{"id": row.pk} | {name: getattr(row, name) for name in names} for row in rows]


def _record_options(verb: str, step: Step, branch: Branch, rows: Sequence[StepOption], actor: User) -> None:
    facts = {"step": step.title, "options": [row.title for row in rows]}
    record_writing(verb, script=branch.script, thing=step, actor=actor, branch=branch, **facts)


def _option(
    step: Step, script: Script, said: Mapping[str, Any], there: Mapping[int | None, StepOption], rank: int
) -> StepOption:
    """Return the option as it is said, not yet saved: one that is `there`, or a new one."""
    was = there.get(said.get("id"))
    if said.get("id") is not None and was is None:
        raise RuleBroken(GONE)
    offer: Offer | None = said.get("offer")
    item: FrameworkItem | None = said.get("item")
    if offer and (was is None or was.offer_id != offer.pk):
        check_open_to(script, target=None, offer=offer)
    if item and item.framework_id != script.common_script.framework_id:
        raise RuleBroken(_("“%(item)s” is not part of the framework of your script.") % {"item": item.name})
    row = was or StepOption(step=step)
    row.rank, row.offer, row.item = rank, offer, item
    row.title = title_of(str(said.get("title") or (item.name if item and not offer else "")), offer)
    row.style = said.get("style") or (offer.style if offer else step.style)
    if row.style not in Style:
        raise RuleBroken(_("Choose one of the ways a step can be done."))
    minutes = said.get("minutes_a_week")
    row.minutes_a_week = offer.minutes_a_week if minutes is None and offer else minutes
    return row


@act
def rank_options(*, step: Step, order: Sequence[int], actor: User) -> list[StepOption]:
    """Put the alternatives in order; `order` has the ids of all of them, the first choice first.

    Raises RuleBroken if they are not exactly this step's: somebody added one, or took one off, meanwhile.
    """
    step, branch = lock_step(step.pk)
    there = {option.pk: option for option in step.options.all()}
    if sorted(order) != sorted(there):
        raise RuleBroken(_("These are not all of this step’s alternatives any more. Look at them again."))
    rows = [there[key] for key in order]
    if [row.pk for row in there.values()] == list(order):
        return rows
    for rank, row in enumerate(rows, 1):
        row.rank = rank
    StepOption.objects.bulk_update(rows, ["rank"])
    _record_options("step.options_ranked", step, branch, rows, actor)
    return rows


@act
def pick_option(*, step: Step, option: StepOption | None, actor: User) -> Step:
    """Make the step what one of its alternatives says; None opens the choice again, and the step is as before it.

    Picking sets title, style, load, offer, and what it counts for; a step of the common script keeps its title and
    what it counts for. Raises RuleBroken for an option of another step, an offer that is not open any more,
    one that does not fit on the path (docs/check.md), while an open place hangs on what is picked now, and for picking
    another once the step is done.
    """
    step, branch = lock_step(step.pk)
    if (option and option.pk) == step.picked_id:
        return step
    if step.done_at and step.picked_id:
        raise RuleBroken(
            _("“%(step)s” is done, so what you picked is part of your story. If it is not done, say so first.")
            % {"step": step.title}
        )
    if option is not None:
        option = step.options.select_related("offer").filter(pk=option.pk).first()
        if option is None:
            raise RuleBroken(GONE)
        if option.offer_id and option.offer_id != step.offer_id:
            check_open_to(branch.script, target=None, offer=option.offer)
        check_picking(branch, step, option.pk)
    _check_no_place(step, option)
    was = step.options.filter(pk=step.picked_id).first() if step.picked_id else None
    before = step.title
    _become(step, branch.script, option)
    verb = "step.option_picked" if option else "step.option_put_back"
    facts = {"step": step.before_pick["title"] if step.before_pick else step.title}
    facts |= {"option": option.title if option else was.title if was else before}
    record_writing(verb, script=branch.script, thing=step, actor=actor, branch=branch, **facts)
    return step


def _check_no_place(step: Step, option: StepOption | None) -> None:
    if option and option.offer_id == step.offer_id:
        return
    place = Place.objects.open().filter(step=step).select_related("offer").first()
    if place:
        raise RuleBroken(
            _(
                "You have a place on %(offer)s for this step (%(state)s). Give the place up first, on its own page, "
                "then you can choose again."
            )
            % {"offer": place.offer.title, "state": place.get_state_display()}
        )


def _become(step: Step, script: Script, option: StepOption | None) -> None:
    """Write the option over the step, keeping beside it what it was; or, with None, write that back."""
    covers = list(step.covers.values_list("item", flat=True))
    if step.before_pick is None:
        step.before_pick = {
            "title": step.title,
            "style": step.style,
            "minutes": step.minutes_a_week,
            "offer": step.offer_id,
            "covers": covers,
        }
    own = step.before_pick
    if option is None:
        step.title, step.style, step.minutes_a_week = own["title"], own["style"], own["minutes"]
        step.offer = Offer.objects.filter(pk=own["offer"]).first() if own["offer"] else None
        step.picked, step.before_pick, covers = None, None, own["covers"]
    else:
        step.title = step.title if step.common_item_id else option.title
        step.style, step.offer, step.picked = option.style, option.offer, option
        step.minutes_a_week = option.minutes_a_week if option.minutes_a_week is not None else own["minutes"]
        covers = [*own["covers"], *([option.item_id] if option.item_id else [])]
    step.save(update_fields=["title", "style", "minutes_a_week", "offer", "picked", "before_pick"])
    set_covers(step, script, covers)
