"""Bringing in offers from a file: row by row as far as the reading goes, in bulk as far as the writing goes."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learnplan.acts import acting
from learnplan.events.actions import record
from learnplan.people.models import Institution, User
from learnplan.web.reports import Report
from scripts.offers.actions import BATCH, write_rows
from scripts.offers.file import FileUnreadable, OfferRow, read_offers
from scripts.offers.models import Offer, Place
from scripts.offers.permissions import providers_for
from scripts.offers.rows import OF_ITEMS, Rows, known_items, read_rows, why_no_item

# The columns that are fields of an offer; the price is kept in pence.
SAME = ("title", "summary", "style", "level", "asks", "location", "timetable", "starts_on", "ends_on", "places")
FIELDS = {"price": "price_pence", "minutes_a_week": "minutes_a_week"} | {name: name for name in SAME}


def load(
    path: Path,
    *,
    dry_run: bool,
    by: User | None = None,
    institution: Institution | None = None,
    progress: Callable[[int], None] | None = None,
    name: str = "",
    **options,
) -> Report:
    """Bring in the offers of a CSV file; a row that is wrong is refused and touches no other.

    The report counts "offers"; `ended` are those the file closes. Offers that are not in the file stay as they are.
    """
    report = Report()
    report.counts("offers")
    name = name or Path(path).name
    try:
        rows = read_offers(Path(path).read_bytes(), name, report)
    except FileUnreadable:
        return report
    except OSError as error:
        report.readable = False
        words = _("This file cannot be opened (%(why)s). Check the path.")
        report.refuse(name, None, None, "no_file", words % {"why": error.strerror})
        return report
    with acting():
        work = OffersImport(name, report, rows, by, institution)
        if not dry_run:
            work.write(progress)
    report.committed = not dry_run
    return report


class OffersImport:
    """One import: its rows matched with what is here, then written together."""

    def __init__(self, name: str, report: Report, rows: list[OfferRow], by: User | None, institution):
        self.name, self.report, self.by, self.institution = name, report, by, institution
        self.counts = report.counts("offers")
        placed = list(self._with_provider(rows))
        placed = list(self._once(placed))
        beside = self._with_items(placed)
        self.created: list[Offer] = []
        self.updated: list[Offer] = []
        self.beside: list[tuple[Offer, dict[str, Rows]]] = []
        self._match(placed, beside)

    def _refuse(self, row: OfferRow, column: str | None, code: str, message: str) -> None:
        self.report.refuse(self.name, row.line, column, code, message)
        self.counts.refused += 1

    def _with_provider(self, rows: list[OfferRow]) -> Iterable[tuple[OfferRow, Institution]]:
        """Yield the rows whose provider is known and this person's to speak for."""
        known = defaultdict(set)
        for one in Institution.objects.filter(ended_on=None):
            for key in (one.code, one.name):
                known[key.strip().lower()].add(one)
        allowed = set(providers_for(self.by, self.institution))
        for row in rows:
            given = row.values.get("provider", "")
            found = known[given.lower()] if given else {self.institution} - {None}
            if not found:
                words = _("“%(name)s” is no institution here. Write its code or its whole name.")
                if not given:
                    words = _("Say whose offer this is: write the institution's code or its whole name.")
                self._refuse(row, "provider", "unknown_provider", words % {"name": given[:60]})
            elif len(found) > 1:
                words = _("%(count)s institutions are called “%(name)s”. Write its code instead.")
                self._refuse(row, "provider", "which_provider", words % {"count": len(found), "name": given[:60]})
            elif not found <= allowed:
                words = _(
                    "You cannot bring in offers of %(name)s: you are not its staff, and have no agreement with it."
                )
                self._refuse(row, "provider", "not_yours", words % {"name": given[:60]})
            else:
                yield row, next(iter(found))

    def _once(self, placed):
        """Yield each offer once; a second row for the same one is refused."""
        first: dict[tuple[int, str], int] = {}
        for row, provider in placed:
            key = (provider.pk, row.values["code"])
            if key in first:
                words = _("The offer “%(code)s” is already in line %(line)s. Each may be there once.")
                self._refuse(row, "code", "twice", words % {"code": key[1], "line": first[key]})
            else:
                first[key] = row.line
                yield row, provider

    def _with_items(self, placed) -> dict[int, dict[str, Rows]]:
        """Return, for the line of each row, what it says of the tables beside offers; refuse unknown codes."""
        known = known_items(code for row, _one in placed for name in OF_ITEMS for code in row.values.get(name, ()))
        beside = {}
        for row, _provider in list(placed):
            given = {name: row.values[name] for name in OF_ITEMS if name in row.values}
            wrong = [(name, code) for name, codes in given.items() for code in codes if len(known[code]) != 1]
            for name, code in wrong[:1]:
                self._refuse(row, name, "unknown_item", why_no_item(code, known[code]))
                placed.remove((row, _provider))
            rows = {name: {(pk,) for code in codes for pk in known[code]} for name, codes in given.items()}
            if "slots" in row.values:
                rows["slots"] = set(row.values["slots"])
            beside[row.line] = rows
        return beside

    def _match(self, placed, beside) -> None:
        """Compare each row with the offer that is here, locked so that nobody takes a place meanwhile."""
        providers = {provider.pk for _row, provider in placed}
        list(Institution.objects.filter(pk__in=providers).select_for_update(no_key=True).order_by("pk"))
        here = Offer.objects.filter(provider__in=providers)
        here = here.filter(code__in={row.values["code"] for row, _provider in placed})
        known = {(offer.provider_id, offer.code): offer for offer in here.select_for_update().order_by("pk")}
        taken = dict(
            Place.objects.filter(offer__in=known.values())
            .spoken_for()
            .order_by()
            .values_list("offer")
            .annotate(n=Count("pk"))
        )
        here_beside = read_rows(known.values())
        for row, provider in placed:
            offer = known.get((provider.pk, row.values["code"]))
            if offer is not None and row.values["places"] < taken.get(offer.pk, 0):
                spoken_for = taken[offer.pk]
                words = ngettext(
                    "%(count)d place on it is spoken for already, so there cannot be fewer.",
                    "%(count)d places on it are spoken for already, so there cannot be fewer.",
                    spoken_for,
                )
                self._refuse(row, "places", "too_few_places", words % {"count": spoken_for})
                continue
            new = beside[row.line]
            if offer is not None:
                new = {name: rows for name, rows in new.items() if rows != here_beside[name][offer.pk]}
            self._take(row, provider, offer, new)

    def _take(self, row, provider, offer, beside: dict[str, Rows]) -> None:
        values = {FIELDS[column]: value for column, value in row.values.items() if column in FIELDS}
        status = row.values.get("status", "")
        if offer is None:
            offer = Offer(provider=provider, code=row.values["code"], kept_aside=row.kept_aside, **values)
            offer.closed_at = timezone.now() if status == "closed" else None
            self.created.append(offer)
            self.counts.created += 1
            self.beside.append((offer, beside))
            return
        closes, opens = status == "closed" and not offer.closed_at, status == "open" and offer.closed_at
        values["kept_aside"] = {**offer.kept_aside, **row.kept_aside}
        is_changed = closes or opens or any(getattr(offer, field) != value for field, value in values.items())
        if beside:
            self.beside.append((offer, beside))
        if not is_changed and not beside:
            self.counts.unchanged += 1
            return
        for field, value in values.items():
            setattr(offer, field, value)
        if closes or opens:
            offer.closed_at = timezone.now() if closes else None
        self.updated.append(offer)
        if closes:
            self.counts.ended += 1
        else:
            self.counts.updated += 1

    def write(self, progress=None) -> None:
        """Write what was matched, and record it once."""
        Offer.objects.bulk_create(self.created, batch_size=BATCH)
        if self.updated:
            fields = [*FIELDS.values(), "closed_at", "kept_aside"]
            Offer.objects.bulk_update(self.updated, fields, batch_size=BATCH)
        write_rows(self.beside)
        if progress:
            progress(self.counts.rows)
        record(
            "offers.imported",
            actor=self.by,
            institution=self.institution,
            file=self.name,
            created=self.counts.created,
            updated=self.counts.updated,
            closed=self.counts.ended,
            refused=self.counts.refused,
        )
