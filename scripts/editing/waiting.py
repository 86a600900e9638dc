"""What a script puts in a learner's "needs you": to start it, or to choose a path again."""

from django.urls import reverse
from django.utils.translation import gettext as _

from learnplan.people.models import Role, User
from learnplan.rules import RuleBroken
from learnplan.waiting.shapes import Need
from scripts.authoring.models import Branch
from scripts.authoring.reading import Picture, read_path_of
from scripts.editing.actions.branches import common_script_for


def needs(user: User, picture: Picture | None = None) -> list[Need]:
    """Return what waits for a learner about their script: two queries, or one if its `picture` is read already.

    Nothing waits while no common script is adopted for them: there is nothing they could do.
    """
    if not user.institutions_as(Role.LEARNER):
        return []
    picture = picture or read_path_of(user)
    return _to_start(user) if picture is None else _to_choose(picture)


def _to_start(user: User) -> list[Need]:
    try:
        common_script = common_script_for(user)
    except RuleBroken:
        return []
    return [
        Need(
            since=common_script.adopted_at,
            words=_("Your script can start."),
            more=_("It begins with %(common_script)s, and then you branch it.") % {"common_script": common_script},
            path=reverse("script_start"),
            action=_("Start my script"),
        )
    ]


def _to_choose(picture: Picture) -> list[Need]:
    if picture.chosen or any(branch.state == Branch.State.FINISHED for branch in picture.branches):
        return []
    return [
        Need(
            since=picture.script.started_at,
            words=_("No path of your script is chosen."),
            more=_("Choose the one you are on, so that your tutor can ask for places."),
            path=picture.script.get_absolute_url(),
            action=_("Choose a path"),
        )
    ]
