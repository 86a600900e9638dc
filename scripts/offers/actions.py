"""Every write to agreements and offers."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learnplan.acts import act
from learnplan.events.actions import record
from learnplan.people.models import Institution, User
from learnplan.rules import RuleBroken
from scripts.offers.models import Agreement, Offer, Place
from scripts.offers.rows import TABLES, Rows, read_rows

BATCH = 1_000


@act
def agree(
    *,
    provider: Institution,
    home: Institution,
    from_on: dt.date,
    until_on: dt.date | None,
    actor: User | None,
    **fields,
) -> Agreement:
    """Record what two institutions agreed; `fields` are the other ones of `AgreementForm`.

    RuleBroken when an agreement already runs in those days.
    """
    if provider == home:
        raise RuleBroken(_("An institution needs no agreement with itself."))
    if until_on is not None and until_on < from_on:
        raise RuleBroken(_("The agreement ends before it begins: put the later day second."))
    Institution.objects.select_for_update().get(pk=provider.pk)
    running = Agreement.objects.filter(provider=provider, home=home)
    if running.filter(from_on__lte=until_on or dt.date.max).exclude(until_on__lt=from_on).exists():
        words = _("%(provider)s and %(home)s already have an agreement in those days. End that one first.")
        raise RuleBroken(words % {"provider": provider, "home": home})
    fields |= {"provider": provider, "home": home, "from_on": from_on, "until_on": until_on}
    agreement = Agreement.objects.create(**fields)
    record("agreement.made", actor=actor, thing=agreement, institution=home, provider=provider.name, home=home.name)
    return agreement


@act
def say_way(*, agreement: Agreement, travel_minutes: int | None, actor: User) -> Agreement:
    """Say how many minutes the journey to the partner takes, one way and door to door; None if nobody knows."""
    rows = Agreement.objects.select_for_update(of=("self",)).select_related("home", "provider")
    agreement = rows.get(pk=agreement.pk)
    if agreement.travel_minutes != travel_minutes:
        agreement.travel_minutes = travel_minutes
        agreement.save(update_fields=["travel_minutes"])
        provider, home = agreement.provider, agreement.home
        facts = {"provider": provider.name, "home": home.name, "minutes": travel_minutes}
        record("agreement.way_said", actor=actor, thing=agreement, institution=home, **facts)
    return agreement


@act
def make_offer(*, provider: Institution, actor: User | None, **fields) -> Offer:
    """Put up an offer of `provider`; `fields` are those of `OfferForm`. RuleBroken when its code is taken.

    Those that are kept in tables of their own (`rows.TABLES`) are lists of rows.
    """
    _lock_codes(provider.pk)
    _check_code_is_free(Offer(provider=provider), fields["code"])
    beside = _taken_rows(fields)
    offer = Offer.objects.create(provider=provider, **fields)
    write_rows([(offer, beside)])
    record("offer.made", actor=actor, thing=offer, institution=provider, offer=offer.title)
    return offer


@act
def change_offer(*, offer: Offer, actor: User, **fields) -> Offer:
    """Change an offer. Places already spoken for are never cut away, and keep the price they were asked at."""
    _lock_codes(offer.provider_id)
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    taken = Place.objects.filter(offer=offer).spoken_for().count()
    if fields.get("places", offer.places) < taken:
        words = ngettext(
            "%(taken)d place is spoken for already, so there cannot be fewer.",
            "%(taken)d places are spoken for already, so there cannot be fewer.",
            taken,
        )
        raise RuleBroken({"places": words % {"taken": taken}})
    _check_code_is_free(offer, fields.get("code", offer.code))
    beside = _taken_rows(fields)
    here = read_rows([offer])
    changed_beside = {name: rows for name, rows in beside.items() if rows != here[name][offer.pk]}
    before = {name: str(getattr(offer, name)) for name in fields}
    for name, value in fields.items():
        setattr(offer, name, value)
    offer.save()
    write_rows([(offer, changed_beside)])
    now = {name: str(fields[name]) for name in fields}
    changed: dict[str, list] = {name: [before[name], now[name]] for name in fields if before[name] != now[name]}
    changed |= {name: [len(here[name][offer.pk]), len(rows)] for name, rows in changed_beside.items()}
    record("offer.changed", actor=actor, thing=offer, institution=offer.provider, offer=offer.title, changed=changed)
    return offer


def _check_code_is_free(offer: Offer, code: str) -> None:
    if Offer.objects.filter(provider=offer.provider_id, code=code).exclude(pk=offer.pk).exists():
        raise RuleBroken({"code": _("There is already an offer with this code. Choose another.")})


def _lock_codes(provider: int) -> None:
    """Lock whose offers they are, as an import of offers does: a code is given once."""
    Institution.objects.select_for_update(no_key=True).get(pk=provider)


def _taken_rows(fields: dict) -> dict[str, Rows]:
    """Take out of `fields` what is kept in tables of its own, as sets of rows."""
    return {name: set(fields.pop(name)) for name in TABLES if name in fields}


@act
def close_offer(*, offer: Offer, actor: User) -> Offer:
    """Take an offer off the list. Places on it stay as they are."""
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    if offer.closed_at is not None:
        raise RuleBroken(_("This offer is closed already."))
    offer.closed_at = timezone.now()
    offer.save(update_fields=["closed_at"])
    record("offer.closed", actor=actor, thing=offer, institution=offer.provider, offer=offer.title)
    return offer


def write_rows(changes: Iterable[tuple[Offer, Mapping[str, Rows]]]) -> None:
    """Put what is given in place of what stands beside each offer; a table that is not given stays as it is."""
    changes = list(changes)
    for name, (table, fields) in TABLES.items():
        given = [(offer, rows[name]) for offer, rows in changes if name in rows]
        table._default_manager.filter(offer__in=[offer.pk for offer, _rows in given]).delete()
        made = (
            table(offer=offer, **dict(zip(fields, row, strict=True))) for offer, rows in given for row in sorted(rows)
        )
        table._default_manager.bulk_create(made, batch_size=BATCH)
