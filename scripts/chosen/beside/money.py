"""What a plan's money page says of the chosen path: what it would cost, and what another path would change."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from learnplan.people.models import User
from learnplan.templatetags.learnplan_parts import money
from learnplan.years import current_year, year_name
from plans.funding.models import Transfer
from plans.funding.reading import Behind
from plans.targets.models import Plan
from plans.targets.shapes import Section
from scripts.authoring.models import Branch
from scripts.authoring.reading import Picture, read_chosen
from scripts.checking.report import path_of
from scripts.chosen.cost import CostChange, CostLine, PathCost, Promised, change_to, cost_of
from scripts.offers.wording import quoted

TEMPLATE = "scripts/chosen/money.html"
CLOSED = (Branch.State.SET_ASIDE, Branch.State.FINISHED)
MOST_BRANCHES = 12


class LineTold(NamedTuple):
    """One step of the path with what it costs; `note` says what the amount is not counted for, if anything."""

    line: CostLine
    url: str
    offer_url: str
    note: str


class Other(NamedTuple):
    """Another path, and in words what choosing it would change."""

    branch: Branch
    url: str
    words: list[str]


def path_money(plan: Plan, user: User, behind: Behind, promises: list[Transfer]) -> Section | None:
    """Return what the chosen path costs of the money behind a plan, for a reader who may see that money already.

    None for a year that is over, and for those who may not see the script: to them it is as if there were none.
    """
    if plan.year < current_year():
        return None
    is_own = plan.learner_id == user.pk
    picture = read_chosen(user, plan.learner_id, is_writer=False, knows_promises=True)
    if picture is None:
        return Section(TEMPLATE, {"start_url": reverse("script_start")}) if is_own else None
    if picture.chosen is None:
        return Section(TEMPLATE, {"script": picture.script})
    promised = promised_of(picture, promises)
    cost = cost_of(path_of(picture, picture.chosen), promised, plan.year)
    lines = [_told(picture, line) for line in cost.lines]
    left_pence = behind.left_pence - cost.still_pence
    facts = {
        "branch": picture.chosen,
        "cost": cost,
        "lines": lines,
        "off_path_pence": max(behind.promised_pence - cost.promised_pence, 0),
        "left_pence": left_pence,
        "short_pence": max(-left_pence, 0),
        "others": list(_others(picture, cost, promised, plan.year, behind)),
    }
    return Section(TEMPLATE, facts)


def promised_of(picture: Picture, promises: Iterable[Any]) -> dict[int, Promised]:
    """Return what is promised for each offer that the learner has a place on; `promises` come with their pence."""
    unpaid = {promise.pk: promise.pence - promise.paid_pence for promise in promises if not promise.is_given_back}
    found = {}
    for place in picture.places:
        back_pence = unpaid.get(place.promise_id or 0, place.price_pence) if place.is_open else 0
        found[place.offer_id] = Promised(place.price_pence, back_pence)
    return found


def _told(picture: Picture, line: CostLine) -> LineTold:
    step = next(step for step in picture.all_steps if step.pk == line.stop)
    notes = {
        "other_year": _("from the money of %(year)s") % {"year": year_name(line.year)},
        "closed": _("closed, so no place can be asked for"),
    }
    url = f"{reverse('branch', args=[step.branch_id])}#step-{step.pk}"
    return LineTold(line, url, reverse("offer", args=[line.offer]), notes.get(line.how, ""))


def _others(
    picture: Picture, now: PathCost, promised: dict[int, Promised], year: int, behind: Behind
) -> Iterator[Other]:
    """Yield the other paths that could be chosen, each with what it would change."""
    able = [one for one in picture.branches if one != picture.chosen and one.state not in CLOSED]
    for branch in able[:MOST_BRANCHES]:
        then = cost_of(path_of(picture, branch), promised, year)
        change = change_to(now, then, promised, behind.left_pence)
        is_known = behind.total_pence is not None
        yield Other(branch, reverse("branch", args=[branch.pk]), change_in_words(change, is_known=is_known))


def change_in_words(change: CostChange, *, is_known: bool) -> list[str]:
    """Return what another path would let come back, what it would need and what would be left, as sentences.

    `is_known` says whether money was shared out: else nothing is said of what would be left.
    """
    words = []
    if change.back:
        said = _("%(amount)s could come back, once the place on %(offers)s is given up.")
        words.append(said % {"amount": money(change.back_pence), "offers": quoted(change.back)})
    if change.need:
        said = _("%(amount)s would have to be promised for %(offers)s.")
        words.append(said % {"amount": money(change.need_pence), "offers": quoted(change.need)})
    if not words:
        return [_("It would change nothing about the money.")]
    if is_known and change.left_pence < 0:
        words.append(_("That is %(amount)s more than there is.") % {"amount": money(-change.left_pence)})
    elif is_known:
        words.append(_("%(amount)s would then be left to choose with.") % {"amount": money(change.left_pence)})
    return words
