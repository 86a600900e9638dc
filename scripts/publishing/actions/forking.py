"""Starting a branch of one's own script from a template."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from learnplan.people.models import User
from learnplan.rules import RuleBroken
from scripts.authoring.locking import lock_script, record_writing
from scripts.authoring.models import Branch, EndingAsk, Script, Step, StepCover, StepOption
from scripts.editing.actions.branches import free_name
from scripts.offers.models import Offer, OfferCover
from scripts.publishing.actions.suggesting import take_suggestions
from scripts.publishing.models import BranchTemplate, TemplateFork, TemplateRow, TemplateStep
from scripts.publishing.terms import year_and_term


@transaction.atomic
def fork_template(
    *,
    template: BranchTemplate,
    script: Script,
    parent: Branch,
    forks_after: Step | None,
    year: int,
    name: str = "",
    actor: User,
) -> Branch:
    """Write a new branch, an idea, as the template has it; its first term is the autumn of `year`.

    An offer that is closed, or not open to this learner, comes as words. The branch keeps where it came from. Raises
    RuleBroken if the template is no longer there, or the step to fork after is not.
    """
    script = lock_script(script.pk)
    if actor.pk != script.learner_id:
        raise RuleBroken(_("Only the learner starts a branch from a template."))
    found = BranchTemplate.objects.listed_for(actor).filter(pk=template.pk).first()
    if found is None:
        raise RuleBroken(_("This template is not there any more. Look for another one."))
    if parent.script_id != script.pk:
        raise RuleBroken(_("A branch forks from the same script. Choose a step on your own map."))
    if forks_after and not Step.objects.filter(pk=forks_after.pk, branch=parent).exists():
        raise RuleBroken(_("That step is not on “%(branch)s” any more. Choose another one.") % {"branch": parent})
    last = script.branches.aggregate(last=Max("position"))["last"] or 0
    branch = Branch.objects.create(
        script=script,
        parent=parent,
        forks_after=forks_after,
        name=free_name(script, name or found.name),
        ending=found.ending,
        position=last + 1,
    )
    _write_steps(branch, found, year, _open_offers(found, actor))
    EndingAsk.objects.bulk_create(
        EndingAsk(branch=branch, position=place, words=words) for place, words in enumerate(found.asks)
    )
    TemplateFork.objects.create(branch=branch, template=found, name=found.name)
    after = forks_after.title if forks_after else parent.name
    facts = {"ending": branch.ending, "after": after, "template": found.name}
    event = record_writing("branch.forked", script=script, thing=branch, actor=actor, branch=branch, **facts)
    take_suggestions(template=found, branch=branch, actor=actor, event=event)
    return branch


def _open_offers(template: BranchTemplate, learner: User) -> set[int]:
    """Return which offers of the template the learner can take up now."""
    steps = TemplateStep.objects.filter(template=template)
    named = {pk for pk in steps.values_list("offer", flat=True) if pk}
    named |= {pk for pk in steps.values_list("options__offer", flat=True) if pk}
    return set(Offer.objects.visible_to(learner).filter(pk__in=named, closed_at=None).values_list("pk", flat=True))


def _write_steps(branch: Branch, template: BranchTemplate, year: int, is_open: set[int]) -> None:
    covers = _covers(branch.script, is_open)
    lines = template.steps.select_related("offer__provider").prefetch_related("options__offer__provider")
    for place, line in enumerate(lines):
        in_year, in_term = year_and_term(line.starts, year)
        when = {"position": place, "year": in_year, "term": in_term, "lasts": line.lasts}
        step = Step.objects.create(branch=branch, **when, **_shared(line, is_open))
        StepCover.objects.bulk_create(StepCover(step=step, item_id=pk) for pk in covers.get(step.offer_id, ()))
        StepOption.objects.bulk_create(
            StepOption(step=step, rank=one.rank, **_shared(one, is_open)) for one in line.options.all()
        )


def _shared(line: TemplateRow, is_open: set[int]) -> dict:
    """Return what a step, or an alternative of one, takes over; a closed offer comes in words."""
    offer_id = line.offer_id if line.offer_id in is_open else None
    said = {"style": line.style, "minutes_a_week": line.minutes_a_week, "offer_id": offer_id}
    return {"title": _title(line, is_open), **said}


def _title(line: TemplateRow, is_open: set[int]) -> str:
    """Return what a step or an alternative is called: with a closed offer in words, if it does not say it already."""
    if line.offer is None or line.offer_id in is_open or line.offer.title in line.title:
        return line.title
    words = _("%(title)s (like %(offer)s at %(provider)s)")
    return (words % {"title": line.title, "offer": line.offer.title, "provider": line.offer.provider.name})[:150]


def _covers(script: Script, offers: set[int]) -> dict[int | None, list[int]]:
    """Return which items of the script's framework each offer covers."""
    found: dict[int | None, list[int]] = {}
    rows = OfferCover.objects.filter(offer__in=offers, item__framework=script.common_script.framework_id)
    for offer, item in rows.values_list("offer", "item"):
        found.setdefault(offer, []).append(item)
    return found
