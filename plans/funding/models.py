"""Funds, formulas, entitlements, and the double-entry ledger behind them. Amounts are integer pence."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learnplan.people.models import Institution, Role
from learnplan.years import year_name
from plans.targets.models import Plan

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


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

    @property
    def year_name(self):
        return year_name(self.year)


class Formula(models.Model):
    """One version of how a fund is shared: data for `formula.work_out`, frozen once published."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="formulas")
    version = models.PositiveSmallIntegerField()
    components = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)

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

    def __str__(self):
        return f"{self.fund_id} v{self.version}"


class EntitlementQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A learner's own, their bonded adults', and the administrators' of the fund. Never a provider's."""
        return self.filter(
            Q(fund__in=Fund.objects.visible_to(user))
            | Q(plan__in=Plan.objects.visible_to(user).filter(Q(learner=user) | Q(learner__bonds__adult=user)))
        )


class Entitlement(models.Model):
    """What one published formula gives one learner, every line explained."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="entitlements")
    formula = models.ForeignKey(Formula, models.PROTECT, related_name="entitlements")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="entitlements")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="entitlements")
    total_pence = models.PositiveBigIntegerField()
    lines = models.JSONField()

    objects = EntitlementQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "learner"], name="plans_entitlement_one_each"),
        ]

    def __str__(self):
        return f"{self.learner_id}: {self.total_pence}p"


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
                fields=["fund", "kind", "learner", "provider"],
                nulls_distinct=False,
                name="plans_account_one_each",
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


class Transfer(models.Model):
    """One movement of money, with its reason; its entries sum to zero. Corrected only by a reversal."""

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
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="plans_transfer_reversal_of_something",
                condition=Q(kind="reversed", reverses__isnull=False) | (~Q(kind="reversed") & Q(reverses=None)),
            )
        ]
        indexes = [models.Index(fields=["learner", "-at"], name="plans_transfer_of_learner")]
        triggers = [APPEND_ONLY]

    def __str__(self):
        return f"{self.kind}: {self.reason}"


class Entry(models.Model):
    """One side of a transfer: pence into (positive) or out of (negative) one account."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="entries")
    account = models.ForeignKey(Account, models.PROTECT, related_name="entries")
    pence = models.BigIntegerField()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "entries"
        constraints = [models.CheckConstraint(name="plans_entry_not_nothing", condition=~Q(pence=0))]
        triggers = [
            APPEND_ONLY,
            pgtrigger.Trigger(
                name="sums_to_zero",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                declare=[("total", "BIGINT")],
                func="""
                    SELECT SUM(pence) INTO total FROM plans_entry WHERE transfer_id = NEW.transfer_id;
                    IF total <> 0 THEN
                        RAISE EXCEPTION 'transfer % does not sum to zero: % pence over', NEW.transfer_id, total
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'plans_entry_sums_to_zero';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="never_below_zero",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Condition("NEW.pence < 0"),
                declare=[("total", "BIGINT"), ("account_kind", "TEXT")],
                func="""
                    SELECT kind INTO account_kind FROM plans_account WHERE id = NEW.account_id;
                    IF account_kind = 'source' THEN RETURN NULL; END IF;
                    SELECT SUM(pence) INTO total FROM plans_entry WHERE account_id = NEW.account_id;
                    IF total < 0 THEN
                        RAISE EXCEPTION 'account % would go below zero: % pence', NEW.account_id, total
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'plans_entry_never_below_zero';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.account_id} {self.pence:+d}p"
