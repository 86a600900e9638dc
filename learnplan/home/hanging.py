"""What hangs on a target in every room, shown before it is changed or let go: a plan knows nothing of scripts."""

from django.db import models
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learnplan.people.models import User
from learnplan.templatetags.learnplan_parts import money
from plans.consultation.models import Need
from plans.targets.beside import Consequence, Hanging
from plans.targets.evidence.beside import of_evidence
from plans.targets.models import Target
from scripts.authoring.models import Script, Step
from scripts.authoring.reading import promised_pence
from scripts.partnership.models import Place

MOST = 20


def hanging(target: Target, user: User) -> list[Consequence]:
    """Return what hangs on the target, room by room, for someone who may write it: they may know of its money."""
    return [consequence for room in ROOMS for consequence in room(target, user)]


def of_said(target: Target, user: User) -> list[Consequence]:
    """Return how much has been said about the target: it stays, and stays about the old words."""
    counts = {"check_ins": Count("check_ins", distinct=True), "answers": Count("ratings", distinct=True)}
    said = Target.objects.filter(pk=target.pk).aggregate(**counts)
    check_ins, answers = said["check_ins"], said["answers"]
    found = []
    if check_ins:
        words = ngettext("%(n)s check-in is about it.", "%(n)s check-ins are about it.", check_ins) % {"n": check_ins}
        more = ngettext(
            "It stays, and was about the words as they are now.",
            "They stay, and were about the words as they are now.",
            check_ins,
        )
        found.append(Consequence(words, more))
    if answers:
        words = ngettext("%(n)s answer is about it.", "%(n)s answers are about it.", answers) % {"n": answers}
        more = ngettext("It stays beside what it answers.", "They stay beside what they answer.", answers)
        found.append(Consequence(words, more))
    return found


def of_needs(target: Target, user: User) -> list[Consequence]:
    """Return the needs from a talk that the target answers, as far as the reader knows of the talk."""
    rows = Need.objects.visible_to(user).filter(targets=target.pk).order_by("pk").fetch_mode(models.FETCH_RAISE)
    return [
        Consequence(
            _("It answers a need from a talk: “%(need)s”") % {"need": need.words},
            _("The need stays. See that it still has a target that answers it."),
            reverse("talk", args=[need.talk_id]),
        )
        for need in rows[:MOST]
    ]


def of_steps(target: Target, user: User) -> list[Consequence]:
    """Return the steps of the learner's script that answer the target."""
    steps = Step.objects.filter(target=target.pk, branch__script__in=Script.objects.visible_to(user))
    rows = steps.select_related("branch").order_by("branch__position", "position").fetch_mode(models.FETCH_RAISE)
    return [
        Consequence(
            _("The step “%(step)s” on the branch “%(branch)s” answers it.")
            % {"step": step.title, "branch": step.branch.name},
            _("It stays in the script. You can give it another target there."),
            reverse("branch", args=[step.branch_id]),
        )
        for step in rows[:MOST]
    ]


def of_places(target: Target, user: User) -> list[Consequence]:
    """Return the open places on those steps, with the money promised to them."""
    places = Place.objects.visible_to(user).open().filter(step__target=target.pk, learner=target.plan.learner_id)
    rows = list(places.select_related("offer__provider").fetch_mode(models.FETCH_RAISE)[:MOST])
    found = [
        Consequence(
            _("The place on “%(offer)s” at %(provider)s (%(state)s) hangs on it.")
            % {"offer": place.offer, "provider": place.offer.provider, "state": place.get_state_display()},
            _("It stays yours until you give it up on its own page."),
            reverse("place", args=[place.pk]),
        )
        for place in rows
    ]
    pence = promised_pence(rows)
    if pence:
        words = _("%(amount)s is promised to these places.") % {"amount": money(pence)}
        found.append(Consequence(words, _("It stays promised. If you give a place up, the money comes back.")))
    return found


# Each room's own, in the order of the chain; a room adds its function here.
ROOMS: tuple[Hanging, ...] = (of_needs, of_said, of_evidence, of_steps, of_places)
