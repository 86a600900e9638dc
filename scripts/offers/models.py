"""Agreements between institutions, the offers they make with what stands beside each, and the places on them."""

from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from learnplan.people.dated import DatedQuerySet, in_order, no_overlap
from learnplan.people.models import STAFF, Bond, Institution, Membership, Role
from learnplan.people.sight import Sight
from learnplan.web.addresses import address_of
from learnplan.years import academic_year
from plans.funding.models import Transfer
from scripts.frameworks.models import FrameworkItem
from scripts.offers.shapes import Mark
from scripts.offers.styles import Style


class SeenQuerySet(models.QuerySet):
    """Rows that there are several `ways_to_see`."""

    def ways_to_see(self, user) -> list[Q]:
        """Return the conditions that each let this user see a row; every table says its own."""
        raise NotImplementedError

    def visible_to(self, user):
        """Those that this user has a way to see: each row is asked about by itself, so these should be few rows."""
        return self.filter(reduce(or_, self.ways_to_see(user)))

    def listed_for(self, user):
        """Those of these rows that are `visible_to` the user, found one way after the other: each has its index.

        For lists: only the user's own rows are looked at, however many there are.
        """
        first, *others = (self.filter(way).order_by().values("pk") for way in self.ways_to_see(user))
        return self.model._default_manager.filter(pk__in=first.union(*others))


class Agreement(models.Model):
    """What a provider and a home institution agreed: from when to when, how many places, which data is shared."""

    provider = models.ForeignKey(Institution, models.PROTECT, related_name="agreements_as_provider")
    home = models.ForeignKey(Institution, models.PROTECT, related_name="agreements_as_home")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    quota = models.PositiveIntegerField(_("most places at once"), null=True, blank=True)
    data_shared = models.TextField(_("what we share about learners"), blank=True)
    travel_minutes = models.PositiveSmallIntegerField(_("minutes on the way, door to door"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()
    is_ours: bool  # whether the reader may say more of it, where the page of partners adds it

    class Meta:
        ordering = ["pk"]
        constraints = [
            no_overlap("scripts_agreement_no_overlap", "provider", "home"),
            in_order("scripts_agreement_in_order"),
        ]

    def __str__(self):
        return f"{self.provider_id} for {self.home_id}"


class OfferQuerySet(SeenQuerySet):
    def ways_to_see(self, user):
        """Those of the user's own institutions, and the open ones of the partners with a current agreement."""
        own = user.institutions_as(*STAFF, Role.LEARNER, Role.PROVIDER)
        partners = Agreement.objects.current().filter(home__in=user.institutions_as(*Role.values))
        return [Q(provider__in=own), Q(provider__in=partners.values("provider"), closed_at=None)]

    def with_taken(self):
        """Adds `taken`: how many of the places are spoken for (a scalar subquery, so it adds no join)."""
        spoken_for = Place.objects.filter(offer=OuterRef("pk")).spoken_for().order_by()
        counted = spoken_for.values("offer").annotate(n=Count("pk")).values("n")
        return self.annotate(taken=Coalesce(Subquery(counted), 0))


class Offer(models.Model):
    """A programme an institution offers. `price_pence` is per place for the whole programme."""

    provider = models.ForeignKey(Institution, models.PROTECT, related_name="offers")
    code = models.CharField(_("code"), max_length=50)
    title = models.CharField(_("title"), max_length=150)
    summary = models.TextField(_("what it is"), blank=True)
    style = models.CharField(_("how"), max_length=20, choices=Style)
    level = models.CharField(_("level"), max_length=50, blank=True)
    asks = models.CharField(_("what it asks for"), max_length=300, blank=True)
    location = models.CharField(_("where"), max_length=200, blank=True)
    timetable = models.CharField(_("when in the week"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    places = models.PositiveIntegerField(_("places"))
    price_pence = models.PositiveIntegerField(_("price of a place, in pence"))
    minutes_a_week = models.PositiveSmallIntegerField(_("minutes a week"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    kept_aside = models.JSONField(default=dict)

    taken: int  # places spoken for, where `with_taken` adds it
    marks: list[Mark]  # why it is marked beside a chosen path, on the page that says so
    check_facts: dict  # what the check needs of it, and what it says of taking it up: from `checking.gates`
    adds: list
    is_out: bool

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "code"], name="scripts_offer_code_once"),
            models.CheckConstraint(name="scripts_offer_in_order", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address_of("offer")(self.pk)

    @property
    def year(self):
        return academic_year(self.starts_on)

    @property
    def places_left(self):
        return max(self.places - self.taken, 0)

    @property
    def runs(self):
        """Say from when to when it runs: "7 Sept 2026 to 9 July 2027"."""
        days = {"from": date_format(self.starts_on, "j M Y"), "until": date_format(self.ends_on, "j M Y")}
        return gettext("%(from)s to %(until)s") % days

    @property
    def room(self):
        """Say how many places are left."""
        if not self.places_left:
            return gettext("No places left now")
        return ngettext("%(n)s place left", "%(n)s places left", self.places_left) % {"n": self.places_left}


class OfferCover(models.Model):
    """What an offer covers of a framework."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="covers")
    item = models.ForeignKey(FrameworkItem, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["offer", "item"], name="scripts_offercover_once")]

    def __str__(self):
        return f"{self.offer_id} covers {self.item_id}"


class OfferSlot(models.Model):
    """One time in the week when an offer takes place; `weekday` is 1 for Monday to 7 (ISO 8601)."""

    class Weekday(models.IntegerChoices):
        MONDAY = 1, _("Monday")
        TUESDAY = 2, _("Tuesday")
        WEDNESDAY = 3, _("Wednesday")
        THURSDAY = 4, _("Thursday")
        FRIDAY = 5, _("Friday")
        SATURDAY = 6, _("Saturday")
        SUNDAY = 7, _("Sunday")

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="slots")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("until"))

    class Meta:
        ordering = ["weekday", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(name="scripts_offerslot_in_order", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="scripts_offerslot_weekday", condition=Q(weekday__gte=1, weekday__lte=7)),
            models.UniqueConstraint(fields=["offer", "weekday", "starts_at"], name="scripts_offerslot_once"),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.starts_at:%H:%M}–{self.ends_at:%H:%M}"


class OfferAsk(models.Model):
    """An item of a framework that an offer asks a learner to have covered before it starts."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="entry_asks")
    item = models.ForeignKey(FrameworkItem, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["offer", "item"], name="scripts_offerask_once")]

    def __str__(self):
        return f"{self.offer_id} asks {self.item_id}"


class PlaceQuerySet(SeenQuerySet):
    def ways_to_see(self, user):
        """The learner's own; bonded adults'; home staff's; and a provider's, asked of their institution."""
        bonded = Bond.objects.in_force().seeing(Sight.PLACES).filter(adult=user)
        return [
            Q(learner=user),
            Q(learner__in=bonded.values("learner")),
            Q(home__in=user.institutions_as(*STAFF)),
            Q(offer__provider__in=user.institutions_as(Role.PROVIDER)),
        ]

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

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="places_taken", related_query_name="place")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="places")
    home = models.ForeignKey(Institution, models.PROTECT, related_name="places_asked")
    step = models.ForeignKey("scripts.Step", models.SET_NULL, null=True, related_name="places")
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
                name="scripts_place_offered_has_a_day", condition=~Q(state="offered") | Q(decide_by__isnull=False)
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
        return address_of("place")(self.pk)

    @property
    def is_open(self):
        return self.state in self.OPEN
