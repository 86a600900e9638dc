"""Who may broker, provide and take a place: relation and state, joined by `and` and `or`."""

from django.utils import timezone

from learnplan.people.models import STAFF, Membership, Role, User
from learnplan.people.permissions import is_bonded
from scripts.offers.models import Place


def may_broker(user: User, learner: User) -> bool:
    """A tutor or advocate of the learner, or staff of the institution the learner is at."""
    homes = set(learner.institutions_as(Role.LEARNER))
    return bool(homes & set(user.institutions_as(*STAFF))) or is_bonded(user, learner)


def may_broker_place(user: User, place: Place) -> bool:
    """Staff of the place's home institution."""
    return place.home_id in user.institutions_as(*STAFF)


def may_answer(user: User, place: Place) -> bool:
    """Only the learner says yes: nobody accepts a place for somebody else."""
    return user.pk == place.learner_id


def learners_to_ask_for(user: User, learner_id: int | None = None):
    """Return the learners this user may ask a place for: those bonded to them, and `learner_id` if visible."""
    today = timezone.localdate()
    here = Membership.objects.on(today).filter(role=Role.LEARNER)
    chosen = User.objects.filter(bonds__adult=user, bonds__from_on__lte=today, pk__in=here.values("user")).exclude(
        bonds__until_on__lt=today
    )
    if learner_id is not None:
        chosen = User.objects.visible_to(user).filter(pk=learner_id, pk__in=here.values("user"))
    return chosen.distinct()
