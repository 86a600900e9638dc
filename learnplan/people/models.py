"""Users, institutions, and what ties them: memberships, bonds and circumstances, each from one day to another."""

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin, UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import CharField, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim, Upper
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from learnplan.people.dated import DatedQuerySet, FromRoster, in_order, known_once, no_overlap
from learnplan.people.sight import UNTIL_DECIDED, Sight, seen_with
from learnplan.web.paging import Among
from learnplan.web.together import Together


class Role(models.TextChoices):
    LEARNER = "learner", _("learner")
    TEACHER = "teacher", _("teacher")
    ADVOCATE = "advocate", _("advocate")
    PROVIDER = "provider", _("provider")
    ADMINISTRATOR = "administrator", _("administrator")
    CARER = "carer", _("carer")


STAFF = (Role.TEACHER, Role.ADVOCATE, Role.ADMINISTRATOR)


class Institution(FromRoster):
    """A school, college, employer or agency of the consortium, or an authority or department above or in one."""

    class Kind(models.TextChoices):
        SCHOOL = "school", _("school")
        COLLEGE = "college", _("college")
        EMPLOYER = "employer", _("employer")
        AGENCY = "agency", _("agency")
        DEPARTMENT = "department", _("department")
        AUTHORITY = "authority", _("authority")

    name = models.CharField(_("name"), max_length=255)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.SCHOOL)
    code = models.CharField(_("code"), max_length=100, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    ended_on = models.DateField(null=True, blank=True)
    own_say_from = models.PositiveSmallIntegerField(
        _("year group from which learners decide alone what carers see"), default=12, db_default=12
    )

    class Meta:
        ordering = ["name"]
        constraints = [known_once("learnplan_institution_known_once")]

    def __str__(self):
        return self.name


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those this user may know of: themselves, bonds both ways, and learners and staff of one institution.

        A learner sees the staff of their institutions; staff see its members; a carer sees only bonds. Provider
        staff learn of a learner only through a place (`Place.objects.visible_to`).
        """
        bonds = Bond.objects.in_force()
        members = Membership.objects.current().filter(institution__in=user.institutions_as(*STAFF))
        staff = Membership.objects.current().filter(institution__in=user.institutions_as(Role.LEARNER), role__in=STAFF)
        return self.filter(
            models.Q(pk=user.pk)
            | models.Q(pk__in=bonds.filter(adult=user).values("learner"))
            | models.Q(pk__in=bonds.filter(learner=user).values("adult"))
            | models.Q(pk__in=members.values("user"))
            | models.Q(pk__in=staff.values("user"))
        )

    def members_seen_by(self, user, role: str = ""):
        """The directory of the user's institutions for their staff: the part of `visible_to` that has an index.

        Staff of an institution see its members; others have no directory. With `role`, those who hold it there.
        """
        held = Membership.objects.current().filter(institution__in=user.institutions_as(*STAFF))
        if role:
            held = held.filter(role=role)
        return self.filter(Among("pk", held.values("user")))

    def named(self, words: str):
        """Those of whom each word begins a name or the username."""
        found = self
        for word in words.split():
            found = found.filter(
                models.Q(family_name__istartswith=word)
                | models.Q(given_name__istartswith=word)
                | models.Q(preferred_name__istartswith=word)
                | models.Q(username__istartswith=word)
            )
        return found

    def with_role(self, role: str, institution=None):
        """Those who have `role` today, at `institution` if one is given."""
        held = Membership.objects.current().filter(role=role)
        if institution is not None:
            held = held.filter(institution=institution)
        return self.filter(pk__in=held.values("user"))


if TYPE_CHECKING:  # what from_queryset makes, in words that the type checker reads the same every time

    class UserQueries(UserManager["User"], UserQuerySet): ...  # type: ignore[misc]  # both know a queryset's methods

else:
    UserQueries = UserManager.from_queryset(UserQuerySet)


class PeopleManager(UserQueries):
    """Creates users by username; an absent e-mail stays unknown (None), not empty."""

    @classmethod
    def normalize_email(cls, email):
        return super().normalize_email(email) or None


class User(FromRoster, AbstractBaseUser, PermissionsMixin):
    """A person. Signs in by username or e-mail; many learners have neither e-mail nor phone."""

    username = models.CharField(_("username"), max_length=150, validators=[UnicodeUsernameValidator()])
    email = models.EmailField(_("e-mail"), null=True, blank=True)
    given_name = models.CharField(_("given name"), max_length=150)
    family_name = models.CharField(_("family name"), max_length=150, blank=True)
    preferred_name = models.CharField(_("name I go by"), max_length=150, blank=True)
    is_staff = models.BooleanField(_("may use the admin site"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PeopleManager()
    EMAIL_FIELD = "email"
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["given_name"]

    class Meta:
        ordering = ["family_name", "given_name", "pk"]
        constraints = [
            known_once("learnplan_user_known_once"),
            models.UniqueConstraint(Upper("username"), name="learnplan_user_username_once"),
            models.UniqueConstraint(Upper("email"), name="learnplan_user_email_once"),
            models.CheckConstraint(name="learnplan_user_email_or_none", condition=~models.Q(email="")),
        ]
        indexes = [models.Index(fields=["family_name", "given_name", "id"], name="learnplan_user_by_name")]

    def __str__(self):
        return self.get_full_name()

    def get_full_name(self):
        return f"{self.preferred_name or self.given_name} {self.family_name}".strip()

    def get_short_name(self):
        return self.preferred_name or self.given_name

    @cached_property
    def current_memberships(self):
        """Today's memberships with their institutions, kept for the life of this object."""
        return [_membership(row) for row in self.read_once["held"]]

    @cached_property
    def read_once(self) -> dict[str, list[dict]]:
        """What every page asks of its reader, as `READER` says: one query, kept for the life of this object."""
        return READER.read(user=self.pk, day=timezone.localdate())

    def institutions_as(self, *roles: str) -> list[int]:
        """Return the ids of the institutions where this user holds one of `roles` today."""
        return [m.institution_id for m in self.current_memberships if m.role in roles]

    @property
    def initials(self):
        return ((self.preferred_name or self.given_name)[:1] + self.family_name[:1]).upper()


class Membership(FromRoster):
    """A user's tie to an institution in a role, from one day to another (until_on is the last day)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    year_group = models.CharField(_("year group"), max_length=20, blank=True)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "pk"]
        constraints = [
            no_overlap("learnplan_membership_no_overlap", "user", "institution", kind="role"),
            in_order("learnplan_membership_in_order"),
        ]
        indexes = [models.Index(fields=["institution", "role", "user"], name="learnplan_membership_who")]

    def __str__(self):
        return f"{self.user_id} {self.role} {self.institution_id}"


class BondQuerySet(DatedQuerySet):
    def visible_to(self, user):
        """Those of either person in it, and of the institutions that this user administers."""
        administered = user.institutions_as(Role.ADMINISTRATOR)
        return self.filter(models.Q(learner=user) | models.Q(adult=user) | models.Q(institution__in=administered))

    def consented(self):
        """Bonds that count: a tutor's by the institution's duty, the others once consent is given."""
        return self.filter(models.Q(kind=Bond.Kind.TUTOR) | models.Q(consented_at__isnull=False))

    def in_force(self):
        """Bonds that count today."""
        return self.current().consented()

    def tutors(self):
        return self.filter(kind=Bond.Kind.TUTOR)

    def helpers(self):
        """Tutors and advocates: the adults who work with a learner's plan."""
        return self.filter(kind__in=(Bond.Kind.TUTOR, Bond.Kind.ADVOCATE))

    def carers(self):
        return self.filter(kind=Bond.Kind.CARER)

    def seeing(self, field: str):
        """Bonds whose adult may see `field` (of Sight): tutors and advocates all, a carer what was decided."""
        seen = ~models.Q(kind=Bond.Kind.CARER) | models.Q(sees__contains=[field])
        return self.filter(seen | models.Q(sees=None) if field in UNTIL_DECIDED else seen)


class Bond(FromRoster):
    """A tie between a learner and an adult. An advocate's or a carer's counts from the day of consent.

    `sees` is what a carer may see (of Sight; None until somebody decides). A tutor's bond that is another's for a
    while, `standing_in_for` theirs, is dated, and says so wherever it is shown.
    """

    class Kind(models.TextChoices):
        TUTOR = "tutor", _("tutor")
        ADVOCATE = "advocate", _("advocate")
        CARER = "carer", _("carer")

    learner = models.ForeignKey(User, models.CASCADE, related_name="bonds")
    adult = models.ForeignKey(User, models.CASCADE, related_name="bonds_as_adult")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="bonds")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    consented_at = models.DateTimeField(_("consent given"), null=True, blank=True)
    consented_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    sees = ArrayField(models.CharField(max_length=20, choices=Sight), verbose_name=_("sees"), null=True, blank=True)
    standing_in_for = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="stand_ins")

    objects = BondQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            no_overlap("learnplan_bond_no_overlap", "learner", "adult", kind="kind"),
            in_order("learnplan_bond_in_order"),
            models.CheckConstraint(name="learnplan_bond_two_people", condition=~models.Q(learner=models.F("adult"))),
            models.CheckConstraint(
                name="learnplan_bond_stand_in_is_dated",
                condition=models.Q(standing_in_for=None) | models.Q(kind="tutor", until_on__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.learner_id} {self.kind} {self.adult_id}"

    @property
    def is_current(self):
        """Not over yet; it may begin later."""
        return self.until_on is None or self.until_on >= timezone.localdate()

    @property
    def waits_for_consent(self):
        return self.kind != self.Kind.TUTOR and self.consented_at is None and self.is_current

    @property
    def reads_along(self) -> bool:
        """A carer who has the learner's consent: what they see can be decided."""
        return self.kind == self.Kind.CARER and self.consented_at is not None and self.is_current

    @property
    def seen(self) -> frozenset[str]:
        """The fields that a carer's bond opens."""
        return seen_with(self.sees)

    @property
    def kind_in_words(self) -> str:
        """What the adult is to the learner, as it is shown to them: a stand-in's with its last day."""
        if self.standing_in_for_id is None:
            return str(self.get_kind_display())
        return _("tutor, standing in until %(day)s") % {"day": date_format(self.until_on, "j F")}  # type: ignore[arg-type]  # a stand-in has a last day


class CircumstanceQuerySet(DatedQuerySet):
    def visible_to(self, user):
        """A learner's own, and their institution's administrators'; nobody else's by default."""
        administered = user.institutions_as(Role.ADMINISTRATOR)
        learners = Membership.objects.current().filter(role=Role.LEARNER, institution__in=administered)
        return self.filter(models.Q(learner=user) | models.Q(learner__in=learners.values("user")))


class Circumstance(models.Model):
    """A dated, sourced fact about a learner's situation that can weigh in the formula. Never a score."""

    class Kind(models.TextChoices):
        AREA_DECILE = "area_decile", _("deprivation of the home area, 1 (most) to 10")
        PRIOR_ATTAINMENT = "prior_attainment", _("attainment before, 1 (lowest fifth) to 5")
        FREE_MEALS = "free_meals", _("free school meals")
        LANGUAGE = "language", _("learning in an additional language")
        CARE = "care", _("in care, or has been")
        SEN = "sen", _("special educational needs")
        YOUNG_CARER = "young_carer", _("looks after someone at home")

    learner = models.ForeignKey(User, models.CASCADE, related_name="circumstances")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    value = models.PositiveSmallIntegerField(_("value"), default=1)
    source = models.CharField(_("source"), max_length=100)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = CircumstanceQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-from_on"]
        constraints = [
            no_overlap("learnplan_circumstance_no_overlap", "learner", kind="kind"),
            in_order("learnplan_circumstance_in_order"),
        ]

    def __str__(self):
        return f"{self.learner_id} {self.kind} {self.value}"


def _held():
    own = ("id", "user_id", "institution_id", "role", "year_group", "from_on", "until_on")
    there = {name: models.F(f"institution__{name}") for name in ("name", "kind", "parent_id")}
    return Membership.objects.on(DAY).filter(user=USER).values(*own, **there)


def _membership(row: dict) -> Membership:
    """Return the row as a membership with its institution; what was not read is deferred, as Django does it."""
    there = {"id": row["institution_id"], **{name: row.pop(name) for name in ("name", "kind", "parent_id")}}
    for day in ("from_on", "until_on"):
        row[day] = row[day] and dt.date.fromisoformat(row[day])
    membership = Membership.from_db(DEFAULT_DB_ALIAS, list(row), list(row.values()))
    membership.institution = Institution.from_db(DEFAULT_DB_ALIAS, list(there), list(there.values()))
    return membership


# Every page asks this, so its statement is put together once; USER and DAY stand in for the real ones. Rooms above
# add what they too ask on every page, when the app is made ready.
USER, DAY = 9_007_199_254_740_881, dt.date(1, 2, 3)
READER = Together({"user": USER, "day": DAY}, held=_held)


def name_of(person: str) -> Trim:
    """Return the expression for the full name of the user that the field `person` leads to."""
    goes_by = Coalesce(NullIf(f"{person}__preferred_name", Value("")), f"{person}__given_name")
    return Trim(Concat(goes_by, Value(" "), f"{person}__family_name", output_field=CharField()))
