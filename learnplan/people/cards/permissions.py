"""Who may make cards, and for whom."""

from django.db.models import Exists, OuterRef, QuerySet

from learnplan.people.classes.models import Class, Enrolment
from learnplan.people.models import STAFF, Membership, Role, User
from learnplan.people.permissions import administers


def can_make_cards(user: User, in_class: Class) -> bool:
    """Say whether `user` teaches the class today or administers its institution."""
    teaches = Enrolment.objects.current().filter(in_class=in_class, user=user, role=Role.TEACHER)
    return administers(user, in_class.institution_id) or teaches.exists()


def learners_for_cards(in_class: Class) -> QuerySet[User]:
    """Those a card can be made for: in the class today as learners, learners only, and no leavers.

    Whoever makes a card could use it. So nobody with more say than a learner gets one, even where they learn.
    """
    enrolled = Enrolment.objects.current().filter(in_class=in_class, role=Role.LEARNER)
    more = Membership.objects.current().filter(user=OuterRef("pk"), role__in=(*STAFF, Role.PROVIDER))
    here = Membership.objects.current().filter(user=OuterRef("pk"), role=Role.LEARNER)
    return User.objects.filter(
        ~Exists(more), Exists(here), pk__in=enrolled.values("user"), is_active=True, is_staff=False, is_superuser=False
    )
