"""Telling a learner's tutors, and the learner, which path of the script is chosen now."""

from django.urls import reverse
from django.utils.translation import gettext as _

from learnplan.events.models import Event
from learnplan.notices.actions import notify
from learnplan.people.models import Bond
from scripts.authoring.models import Branch, Script


def tell_of_path(script: Script, branch: Branch | None, event: Event, *, is_back: bool = False) -> None:
    """Tell the tutors that `branch` is chosen since `event` (None: no path is), and the learner if it was not them.

    `is_back` says that somebody undid something, or went back to an earlier version, and did not choose again.
    """
    names = {"learner": script.learner.get_full_name(), "actor": event.actor.get_full_name() if event.actor else ""}
    names["branch"] = branch.name if branch else ""
    path, key = reverse("script", args=[script.pk]), f"branch.chosen:{event.pk}"
    to_tutors, to_learner = _words(branch is not None, is_back=is_back, is_own=event.actor_id == script.learner_id)
    for bond in Bond.objects.current().tutors().filter(learner=script.learner).select_related("adult"):
        notify(recipient=bond.adult, key=key, words=to_tutors % names, path=path, event=event)
    notify(recipient=script.learner, key=key, words=to_learner % names, path=path, event=event)


def _words(has_path: bool, *, is_back: bool, is_own: bool) -> tuple[str, str]:
    """Return what the tutors are told and what the learner is."""
    if not has_path:
        return (
            _("%(learner)s has no chosen path now: the script is as it was before."),
            _("%(actor)s took a change of your script back: no path is chosen now. You can choose one at any time."),
        )
    if is_back:
        return (
            _("%(learner)s is back on the path %(branch)s: the script is as it was before."),
            _("%(actor)s took a change of your script back: your path is %(branch)s again. You can choose another."),
        )
    by_other = _("%(actor)s chose a path for %(learner)s: %(branch)s.")
    return (
        _("%(learner)s chose a path: %(branch)s.") if is_own else by_other,
        _("%(actor)s chose the path %(branch)s for you. You can choose another at any time."),
    )
