"""How a script goes back to an earlier content without losing what must not be lost. Pure; knows no database."""

from collections.abc import Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass, field

# What an open place hangs on: a step that carries one keeps these as they are.
HELD_BY_PLACE = (
    "title", "style", "minutes", "offer", "offer_title", "provider", "covers", "options", "picked", "before_pick",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Holds:
    """What going back must not touch, as ids of steps, and offers that cannot be taken up again.

    `with_place` carry an open place; `required` are of the common script and stay; `closed_offers` are closed or not
    open to this learner any more; `targets` and `common_items` are those that are still there.
    """

    with_place: Collection[int] = ()
    required: Collection[int] = ()
    closed_offers: Collection[int] = ()
    targets: Collection[int] = ()
    common_items: Collection[int] = ()


@dataclass
class Return:
    """What the script will be: its `content`; the steps kept `aside`, on a branch that is set aside; and what is not
    as it was then, as titles of steps: they keep their `place`, stay as `required`, or lose their offer and stay as
    `words`. `not_chosen` is the name of the path that was chosen then and cannot be today, once the rows are made.
    """

    content: dict
    aside: list[dict] = field(default_factory=list)
    place: list[str] = field(default_factory=list)
    required: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    not_chosen: str = ""

    @property
    def is_exact(self) -> bool:
        return not (self.aside or self.place or self.required or self.words)


def plan_return(now: Mapping, then: Mapping, holds: Holds, *, keep_done: bool) -> Return:
    """Return what the script becomes when it goes back from the content `now` to `then`.

    Steps are matched by id. With `keep_done`, what is done stays done and a done step never goes; without it (an
    undo) also that is as it was. Steps that were added since go, unless they carry an open place: those are kept
    aside. The same `now` and `then` always give the same plan, and a plan for `then` being `now` changes nothing.
    """
    plan = Return(content=deepcopy(dict(then)))
    steps_now = {step["id"]: step for branch in now["branches"] for step in branch["steps"]}
    branches_now = {branch["id"]: branch for branch in now["branches"]}
    for branch in plan.content["branches"]:
        _settle_state(branch, branches_now.get(branch["id"]), keep_done=keep_done)
        for step in branch["steps"]:
            _settle(step, steps_now.get(step["id"]), holds, plan, keep_done=keep_done)
    _keep_what_stays(plan, steps_now, holds, keep_done=keep_done)
    _let_go_of_what_is_gone(plan, holds)
    return plan


def _settle_state(branch: dict, was: Mapping | None, *, keep_done: bool) -> None:
    """Finishing is said when every step is done; going back does not say it again."""
    if keep_done and branch["state"] == "finished" and (was is None or was["state"] != "finished"):
        branch["state"] = "possible"


def _settle(step: dict, was: Mapping | None, holds: Holds, plan: Return, *, keep_done: bool) -> None:
    if was and step["id"] in holds.with_place and any(step[name] != was[name] for name in HELD_BY_PLACE):
        if (step["offer"], step["title"]) != (was["offer"], was["title"]):
            plan.place.append(was["title"])
        step |= {name: deepcopy(was[name]) for name in HELD_BY_PLACE}
    if was and keep_done:
        step["done"] = was["done"]
    had = {(was or {}).get("offer")} | {option["offer"] for option in (was or {}).get("options", ())}
    if step["offer"] in holds.closed_offers and step["offer"] != (was or {}).get("offer"):
        step |= {"offer": None, "offer_title": "", "provider": ""}
        plan.words.append(step["title"])
    for option in step["options"]:
        if option["offer"] in holds.closed_offers and option["offer"] not in had:
            option["offer"] = None
            plan.words.append(option["title"])


def _keep_what_stays(plan: Return, steps_now: Mapping[int, dict], holds: Holds, *, keep_done: bool) -> None:
    """Keep those of the steps added since that must not go: on the trunk, or aside."""
    then_steps = [step for branch in plan.content["branches"] for step in branch["steps"]]
    then_ids = {step["id"] for step in then_steps}
    common = {step["common"] for step in then_steps if step["common"]}
    trunk = next(branch for branch in plan.content["branches"] if branch["parent"] is None)
    for key, step in steps_now.items():
        if key in then_ids:
            continue
        if key in holds.required and step["common"] not in common:
            trunk["steps"].append(deepcopy(step))
            plan.required.append(step["title"])
        elif key in holds.with_place or (keep_done and step["done"]):
            plan.aside.append(deepcopy(step))


def _let_go_of_what_is_gone(plan: Return, holds: Holds) -> None:
    """Drop what a step named and is not there any more, and what an ending was met by if that step is not."""
    kept = [*(step for branch in plan.content["branches"] for step in branch["steps"]), *plan.aside]
    keys = {step["id"] for step in kept}
    for step in kept:
        if step["target"] not in holds.targets:
            step["target"] = None
        if step["common"] not in holds.common_items:
            step["common"] = None
    for branch in plan.content["branches"]:
        for ask in branch["asks"]:
            if ask["step"] not in keys:
                ask["step"] = None
