"""Which changes of its common script a script has been offered, and what each would mean for it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from scripts.authoring.models import Script, Step
from scripts.frameworks.versions.models import TakenItem, Taking
from scripts.offers.models import Place
from scripts.proposals.models import ProposalAnswer

Kind = TakenItem.Kind


@dataclass(frozen=True, slots=True)
class Part:
    """One change offered: the step it is about (None: it would be new), and why it cannot be taken, if it cannot."""

    taken: TakenItem
    step: Step | None
    why_not: str = ""

    @property
    def is_open(self) -> bool:
        return not self.why_not


def open_proposals(scripts=None):
    """Return the decisions on common scripts that a script (outer rows, or `scripts`) has not answered yet.

    Only those made since the script was started count, with something in them that concerns it. With `script_id`.
    """
    mine = Script.objects.all() if scripts is None else scripts
    has_step = Exists(
        Step.objects.filter(branch__script=OuterRef(OuterRef("script_id")), common_item=OuterRef("common_item"))
    )
    still = still_meant(TakenItem.objects.filter(taking=OuterRef("pk")))
    concerning = still.filter(Q(kind=Kind.ADD) & ~has_step | ~Q(kind=Kind.ADD) & has_step)
    answered = ProposalAnswer.objects.standing().filter(taking=OuterRef("pk"), script=OuterRef("script_id"))
    rows = Taking.objects.filter(common_script__scripts__in=mine, taken_at__gt=F("common_script__scripts__started_at"))
    rows = rows.annotate(script_id=F("common_script__scripts"))
    return rows.filter(~Exists(answered), Exists(concerning)).order_by("taken_at", "pk")


def still_meant(items):
    """Return those of the taken items that a later decision on the same common script has not overtaken.

    What has been let go since is no longer added or reworded, what came back is no longer ended, and of several
    rewordings the last is meant.
    """
    later = TakenItem.objects.filter(
        common_item=OuterRef("common_item"), taking__gt=OuterRef("taking"), kind=Kind.REWORD
    )
    is_gone = Q(common_item__ended_at__isnull=False)
    return items.filter(
        Q(kind=Kind.END) & is_gone | Q(kind=Kind.ADD) & ~is_gone | Q(kind=Kind.REWORD) & ~is_gone & ~Exists(later)
    )


def parts_of(taking: Taking, script: Script) -> list[Part]:
    """Return what the taking would change in the script, in the order of the common script. Three queries.

    What a later decision has overtaken (`still_meant`) is left out.
    """
    rows = still_meant(taking.items).select_related("common_item__item").defer("common_item__item__kept_aside")
    taken = list(rows.fetch_mode(models.FETCH_RAISE))
    items = [each.common_item_id for each in taken]
    found = Step.objects.filter(branch__script=script, common_item__in=items).select_related("branch")
    steps = {step.common_item_id: step for step in found.fetch_mode(models.FETCH_RAISE)}
    ending = [steps[each.common_item_id].pk for each in taken if each.kind == Kind.END and each.common_item_id in steps]
    places = Place.objects.filter(step__in=ending, state__in=Place.OPEN).select_related("offer")
    held = {place.step_id: place for place in places} if ending else {}
    parts = []
    for each in taken:
        step = steps.get(each.common_item_id)
        if each.kind == Kind.ADD and step is None:
            parts.append(Part(each, None))
        elif each.kind != Kind.ADD and step is not None:
            parts.append(Part(each, step, _why_not(step, held.get(step.pk)) if each.kind == Kind.END else ""))
    return parts


def _why_not(step: Step, place: Place | None) -> str:
    """Return why the step cannot go, as a sentence that says what would make it possible; empty if it can."""
    if place is not None:
        return _("You have a place on %(offer)s for it, so it stays. Give the place up first if it should go.") % {
            "offer": place.offer.title
        }
    return _("You have done it, so it is part of your story and stays.") if step.done_at else ""
