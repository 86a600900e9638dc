"""Opening a fund, paying in, drafting its formula, and publishing that to every learner in one transfer."""

import json
from collections.abc import Iterable

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learnplan.acts import act
from learnplan.events.actions import record
from learnplan.notices.actions import notify_all
from learnplan.people.models import Institution
from learnplan.rules import RuleBroken
from learnplan.templatetags.learnplan_parts import money
from learnplan.years import year_name
from plans.funding import ledger
from plans.funding.formula import total_of, validate_components, work_out
from plans.funding.learners import Facts, facts_of, newcomers_of
from plans.funding.models import Account, Entitlement, Formula, Fund, Transfer

ENTRIES = """
    WITH opened AS (
        INSERT INTO plans_account (fund_id, kind, learner_id)
        SELECT fund_id, 'learner', learner_id FROM plans_entitlement WHERE shared_out_by_id = %(transfer)s
        ON CONFLICT DO NOTHING RETURNING id, learner_id
    ), accounts AS (
        SELECT id, learner_id FROM opened
        UNION ALL SELECT id, learner_id FROM plans_account WHERE fund_id = %(fund)s AND kind = 'learner'
    )
    INSERT INTO plans_entry (transfer_id, account_id, pence)
    SELECT shared_out_by_id, accounts.id, total_pence
        FROM plans_entitlement JOIN accounts USING (learner_id)
        WHERE shared_out_by_id = %(transfer)s AND total_pence > 0
    UNION ALL SELECT %(transfer)s, %(account)s, -%(pence)s WHERE %(pence)s > 0
"""


@act
def open_fund(*, institution: Institution, name: str, year: int, actor) -> Fund:
    """Open a fund of an institution for an academic year, with its two accounts: the source and the fund's own."""
    if not (name := name.strip()):
        raise RuleBroken(_("Give the fund a name."))
    fund, is_new = Fund.objects.get_or_create(institution=institution, name=name, year=year)
    if not is_new:
        raise RuleBroken(
            _("There is a fund “%(name)s” for %(year)s already. Pay into that one, or choose another name.")
            % {"name": name, "year": year_name(year)}
        )
    for kind in (Account.Kind.SOURCE, Account.Kind.FUND):
        ledger.account_of(fund, kind)
    record("fund.opened", actor=actor, thing=fund, institution=institution, name=name, year=year_name(year))
    return fund


@act
def pay_in(*, fund: Fund, pence: int, reason: str, actor) -> Transfer:
    """Put money into a fund; it waits there until the formula shares it out."""
    if pence <= 0:
        raise RuleBroken(_("Pay in more than nothing."))
    if not (reason := reason.strip()):
        raise RuleBroken(_("Say where the money comes from."))
    transfer = Transfer.objects.create(fund=fund, kind=Transfer.Kind.PAID_IN, reason=reason, by=actor)
    source, into = (ledger.account_of(fund, kind) for kind in (Account.Kind.SOURCE, Account.Kind.FUND))
    ledger.post(transfer, {source: -pence, into: pence})
    record("fund.paid_in", actor=actor, thing=fund, institution=fund.institution, name=fund.name, pence=pence)
    return transfer


@act
def draft_formula(*, fund: Fund, components: dict, actor) -> Formula:
    """Write the next version of a fund's formula. Raises RuleBroken with every fault of its components."""
    if problems := validate_components(components):
        raise RuleBroken([f"{problem.path}: {_(problem.message)}" for problem in problems])
    Fund.objects.select_for_update(no_key=True, of=("self",)).get(pk=fund.pk)
    latest = Formula.objects.filter(fund=fund).order_by("-version").values_list("version", flat=True).first()
    formula = Formula.objects.create(fund=fund, version=(latest or 0) + 1, components=components, made_by=actor)
    facts = {"name": fund.name, "version": formula.version}
    record("formula.drafted", actor=actor, thing=formula, institution=fund.institution, **facts)
    return formula


@act
def publish(*, formula: Formula, actor, expected_pence: int | None = None) -> int:
    """Share the fund out by `formula`: an entitlement each, one transfer; returns how many got a share.

    Only learners with a plan for the fund's year at its institution, who belong there today and have no money
    behind that plan yet. Publishing the same formula again shares out to those who came since. Locks the
    institution and the fund's account. Raises RuleBroken, changing nothing, when another formula was
    published, when nobody is without a share, when the shares exceed what the fund holds (saying by how much),
    or when they do not come to `expected_pence`, the sum that whoever publishes was shown.
    """
    fund = Fund.objects.select_related("institution").get(pk=formula.fund_id)
    Institution.objects.select_for_update(no_key=True).get(pk=fund.institution_id)
    [account] = ledger.lock(Account.objects.filter(fund=fund, kind=Account.Kind.FUND))
    formula = Formula.objects.get(pk=formula.pk)
    _refuse_second_formula(formula, fund)
    transfer = Transfer.objects.create(
        fund=fund, kind=Transfer.Kind.SHARED_OUT, reason=_("Shared out by the published formula"), by=actor
    )
    count, pence = 0, 0
    for batch in facts_of(fund, newcomers_of(fund)):
        pence += _write_entitlements(formula, transfer, batch)
        count += len(batch)
    if not count:
        raise RuleBroken(_("Every learner with a plan has a share. Those who start a plan later can be added then."))
    _refuse_overspending(account, pence, count)
    if expected_pence not in (None, pence):
        raise RuleBroken(
            _("The shares now come to %(pence)s: something has changed since. Look at them again, then publish.")
            % {"pence": money(pence)}
        )
    values = {"transfer": transfer.pk, "fund": fund.pk, "account": account.pk, "pence": pence}
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, values)
    if formula.published_at is None:
        Formula.objects.filter(pk=formula.pk).update(published_at=timezone.now())
    facts = {"name": fund.name, "version": formula.version, "learners": count, "pence": pence}
    event = record("formula.published", actor=actor, thing=formula, institution=fund.institution, **facts)
    _tell_learners(transfer, fund, event)
    return count


def _refuse_second_formula(formula: Formula, fund: Fund) -> None:
    published = Formula.objects.filter(
        published_at__isnull=False, fund__institution=fund.institution_id, fund__year=fund.year
    ).exclude(pk=formula.pk)
    for other in published.select_related("fund")[:1]:
        if other.fund_id == fund.pk:
            raise RuleBroken(
                _("Version %(version)s of this formula is published. Keep to it this year: learners plan with it.")
                % {"version": other.version}
            )
        raise RuleBroken(
            _("The money for %(year)s comes from “%(name)s”. Pay into that fund, so that nobody has two accounts.")
            % {"year": fund.year_name, "name": other.fund.name}
        )


def _refuse_overspending(account: Account, pence: int, count: int) -> None:
    held_pence = ledger.balance(account)
    if pence > held_pence:
        shares = ngettext("The share of %(count)s learner", "The shares of %(count)s learners", count)
        raise RuleBroken(
            _(
                "%(shares)s would come to %(pence)s, and the fund holds %(held)s: %(over)s is missing. "
                "Pay in more, or draft a formula that gives less."
            )
            % {
                "shares": shares % {"count": f"{count:,}"},
                "pence": money(pence),
                "held": money(held_pence),
                "over": money(pence - held_pence),
            }
        )


def _tell_learners(transfer: Transfer, fund: Fund, event) -> None:
    """Tell every learner who got a share: money that nobody told them of is money they cannot choose with."""
    shares = Entitlement.objects.filter(shared_out_by=transfer).values_list("learner_id", "plan_id").iterator()
    notify_all(
        told=((learner_id, reverse("money", args=[plan_id])) for learner_id, plan_id in shares),
        key=f"money shared out {fund.pk}",
        words=_("There is money behind your plan for %(year)s. See how much, and why.") % {"year": fund.year_name},
        event=event,
    )


def _write_entitlements(formula: Formula, transfer: Transfer, batch: Iterable[Facts]) -> int:
    """Write the entitlements of a batch by COPY; returns their sum in pence."""
    columns = "fund_id, formula_id, learner_id, plan_id, shared_out_by_id, total_pence, lines"
    sum_pence = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {Entitlement._meta.db_table} ({columns}) FROM STDIN") as copy,
    ):
        for one in batch:
            lines = work_out(formula.components, one.known)
            total_pence = total_of(lines)
            sum_pence += total_pence
            data = json.dumps([line.as_data() for line in lines])
            copy.write_row((formula.fund_id, formula.pk, one.learner_id, one.plan_id, transfer.pk, total_pence, data))
    return sum_pence
