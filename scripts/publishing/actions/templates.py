"""Templates of branches: an adviser writes one, a learner publishes a branch as one; looking at it, withdrawing it."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.notices.actions import notify
from learnplan.people.models import Institution, Role, User
from learnplan.people.permissions import administers
from learnplan.rules import RuleBroken
from scripts.authoring.locking import lock_branch
from scripts.authoring.models import Branch
from scripts.offers.models import Offer
from scripts.publishing.drafting import DraftRow, Text, known_of, text_of, with_words
from scripts.publishing.locking import locked, record_template
from scripts.publishing.models import ADVISERS, BranchTemplate, TemplateOption, TemplateStep
from scripts.publishing.permissions import checkers_of
from scripts.publishing.telltale import problems_in

MOST_STEPS = 40
State = BranchTemplate.State


@act
def write_template(*, institution: Institution, actor: User, **fields) -> BranchTemplate:
    """Begin a template for the learners of an institution, by a teacher, advocate or administrator there.

    `fields` are the other ones of `TemplateForm`.
    """
    if institution.pk not in actor.institutions_as(*ADVISERS):
        raise RuleBroken(_("Teachers, advocates and administrators write templates."))
    template = BranchTemplate(institution=institution, author=actor)
    return _say("template.drafted", template, actor, **fields)


@act
def change_template(*, template: BranchTemplate, actor: User, **fields) -> BranchTemplate:
    """Change what a draft says of itself; `fields` as in `write_template`."""
    return _say("template.changed", _own_draft(template, actor), actor, **fields)


def _say(verb: str, template: BranchTemplate, actor: User, *, name: str, about: str, ending: str, asks: Sequence[str]):
    template.name = " ".join(name.split())
    if not template.name:
        raise RuleBroken({"name": _("Give it a name, so that learners can find it.")})
    template.about, template.ending, template.asks = about.strip(), ending.strip(), list(asks)
    template.save()
    record_template(verb, template, actor)
    return template


@act
def add_template_step(*, template: BranchTemplate, options: Sequence[str] = (), actor: User, **fields) -> TemplateStep:
    """Put a step at the end of a draft; `fields` are those of `TemplateStepForm`.

    `options` are what it may become instead, the first choice first.
    """
    template = _own_draft(template, actor)
    count = template.steps.count()
    if count >= MOST_STEPS:
        raise RuleBroken(_("A template has %(most)s steps at most. Make two of it.") % {"most": MOST_STEPS})
    return _write_step(TemplateStep(template=template, position=count), fields, options, actor)


@act
def change_template_step(
    *, step: TemplateStep, options: Sequence[str], position: int | None = None, actor: User, **fields
) -> TemplateStep:
    """Change a step of a draft, or where it stands (from 0; None leaves it there); the rest is as it is added."""
    step = _own_step(step, actor)
    _write_step(step, fields, options, actor)
    if position is not None:
        order = [each for each in step.template.steps.all() if each.pk != step.pk]
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


@act
def remove_template_step(*, step: TemplateStep, actor: User) -> None:
    """Take a step out of a draft."""
    step = _own_step(step, actor)
    step.delete()
    step.template.steps.filter(position__gt=step.position).update(position=F("position") - 1)
    record_template("template.changed", step.template, actor)


@act
def publish_template(*, template: BranchTemplate, actor: User) -> BranchTemplate:
    """Let the learners and advisers of the institution see a template. Published twice, it is recorded once."""
    template = locked(template)
    if template.is_published and template.author_id == actor.pk:
        return template
    template = _own_draft(template, actor)
    if not template.steps.exists():
        raise RuleBroken(_("Write at least one step first: that is what learners start from."))
    template.state = State.PUBLISHED
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


def _own_step(step: TemplateStep, actor: User) -> TemplateStep:
    template = _own_draft(step.template, actor)
    found = template.steps.filter(pk=step.pk).first()
    if found is None:
        raise RuleBroken(_("This step is not there any more."))
    return found


@act
def publish_branch(
    *,
    branch: Branch,
    words: Mapping[str, str],
    stays: Collection[str] = (),
    offers: Collection[str] | None = None,
    actor: User,
) -> BranchTemplate:
    """Put a branch forward as a template without its learner's name, in these `words` (by key, as in `text_of`).

    `stays` are the pieces that could tell and that the learner says may stay, `offers` the keys whose offer goes along
    (None: all). A tutor or advocate looks before others see it. Raises RuleBroken if something could tell and is not
    confirmed, nothing is left, it is out already, or the learner does not learn there any more.
    """
    branch = lock_branch(branch.pk)
    script = branch.script
    if actor.pk != script.learner_id:
        raise RuleBroken(_("Only the learner whose branch it is publishes it."))
    if branch.is_trunk:
        raise RuleBroken(_("Everyone has the common script already. Publish a branch of your own."))
    if script.institution_id not in actor.institutions_as(Role.LEARNER):
        raise RuleBroken(_("It would go to the learners of %(place)s, and you no longer learn there.") % {
            "place": script.institution
        })  # fmt: skip
    held = BranchTemplate.objects.select_for_update().filter(source=branch, state__in=BranchTemplate.OPEN).first()
    if held and held.state != State.SENT_BACK:
        raise RuleBroken(_("This branch is out already. Withdraw that first, then publish it again."))
    text = with_words(text_of(branch), words, offers)
    _check_text(text, stays, actor)
    template = held or BranchTemplate(author=actor, is_by_learner=True, source=branch, institution=script.institution)
    template.name, template.about, template.ending = text.name, text.about, text.ending
    template.asks, template.state, template.reason = list(text.asks.values()), State.WAITING, ""
    template.written_at = timezone.now()
    template.typed = dict(words) if offers is None else {**words, "offers": list(offers)}
    template.save()
    template.steps.all().delete()
    _write_steps(template, text)
    event = record_template("template.put_forward", template, actor)
    told = _("A learner would like to publish a branch without their name: %(template)s. Please look at it first.")
    for person in checkers_of(template):
        _tell(person, told % {"template": template.name}, template, event)
    return template


def _check_text(text: Text, stays: Collection[str], learner: User) -> None:
    """Raise RuleBroken for a text that could tell who wrote it, or has nothing in it."""
    if not text.name:
        raise RuleBroken({"name": _("Give it a name, so that others can find it.")})
    if not text.steps:
        raise RuleBroken(_("Leave at least one step in it: that is what others start from."))
    if problems := problems_in(text.pieces(), known_of(learner), stays):
        raise RuleBroken(problems)


def _write_steps(template: BranchTemplate, text: Text) -> None:
    for place, line in enumerate(text.steps):
        when = {"position": place, "starts": line.starts, "lasts": line.lasts}
        step = TemplateStep.objects.create(template=template, **when, **_shared(line))
        TemplateOption.objects.bulk_create(
            TemplateOption(step=step, rank=rank, **_shared(one)) for rank, one in enumerate(line.options, 1)
        )


def _shared(row: DraftRow) -> dict:
    return {name: getattr(row, name) for name in ("title", "style", "minutes_a_week", "offer_id")}


@act
def answer_template(*, template: BranchTemplate, approve: bool, reason: str = "", actor: User) -> BranchTemplate:
    """Let others see what a learner put forward, or send it back with a reason. Answered once; its author is told."""
    reason = " ".join(reason.split())
    if not approve and not reason:
        raise RuleBroken({"reason": _("Say why, so that they can change it.")})
    template = locked(template)
    if template.state != State.WAITING:
        raise RuleBroken(_("Somebody has answered this already, or it was taken back."))
    if not BranchTemplate.objects.to_look_at(actor).filter(pk=template.pk).exists():
        raise RuleBroken(_("The learner’s tutor or advocate looks at this."))
    template.state = State.PUBLISHED if approve else State.SENT_BACK
    template.reason = "" if approve else reason[:300]
    template.typed = {} if approve else template.typed
    template.save(update_fields=["state", "reason", "typed"])
    if approve:
        event = record_template("template.approved", template, actor)
        told = _("“%(template)s” is published, without your name.")
    else:
        event = record_template("template.sent_back", template, actor, reason=template.reason)
        told = _("“%(template)s” is not published yet: %(reason)s")
    _tell(template.author, told % {"template": template.name, "reason": template.reason}, template, event)
    return template


@act
def withdraw_template(*, template: BranchTemplate, actor: User) -> BranchTemplate:
    """Withdraw a template: an adviser's becomes a draft again. Branches that were started from it stay as they are.

    By its author at any time, or by an administrator of its institution once others see it; then the author is told.
    """
    template = locked(template)
    is_author = actor.pk == template.author_id
    if not is_author and not (template.is_published and administers(actor, template.institution_id)):
        raise RuleBroken(_("Only who wrote it can withdraw it, or an administrator."))
    if template.state in (State.DRAFT, State.WITHDRAWN):
        return template
    template.state, template.typed = State.WITHDRAWN if template.is_by_learner else State.DRAFT, {}
    template.save(update_fields=["state", "typed"])
    event = record_template("template.withdrawn", template, actor)
    told = _("“%(template)s” was withdrawn by the office. Ask there if you do not know why.")
    _tell(template.author, told % {"template": template.name}, template, event)
    return template


def _tell(person: User, words: str, template: BranchTemplate, event) -> None:
    notify(recipient=person, key=f"event-{event.pk}", words=words, path=template.get_absolute_url(), event=event)
