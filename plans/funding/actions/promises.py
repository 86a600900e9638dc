"""Promising a learner's money to a provider, paying it, and giving it back."""

from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.events.actions import record
from learnplan.people.models import Institution
from learnplan.rules import RuleBroken
from learnplan.templatetags.learnplan_parts import money
from learnplan.years import year_name
from plans.funding import ledger
from plans.funding.models import Account, Transfer


@act
def promise(*, learner, provider: Institution, year: int, pence: int, reason: str, actor) -> Transfer:
    """Promise part of a learner's money to a provider; `reason` names the place, for every reader.

    Locks the learner's account of that academic year and counts it again. Raises RuleBroken, saying how much
    is missing and what would make it possible, when there is not enough; and for nothing or less: a free
    place needs no promise.
    """
    if pence <= 0:
        raise RuleBroken(_("This place costs nothing, so there is no money to promise."))
    accounts = ledger.lock(ledger.accounts_of(learner, year))
    if not accounts:
        raise RuleBroken(
            _(
                "This place costs %(price)s, and no money for %(year)s has been shared out to %(name)s yet. "
                "It becomes possible when an administrator shares out the fund."
            )
            % {"price": money(pence), "year": year_name(year), "name": learner.get_short_name()}
        )
    account = accounts[0]
    left_pence = ledger.balance(account)
    if left_pence < pence:
        raise RuleBroken(
            _(
                "This place costs %(price)s and %(left)s is left to choose with: %(missing)s is missing. "
                "It becomes possible when another place is given up, or a place that costs less is chosen."
            )
            % {"price": money(pence), "left": money(left_pence), "missing": money(pence - left_pence)}
        )
    transfer = Transfer.objects.create(
        fund_id=account.fund_id,
        kind=Transfer.Kind.PROMISED,
        reason=reason,
        by=actor,
        learner=learner,
        provider=provider,
    )
    promised = ledger.account_of(account.fund, Account.Kind.PROMISED, learner=learner, provider=provider)
    ledger.post(transfer, {account: -pence, promised: pence})
    _record_move("money.promised", transfer, pence, actor)
    return transfer


@act
def release(*, transfer: Transfer, pence: int, reason: str, actor) -> Transfer:
    """Pay part or all of a promise to its provider. Raises RuleBroken when less than `pence` of it is left."""
    held, left_pence = _lock_promise(transfer)
    if not 0 < pence <= left_pence:
        raise RuleBroken(
            _("%(left)s of this promise is left to pay: choose an amount up to that.") % {"left": money(left_pence)}
        )
    paid = _follow(held, Transfer.Kind.RELEASED, pence, reason, actor, part_of=held)
    _record_move("money.released", paid, pence, actor)
    return paid


@act
def give_back(*, transfer: Transfer, reason: str, actor) -> Transfer:
    """Give what is left of a promise back to the learner: the reversal, never an edit.

    What has been paid to the provider stays paid. Raises RuleBroken when it was given back before, or when
    nothing of it is left.
    """
    held, left_pence = _lock_promise(transfer)
    if left_pence == 0:
        raise RuleBroken(_("All of this promise has been paid to the provider, so nothing is left to give back."))
    returned = _follow(held, Transfer.Kind.REVERSED, left_pence, reason, actor, reverses=held)
    _record_move("money.given_back", returned, left_pence, actor)
    return returned


def _lock_promise(transfer: Transfer) -> tuple[Transfer, int]:
    """Lock a promise, and return it with what is left of it in pence; refuse one given back before."""
    held = Transfer.objects.select_for_update(no_key=True, of=("self",)).get(pk=transfer.pk)
    if held.kind != Transfer.Kind.PROMISED:
        raise RuleBroken(_("Only money that was promised can be paid to a provider or given back."))
    if Transfer.objects.filter(reverses=held).exists():
        raise RuleBroken(_("This money has been given back already. Nothing more needs to be done."))
    own = Transfer.objects.with_pence()
    released_pence = sum(own.filter(part_of=held).values_list("pence", flat=True))
    return held, own.get(pk=held.pk).pence - released_pence


def _follow(held: Transfer, kind: str, pence: int, reason: str, actor, **tie) -> Transfer:
    """Write the transfer that takes `pence` out of a promise: to its provider, or back to its learner."""
    transfer = Transfer.objects.create(
        fund_id=held.fund_id,
        kind=kind,
        reason=reason or held.reason,
        by=actor,
        learner_id=held.learner_id,
        provider_id=held.provider_id,
        **tie,
    )
    fund, learner, provider = held.fund, held.learner, held.provider
    promised = ledger.account_of(fund, Account.Kind.PROMISED, learner=learner, provider=provider)
    if kind == Transfer.Kind.RELEASED:
        to = ledger.account_of(fund, Account.Kind.PAID, provider=provider)
    else:
        to = ledger.account_of(fund, Account.Kind.LEARNER, learner=learner)
    ledger.post(transfer, {promised: -pence, to: pence})
    return transfer


def _record_move(verb: str, transfer: Transfer, pence: int, actor) -> None:
    record(
        verb,
        actor=actor,
        thing=transfer,
        learner=transfer.learner,
        institution=transfer.fund.institution,
        provider=transfer.provider.name,  # type: ignore[union-attr]  # promises and what follows from them have one
        pence=pence,
        words=transfer.reason,
    )
