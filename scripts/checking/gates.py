"""What the check stands in the way of: choosing a path, asking for a place, picking an alternative; never an idea."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db.models import Q
from django.utils.translation import gettext as _

from learnplan.people.models import User
from learnplan.rules import RuleBroken
from scripts.authoring.facts import offer_facts
from scripts.authoring.locking import lock_script
from scripts.authoring.models import Branch, Script, Step
from scripts.authoring.reading import Picture, read_script
from scripts.checking.check import check_with
from scripts.checking.report import candidate_of, common_of, money_of, path_of, report_of, stop_of
from scripts.checking.shapes import Finding
from scripts.checking.wording import Said, refusal, say
from scripts.offers.models import Offer


def with_facts(offers, script: Script):
    """Add `check_facts` to a query of offers: what the check needs of each, for the learner of this script."""
    return offers.annotate(check_facts=offer_facts(home=script.institution_id, learner=script.learner_id))


def mark_offers(picture: Picture, branch: Branch, offers: Iterable[Offer], position: int | None = None) -> None:
    """Give offers read `with_facts` what taking them up on the branch would add, in words.

    `adds` are the findings; `is_out` says that it cannot be taken up there: a chosen path takes only what fits, also on
    what it shares with other branches. `position` counts the branch's own steps from 0; None is its end.
    """
    offers = list(offers)
    at = _place_on_chosen(picture, branch, position)
    if at is not None and picture.chosen is not None:
        branch = picture.chosen
    common, path = common_of(picture, [offer.check_facts for offer in offers]), path_of(picture, branch)
    money, before = money_of(picture), report_of(picture, branch)
    for offer in offers:
        found = check_with(path, candidate_of(picture, offer.check_facts), common, money, before=before, at=at)
        offer.adds = say(found)
        offer.is_out = at is not None and any(one.blocks for one in found)


def _place_on_chosen(picture: Picture, branch: Branch, position: int | None) -> int | None:
    """Return the place on the chosen path of a step put at `position` of a branch; None if it is not on it."""
    chosen = picture.chosen
    if chosen is None:
        return None
    path = picture.path(chosen)
    own, shared = len(picture.steps.get(branch.pk, ())), [each for each in path if each.branch_id == branch.pk]
    at = own if position is None else max(0, min(position, own))
    if branch.pk == chosen.pk:
        return len(path) - own + at
    return path.index(shared[0]) + at if at < len(shared) else None


def adds_of_options(picture: Picture, step: Step) -> dict[int, list[Said]]:
    """Return, for each alternative of a step by key, what picking it would add to the path, in words."""
    branch = _path_through(picture, step)
    common, path, money = common_of(picture), path_of(picture, branch), money_of(picture)
    return {row.key: say(check_with(path, stop_of(picture, step, row), common, money)) for row in step.option_rows}


def check_choice(branch: Branch) -> None:
    """Raise RuleBroken if the path of a branch cannot be chosen as it is. The caller holds the script's lock."""
    picture = read_script(branch.script, branch.script.learner)
    _refuse(report_of(picture, picture.by_id[branch.pk]).blocking)


def check_taking_up(branch: Branch, offer: Offer, position: int | None = None) -> None:
    """Raise RuleBroken if the chosen path cannot take up the offer there; what is not on it may. Under the lock."""
    picture = read_script(branch.script, branch.script.learner)
    found = with_facts(Offer.objects.filter(pk=offer.pk), branch.script).get()
    mark_offers(picture, picture.by_id[branch.pk], [found], position)
    if found.is_out:
        way = _("Or write it on a branch that is an idea: that is always free.")
        raise RuleBroken(f"{refusal(said.finding for said in found.adds if said.finding.blocks)} {way}")


@contextmanager
def fitting_as_before(script: Script) -> Iterator[None]:
    """Raise RuleBroken if what is written inside lets something block the chosen path that did not. Under the lock."""
    before = {cause for finding in _blocking(script) for cause in _causes(finding)}
    yield
    new = [finding for finding in _blocking(script) if not _causes(finding) <= before]
    if new:
        raise RuleBroken(f"{refusal(new)} {_('Nothing has been moved: the path you have chosen stays as it was.')}")


def _blocking(script: Script) -> list[Finding]:
    picture = read_script(script, script.learner)
    return report_of(picture, picture.chosen).blocking if picture.chosen else []


def _causes(finding: Finding) -> set[tuple]:
    """Return what a finding that blocks says, piece by piece: the pairs of a hub, or the step by itself."""
    hub, *others = finding.stops
    return {(finding.code, frozenset((hub, other))) for other in others} or {(finding.code, hub)}


def check_picking(branch: Branch, step: Step, option_id: int) -> None:
    """Raise RuleBroken if an alternative does not fit on the step's path. The caller holds the script's lock."""
    picture = read_script(branch.script, branch.script.learner)
    step = next(each for each in picture.steps[branch.pk] if each.pk == step.pk)
    adds = adds_of_options(picture, step).get(option_id, [])
    _refuse(said.finding for said in adds if said.finding.blocks)


def check_asking(offer: Offer, learner: User, step: Step | None) -> None:
    """Raise RuleBroken if a place on the offer does not fit in the learner's script. Locks the script."""
    script = Script.objects.filter(learner=learner).first()
    if script is not None:
        script = lock_script(script.pk)
        _refuse(said.finding for said in why_not_ask(read_script(script, learner), offer, step))


def why_not_ask(picture: Picture, offer: Offer, step: Step | None) -> list[Said]:
    """Return why a place on the offer cannot be asked for, in words: about `step`, or else about the chosen path."""
    step = next((each for each in picture.all_steps if step is not None and each.pk == step.pk), None)
    if step is None and picture.chosen is not None:
        step = next((each for each in picture.path(picture.chosen) if each.offer_id == offer.pk), None)
    if step is not None:
        found = report_of(picture, _path_through(picture, step)).of(step.pk)
        return say(one for one in found if one.blocks)
    if picture.chosen is None:
        return []
    row = with_facts(Offer.objects.filter(pk=offer.pk), picture.script).get()
    mark_offers(picture, picture.chosen, [row])
    return [said for said in row.adds if said.finding.blocks]


def _path_through(picture: Picture, step: Step) -> Branch:
    """Return the chosen branch if its path has the step, or else the step's own."""
    chosen = picture.chosen
    if chosen is not None and any(each.pk == step.pk for each in picture.path(chosen)):
        return chosen
    return picture.by_id[step.branch_id]


def _refuse(findings: Iterable[Finding]) -> None:
    found = list(findings)
    if found:
        raise RuleBroken(refusal(found))


def find_offers(learner, words: str):
    """Return the open offers that the learner may take up and that have all the `words`, in order of title."""
    offers = Offer.objects.visible_to(learner).filter(closed_at=None).select_related("provider").with_taken()
    for word in words.split():
        offers = offers.filter(
            Q(title__icontains=word)
            | Q(summary__icontains=word)
            | Q(provider__name__icontains=word)
            | Q(location__icontains=word)
            | Q(level__icontains=word)
        )
    return offers
