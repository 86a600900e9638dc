"""An adviser's template: writing it, its steps, and publishing it for the institution."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from learnplan.people.models import Institution, User
from learnplan.rules import RuleBroken
from scripts.offers.models import Offer
from scripts.publishing.locking import locked, record_template
from scripts.publishing.models import ADVISERS, BranchTemplate, TemplateOption, TemplateStep

MOST_STEPS = 40


@transaction.atomic
def write_template(
    *, institution: Institution, name: str, about: str, ending: str, asks: Sequence[str], actor: User
) -> BranchTemplate:
    """Begin a template for the learners of an institution, by a teacher, advocate or administrator there."""
    if institution.pk not in actor.institutions_as(*ADVISERS):
        raise RuleBroken(_("Teachers, advocates and administrators write templates."))
    template = BranchTemplate(institution=institution, author=actor)
    return _say(template, "template.drafted", actor, name=name, about=about, ending=ending, asks=asks)


@transaction.atomic
def change_template(
    *, template: BranchTemplate, name: str, about: str, ending: str, asks: Sequence[str], actor: User
) -> BranchTemplate:
    """Change what a draft says of itself."""
    template = _own_draft(template, actor)
    return _say(template, "template.changed", actor, name=name, about=about, ending=ending, asks=asks)


def _say(
    template: BranchTemplate, verb: str, actor: User, *, name: str, about: str, ending: str, asks: Sequence[str]
) -> BranchTemplate:
    template.name = " ".join(name.split())
    if not template.name:
        raise RuleBroken({"name": _("Give it a name, so that learners can find it.")})
    template.about, template.ending, template.asks = about.strip(), ending.strip(), list(asks)
    template.save()
    record_template(verb, template, actor)
    return template


@transaction.atomic
def add_template_step(*, template: BranchTemplate, options: Sequence[str] = (), actor: User, **fields) -> TemplateStep:
    """Put a step at the end of a draft; `fields` are those of `TemplateStepForm`.

    `options` are what it may become instead, the first choice first.
    """
    template = _own_draft(template, actor)
    count = template.steps.count()
    if count >= MOST_STEPS:
        raise RuleBroken(_("A template has %(most)s steps at most. Make two of it.") % {"most": MOST_STEPS})
    return _write_step(TemplateStep(template=template, position=count), fields, options, actor)


@transaction.atomic
def change_template_step(
    *, step: TemplateStep, options: Sequence[str], position: int | None = None, actor: User, **fields
) -> TemplateStep:
    """Change a step of a draft, or where it stands (from 0; None leaves it there); the rest is as it is added."""
    template = _own_draft(step.template, actor)
    step = _still_there(step)
    step.template = template
    _write_step(step, fields, options, actor)
    if position is not None:
        order = [each for each in template.steps.all() if each.pk != step.pk]
        order.insert(max(0, min(position, len(order))), step)
        for place, each in enumerate(order):
            each.position = place
        TemplateStep.objects.bulk_update(order, ["position"])
    return step


def _write_step(step: TemplateStep, fields: dict, options: Sequence[str], actor: User) -> TemplateStep:
    offer, known = fields.get("offer"), step.offer_id
    is_seen = offer and offer.closed_at is None and Offer.objects.visible_to(actor).filter(pk=offer.pk).exists()
    if offer and offer.pk != known and not is_seen:
        raise RuleBroken(_("%(offer)s is not open now. Choose another offer, or say it in words.") % {"offer": offer})
    for name, value in fields.items():
        setattr(step, name, value)
    step.title = " ".join(step.title.split())
    if not step.title:
        raise RuleBroken({"title": _("Say what the step is, in a few words.")})
    step.save()
    step.options.all().delete()
    TemplateOption.objects.bulk_create(
        TemplateOption(step=step, rank=rank, title=title[:150], style=step.style)
        for rank, title in enumerate(options, 1)
    )
    record_template("template.changed", step.template, actor)
    return step


@transaction.atomic
def remove_template_step(*, step: TemplateStep, actor: User) -> None:
    """Take a step out of a draft."""
    template = _own_draft(step.template, actor)
    step = _still_there(step)
    place = step.position
    step.delete()
    template.steps.filter(position__gt=place).update(position=F("position") - 1)
    record_template("template.changed", template, actor)


@transaction.atomic
def publish_template(*, template: BranchTemplate, actor: User) -> BranchTemplate:
    """Let the learners and advisers of the institution see a template. Published twice, it is recorded once."""
    template = locked(template)
    if template.is_published and template.author_id == actor.pk:
        return template
    template = _own_draft(template, actor)
    if not template.steps.exists():
        raise RuleBroken(_("Write at least one step first: that is what learners start from."))
    template.state = BranchTemplate.State.PUBLISHED
    template.save(update_fields=["state"])
    record_template("template.published", template, actor)
    return template


def _own_draft(template: BranchTemplate, actor: User) -> BranchTemplate:
    template = locked(template)
    if template.author_id != actor.pk or template.is_by_learner:
        raise RuleBroken(_("Only who wrote this template changes it."))
    if template.institution_id not in actor.institutions_as(*ADVISERS):
        raise RuleBroken(_("It is for the learners of %(place)s. You write for them while you work there.") % {
            "place": template.institution
        })  # fmt: skip
    if not template.is_draft:
        raise RuleBroken(_("Others see it as it is. Withdraw it first, then change it."))
    return template


def _still_there(step: TemplateStep) -> TemplateStep:
    found = TemplateStep.objects.filter(pk=step.pk).first()
    if found is None:
        raise RuleBroken(_("This step is not there any more."))
    return found
