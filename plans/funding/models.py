"""Funds, formulas, entitlements, and the double-entry ledger behind them with its guards. Amounts are integer
pence.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import Bond, Institution, Role
from learnplan.people.sight import Sight
from learnplan.years import year_name
from plans.targets.models import APPEND_ONLY, Plan

# Each statement that writes entries must write whole transfers: their sum is zero, and none had entries before.
SUMS_TO_ZERO = pgtrigger.Trigger(
    name="sums_to_zero",
    level=pgtrigger.Statement,
    operation=pgtrigger.Insert,
    when=pgtrigger.After,
    referencing=pgtrigger.Referencing(new="fresh"),
    declare=[("wrong", "RECORD")],
    func="""
        SELECT transfer_id, SUM(pence) AS over INTO wrong
            FROM fresh GROUP BY transfer_id HAVING SUM(pence) <> 0 LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'transfer % does not sum to zero: % pence over', wrong.transfer_id, wrong.over
                USING ERRCODE = 'check_violation', CONSTRAINT = 'plans_entry_sums_to_zero';
        END IF;
        SELECT transfer_id INTO wrong FROM (
            SELECT transfer_id, COUNT(*) AS written FROM fresh GROUP BY transfer_id
        ) AS now WHERE written <> (SELECT COUNT(*) FROM plans_entry WHERE plans_entry.transfer_id = now.transfer_id)
            LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'transfer % has its entries already: correct it by a reversal', wrong.transfer_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'plans_entry_written_once';
        END IF;
        RETURN NULL;
    """,
)


# Locks what is debited before it sums, so that two transactions cannot both spend the last penny.
# NO KEY UPDATE lets others point new entries at the account meanwhile (their foreign key takes KEY SHARE).
NEVER_BELOW_ZERO = pgtrigger.Trigger(
    name="never_below_zero",
    level=pgtrigger.Statement,
    operation=pgtrigger.Insert,
    when=pgtrigger.After,
    referencing=pgtrigger.Referencing(new="fresh"),
    declare=[("short", "RECORD")],
    func="""
        PERFORM id FROM plans_account
            WHERE kind <> 'source' AND id IN (SELECT account_id FROM fresh WHERE pence < 0)
            ORDER BY id FOR NO KEY UPDATE;
        SELECT entry.account_id, SUM(entry.pence) AS pence INTO short
            FROM plans_entry AS entry JOIN plans_account AS account ON account.id = entry.account_id
            WHERE account.kind <> 'source'
                AND entry.account_id IN (SELECT account_id FROM fresh WHERE pence < 0)
            GROUP BY entry.account_id HAVING SUM(entry.pence) < 0 LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'account % would go below zero: % pence', short.account_id, short.pence
                USING ERRCODE = 'check_violation', CONSTRAINT = 'plans_entry_never_below_zero';
        END IF;
        RETURN NULL;
    """,
)


class FundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Funds of the institutions this user administers."""
        return self.filter(institution__in=user.institutions_as(Role.ADMINISTRATOR))


class Fund(models.Model):
    """Money an institution has for its learners in one academic year."""

    name = models.CharField(_("name"), max_length=200)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="funds")
    year = models.PositiveSmallIntegerField(_("academic year"))
    made_at = models.DateTimeField(auto_now_add=True)

    objects = FundQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "name"]
        constraints = [models.UniqueConstraint(fields=["institution", "year", "name"], name="plans_fund_named_once")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("fund", args=[self.pk])

    @property
    def year_name(self):
        return year_name(self.year)


class FormulaQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Formulas of the funds of the institutions this user administers."""
        return self.filter(fund__institution__in=user.institutions_as(Role.ADMINISTRATOR))


class Formula(models.Model):
    """One version of how a fund is shared: data for `formula.work_out`, frozen once published."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="formulas")
    version = models.PositiveSmallIntegerField()
    components = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)

    objects = FormulaQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "version"], name="plans_formula_version_once"),
            models.UniqueConstraint(
                fields=["fund"], condition=Q(published_at__isnull=False), name="plans_formula_one_published"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            )
        ]

    def get_absolute_url(self):
        return reverse("formula", args=[self.pk])

    @property
    def is_published(self):
        return self.published_at is not None


def plans_with_money_visible_to(user):
    """Return the plans (queryset) whose money this user may see: their own; those of learners bonded to them,
    while the bond counts; and those of the institutions they administer. Never a provider's, and not every
    teacher's of the institution. What each may read of the lines is said in `reading`.
    """
    bonded = Bond.objects.in_force().seeing(Sight.MONEY).filter(adult=user)
    return Plan.objects.filter(
        Q(learner=user)
        | Q(learner__in=bonded.values("learner"))
        | Q(institution__in=user.institutions_as(Role.ADMINISTRATOR))
    )


class EntitlementQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(plan__in=plans_with_money_visible_to(user))


class Entitlement(models.Model):
    """What one published formula gives one learner, every line explained."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="entitlements")
    formula = models.ForeignKey(Formula, models.PROTECT, related_name="entitlements")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="entitlements")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="entitlements")
    shared_out_by = models.ForeignKey("Transfer", models.PROTECT, related_name="entitlements")
    total_pence = models.PositiveBigIntegerField()
    lines = models.JSONField()

    objects = EntitlementQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "learner"], name="plans_entitlement_one_each"),
            models.UniqueConstraint(fields=["plan"], name="plans_entitlement_one_a_plan"),
        ]
        triggers = [APPEND_ONLY]


class Account(models.Model):
    """A place money can be in. A learner's money is theirs to choose with; promised money is a place's."""

    class Kind(models.TextChoices):
        SOURCE = "source", _("where the fund's money comes from")
        FUND = "fund", _("not shared out yet")
        LEARNER = "learner", _("a learner's, to choose with")
        PROMISED = "promised", _("promised to a provider for a learner")
        PAID = "paid", _("paid to a provider")

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="accounts")
    kind = models.CharField(max_length=10, choices=Kind)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="accounts")
    provider = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="accounts")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "kind", "learner", "provider"], nulls_distinct=False, name="plans_account_one_each"
            ),
            models.CheckConstraint(
                name="plans_account_whose",
                condition=Q(kind__in=["source", "fund"], learner=None, provider=None)
                | Q(kind="learner", learner__isnull=False, provider=None)
                | Q(kind="promised", learner__isnull=False, provider__isnull=False)
                | Q(kind="paid", learner=None, provider__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["learner", "kind"], name="plans_account_of_learner")]

    def __str__(self):
        return f"{self.fund_id} {self.kind} {self.learner_id or ''} {self.provider_id or ''}"


def _taken(**which):
    """Return the subquery of what the entries of some transfers take out, in pence below zero."""
    entries = Entry.objects.filter(pence__lt=0, **which).order_by().annotate(one=models.Value(1)).values("one")
    return models.Subquery(entries.annotate(sum=models.Sum("pence")).values("sum"), models.BigIntegerField())


class TransferQuerySet(models.QuerySet):
    def promised_to(self, user):
        """Promises to the institutions this user is provider staff of: all that a provider sees of money."""
        return self.filter(kind=Transfer.Kind.PROMISED, provider__in=user.institutions_as(Role.PROVIDER))

    def with_pence(self):
        """Adds `pence`: how much each transfer moved; None when it moved nothing."""
        return self.annotate(pence=-_taken(transfer=models.OuterRef("pk")))

    def with_paid_pence(self):
        """Adds `pence`, and `paid_pence`: how much of a promise was released to its provider."""
        paid = _taken(transfer__part_of=models.OuterRef("pk"))
        return self.with_pence().annotate(paid_pence=-Coalesce(paid, 0))


class Transfer(models.Model):
    """One movement of money, with its reason; its entries sum to zero. Corrected only by a reversal.

    A release pays part of the promise it is `part_of`; a reversal gives back the rest of what it `reverses`.
    """

    class Kind(models.TextChoices):
        PAID_IN = "paid_in", _("paid in")
        SHARED_OUT = "shared_out", _("shared out by the formula")
        PROMISED = "promised", _("promised to a place")
        RELEASED = "released", _("paid for a place")
        REVERSED = "reversed", _("given back")

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="transfers")
    kind = models.CharField(max_length=12, choices=Kind)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="transfers")
    provider = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="transfers")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")
    part_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="releases")
    at = models.DateTimeField(default=timezone.now, editable=False)

    place_url: str  # where a page that shows promises says which place each is for

    pence: int  # what it moved, where `with_pence` adds it
    paid_pence: int  # what was paid of it, where `with_paid_pence` adds it

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="plans_transfer_reversal_of_something",
                condition=Q(kind="reversed", reverses__isnull=False) | (~Q(kind="reversed") & Q(reverses=None)),
            ),
            models.CheckConstraint(
                name="plans_transfer_release_of_something",
                condition=Q(kind="released", part_of__isnull=False) | (~Q(kind="released") & Q(part_of=None)),
            ),
            models.CheckConstraint(name="plans_transfer_has_reason", condition=~Q(reason="")),
        ]
        indexes = [
            models.Index(fields=["learner", "-at"], name="plans_transfer_of_learner"),
            models.Index(fields=["fund", "-id"], name="plans_transfer_of_fund"),
            models.Index(fields=["provider", "-id"], name="plans_transfer_of_provider"),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self):
        return f"{self.kind}: {self.reason}"

    @property
    def is_given_back(self):
        """Whether this promise was reversed; read `reversal` beside it."""
        return hasattr(self, "reversal")


class Entry(models.Model):
    """One side of a transfer: pence into (positive) or out of (negative) one account.

    All entries of a transfer are written in one statement (`ledger.post`): its triggers look at the
    statement as a whole, so that sharing out to a million learners is checked once, not a million times.
    """

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="entries")
    account = models.ForeignKey(Account, models.PROTECT, related_name="entries", db_index=False)  # see Meta
    pence = models.BigIntegerField()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "entries"
        constraints = [models.CheckConstraint(name="plans_entry_not_nothing", condition=~Q(pence=0))]
        indexes = [
            models.Index(fields=["account"], include=["pence"], name="plans_entry_of_account"),
            models.Index(fields=["transfer"], include=["pence"], condition=Q(pence__lt=0), name="plans_entry_taken"),
        ]
        triggers = [APPEND_ONLY, SUMS_TO_ZERO, NEVER_BELOW_ZERO]

    def __str__(self):
        return f"{self.account_id} {self.pence:+d}p"
