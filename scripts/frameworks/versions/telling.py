"""Who is told that a common script takes changes: the learners who are offered them, and their tutors, each once."""

from collections import Counter

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learnplan.events.models import Event
from learnplan.notices.actions import Telling, notify_all, notify_each
from learnplan.people.models import Bond, Membership, Role, User
from scripts.frameworks.versions.models import TakenItem, Taking


def tell_of_taking(taking: Taking, event: Event) -> None:
    """Tell each learner who can now answer what the taking changes, and each tutor of theirs. Six queries."""
    offered = dict(_offered(taking))
    key, title = f"common_script.took:{taking.pk}", taking.common_script.framework.title
    words = _("%(framework)s has changed. Look at what that would mean for your script, and decide.")
    told = ((learner, reverse("proposal", args=[script, taking.pk])) for learner, script in offered.items())
    notify_all(told=told, key=key, words=words % {"framework": title}, event=event)
    notify_each(_telling(tutor, count, taking, key, event) for tutor, count in _tutors_of(offered).items())


def _offered(taking: Taking):
    """Return (learner id, script id) of whom the taking concerns: those with a script who are learners here today.

    Something new concerns everyone; new words and endings those who have a step for it.
    """
    here = Membership.objects.current().filter(institution=taking.common_script.institution_id, role=Role.LEARNER)
    scripts = taking.common_script.scripts.filter(learner__in=here.values("user"))
    if not taking.items.filter(kind=TakenItem.Kind.ADD).exists():
        scripts = scripts.filter(branches__steps__common_item__in=taking.items.values("common_item")).distinct()
    return scripts.order_by("pk").values_list("learner_id", "pk")


def _tutors_of(learners) -> dict[User, int]:
    """Return the tutors of these learners today, each with how many of them."""
    bonds = Bond.objects.in_force().tutors().filter(learner__in=learners)
    count = Counter(bonds.values_list("adult", flat=True))
    return {tutor: count[tutor.pk] for tutor in User.objects.filter(pk__in=count).order_by("pk")}


def _telling(tutor: User, count: int, taking: Taking, key: str, event: Event) -> Telling:
    words = ngettext(
        "“%(name)s” takes changes of a new version. %(count)s learner of yours is offered them and decides.",
        "“%(name)s” takes changes of a new version. %(count)s learners of yours are offered them and decide.",
        count,
    ) % {"name": taking.common_script.name, "count": count}
    return Telling(tutor, key, words, taking.common_script.get_absolute_url(), event)
