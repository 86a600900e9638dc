"""An adviser's template: writing it, its steps, and publishing it for the institution."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from learnplan.events.actions import record
from learnplan.people.models import Institution, User
from learnplan.rules import RuleBroken
from scripts.offers.models import Offer
from scripts.publishing.actions.publishing import locked
from scripts.publishing.models import ADVISERS, BranchTemplate, TemplateOption, TemplateStep

MOST_STEPS = 40


@transaction.atomic
def write_template(
    *, institution: Institution, name: str, about: str, ending: str, asks: Sequence[str], actor: User
) -> BranchTemplate:
    """Begin a template for the learners of an institution, by a teacher, advocate or administrator there."""
    if institution.pk not in actor.institutions_as(*ADVISERS):
        raise RuleBroken(_("Teachers, advocates and administrators write templates."))
    template = BranchTemplate.objects.create(
        institution=institution, author=actor, name=_name(name), about=about.strip(), ending=ending.strip(), asks=asks
    )
    _record("template.drafted", template, actor)
    return template


@transaction.atomic
def change_template(
    *, template: BranchTemplate, name: str, about: str, ending: str, asks: Sequence[str], actor: User
) -> BranchTemplate:
    """Change what a draft says of itself."""
    template = _own_draft(template, actor)
    template.name, template.about, template.ending, template.asks = _name(name), about.strip(), ending.strip(), asks
    template.save(update_fields=["name", "about", "ending", "asks"])
    _record("template.changed", template, actor)
    return template


@transaction.atomic
def add_template_step(
    *,
    template: BranchTemplate,
    title: str,
    style: str,
    starts: int | None = None,
    lasts: int = 1,
    minutes_a_week: int | None = None,
    offer: Offer | None = None,
    options: Sequence[str] = (),
    actor: User,
) -> TemplateStep:
    """Put a step at the end of a draft; `options` are what it may become instead, the first choice first."""
    template = _own_draft(template, actor)
    count = template.steps.count()
    if count >= MOST_STEPS:
        raise RuleBroken(_("A template has %(most)s steps at most. Make two of it.") % {"most": MOST_STEPS})
    _check_offer(template, offer, actor)
    step = template.steps.create(
        position=count,
        title=_title(title),
        style=style,
        starts=starts,
        lasts=lasts,
        minutes_a_week=minutes_a_week,
        offer=offer,
    )
    _set_options(step, options)
    _record("template.changed", template, actor)
    return step


@transaction.atomic
def change_template_step(
    *,
    step: TemplateStep,
    title: str,
    style: str,
    starts: int | None,
    lasts: int,
    minutes_a_week: int | None,
    offer: Offer | None,
    options: Sequence[str],
    position: int | None = None,
    actor: User,
) -> TemplateStep:
    """Change a step of a draft, or where it stands (from 0; None leaves it there)."""
    template = _own_draft(step.template, actor)
    step = _still_there(step)
    if offer and offer.pk != step.offer_id:
        _check_offer(template, offer, actor)
    step.title, step.style, step.starts, step.lasts = _title(title), style, starts, lasts
    step.minutes_a_week, step.offer = minutes_a_week, offer
    step.save(update_fields=["title", "style", "starts", "lasts", "minutes_a_week", "offer"])
    _set_options(step, options)
    if position is not None:
        order = [each for each in template.steps.all() if each.pk != step.pk]
        order.insert(max(0, min(position, len(order))), step)
        for place, each in enumerate(order):
            each.position = place
        TemplateStep.objects.bulk_update(order, ["position"])
    _record("template.changed", template, actor)
    return step


@transaction.atomic
def remove_template_step(*, step: TemplateStep, actor: User) -> None:
    """Take a step out of a draft."""
    template = _own_draft(step.template, actor)
    step = _still_there(step)
    place = step.position
    step.delete()
    template.steps.filter(position__gt=place).update(position=F("position") - 1)
    _record("template.changed", template, actor)


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
    _record("template.published", template, actor)
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


def _check_offer(template: BranchTemplate, offer: Offer | None, actor: User) -> None:
    """Raise RuleBroken for an offer that this adviser does not see, or that is closed."""
    if offer and (offer.closed_at or not Offer.objects.visible_to(actor).filter(pk=offer.pk).exists()):
        raise RuleBroken(_("%(offer)s is not open now. Choose another offer, or say it in words.") % {"offer": offer})


def _set_options(step: TemplateStep, titles: Sequence[str]) -> None:
    step.options.all().delete()
    TemplateOption.objects.bulk_create(
        TemplateOption(step=step, rank=rank, title=title[:150], style=step.style)
        for rank, title in enumerate(titles, 1)
    )


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise RuleBroken({"name": _("Give it a name, so that learners can find it.")})
    return name


def _title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise RuleBroken({"title": _("Say what the step is, in a few words.")})
    return title


def _record(verb: str, template: BranchTemplate, actor: User) -> None:
    record(verb, actor=actor, thing=template, institution=template.institution, template=template.name)
