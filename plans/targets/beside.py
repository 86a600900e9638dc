"""What targets add to the page of a learner, and what hangs on a target in its own room."""

from django.db.models import Count
from django.utils.translation import ngettext

from learnplan.people.models import User
from plans.targets.models import Plan, Target
from plans.targets.shapes import Consequence


def plan_of(learner: User, user: User) -> dict[str, Plan | None]:
    """Return the learner's newest plan, if the reader may see one."""
    return {"plan": Plan.objects.visible_to(user).filter(learner=learner).first()}


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
