"""Each learner's place on an offer, through its states."""

from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import STAFF, Bond, Institution, Membership, Role
from learnplan.people.sight import Sight
from plans.funding.models import Transfer
from scripts.authoring.models import Step


def found_by_each(rows: models.QuerySet, ways: list[Q]) -> models.QuerySet:
    """Return those of these rows that any of the ways leads to, found one way after the other."""
    first, *others = (rows.filter(way).order_by().values("pk") for way in ways)
    return rows.model._default_manager.filter(pk__in=first.union(*others))


def _ways_to_see_places(user) -> list[Q]:
    """The learner's own; bonded adults'; home staff's; and a provider's, asked of their institution."""
    bonded = Bond.objects.current().consented().seeing(Sight.PLACES).filter(adult=user)
    return [
        Q(learner=user),
        Q(learner__in=bonded.values("learner")),
        Q(home__in=user.institutions_as(*STAFF)),
        Q(offer__provider__in=user.institutions_as(Role.PROVIDER)),
    ]


class PlaceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those that this user has a way to see: each row is asked about by itself, so these should be few rows."""
        return self.filter(reduce(or_, _ways_to_see_places(user)))

    def listed_for(self, user):
        """Those of these rows that are `visible_to` the user, found one way after the other: each has its index.

        For lists: only the user's own places are looked at, however many there are.
        """
        return found_by_each(self, _ways_to_see_places(user))

    def of_learners_here(self):
        """Those of people who are learners somewhere today: a leaver is in nobody's queue."""
        here = Membership.objects.current().filter(user=OuterRef("learner"), role=Role.LEARNER)
        return self.filter(Exists(here))

    def of_leavers(self):
        """Those of people who were learners and are none today nor will be; adds `left_on`, their last day."""
        held = Membership.objects.filter(user=OuterRef("learner"), role=Role.LEARNER)
        rows = self.filter(~Exists(held.filter(Q(until_on=None) | Q(until_on__gte=timezone.localdate()))))
        left_on = Subquery(held.order_by("-until_on").values("until_on")[:1])
        return rows.annotate(left_on=left_on).filter(left_on__isnull=False)

    def open(self):
        return self.filter(state__in=Place.OPEN)

    def spoken_for(self):
        """Places that spend capacity: an unreserved offer to a learner does not, until it is accepted."""
        return self.filter(Q(state__in=Place.SPEND) | Q(state=Place.State.OFFERED, is_reserved=True))


class Place(models.Model):
    """One learner's place on an offer, through its states. Only a person moves it."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        HELD = "held", _("held")
        OFFERED = "offered", _("offered")
        ACCEPTED = "accepted", _("accepted")
        UNDER_WAY = "under_way", _("under way")
        COMPLETED = "completed", _("completed")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        RELEASED = "released", _("released")

    SPEND = [State.HELD, State.ACCEPTED, State.UNDER_WAY, State.COMPLETED]
    PAID_FOR = [State.ACCEPTED, State.UNDER_WAY, State.COMPLETED]
    OPEN = [State.ASKED, State.HELD, State.OFFERED, State.ACCEPTED, State.UNDER_WAY]

    offer = models.ForeignKey("scripts.Offer", models.PROTECT, related_name="places_taken", related_query_name="place")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="places")
    home = models.ForeignKey(Institution, models.PROTECT, related_name="places_asked")
    step = models.ForeignKey(Step, models.SET_NULL, null=True, related_name="places")
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.ASKED)
    previous_state = models.CharField(max_length=20, blank=True)
    price_pence = models.PositiveIntegerField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(default=timezone.now)
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decide_by = models.DateField(_("answer by"), null=True)
    is_reserved = models.BooleanField(_("kept for them until they answer"), default=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    promise = models.OneToOneField(Transfer, models.PROTECT, null=True, related_name="place")

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "learner"],
                condition=Q(state__in=["asked", "held", "offered", "accepted", "under_way"]),
                name="scripts_place_one_open",
            ),
            models.CheckConstraint(
                name="scripts_place_offered_has_a_day",
                condition=~Q(state="offered") | Q(decide_by__isnull=False),
            ),
            models.CheckConstraint(
                name="scripts_place_accepted_has_promise",
                condition=~Q(state__in=["accepted", "under_way"]) | Q(promise__isnull=False) | Q(price_pence=0),
            ),
        ]
        indexes = [models.Index(fields=["offer", "state"], name="scripts_place_of_offer")]

    def __str__(self):
        return f"{self.learner_id} on {self.offer_id}: {self.state}"

    def get_absolute_url(self):
        return reverse("place", args=[self.pk])

    @property
    def is_open(self):
        return self.state in self.OPEN
