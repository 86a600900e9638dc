"""What an ending would take, read from the ending back to today: what has to be there by when. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from learnplan.years import term_at
from scripts.checking.shapes import Finding, Report, Stop, Term
from scripts.checking.terms import Span, own_span, span


@dataclass(frozen=True, slots=True)
class Back:
    """One step on the way back: `by` is the last term in which it can begin, None where nothing says so.

    `is_planned` says that the term is the step's own; otherwise it follows from what comes after it.
    `findings` are what stands in its way; each stands at the first step, from the ending back, that it is about.
    """

    stop: Stop
    by: Term | None
    is_planned: bool
    is_late: bool
    findings: tuple[Finding, ...] = ()


def backwards(path: Sequence[Stop], report: Report, today: Term) -> list[Back]:
    """Return the steps that lie ahead, the last of the path first.

    A step without a term has to begin early enough to end before the one after it begins. One that should be over, or
    without a term should have begun, before the term that `today` lies in is late.
    """
    told: set[int] = set()  # by identity: facts are no keys
    rows: list[Back] = []
    bound: int | None = None
    now = today[0] * 3 + today[1] - 1
    for stop in reversed(path):
        if stop.is_done:
            continue
        when = span(stop) or own_span(stop)
        is_planned = when is not None and when.is_certain
        latest = _latest(stop, when, bound)
        over = latest + when.lasts - 1 if when and is_planned and latest is not None else latest
        findings = tuple(one for one in report.of(stop.key) if id(one) not in told)
        told |= {id(one) for one in findings}
        rows.append(
            Back(
                stop=stop,
                by=None if latest is None else term_at(latest),
                is_planned=is_planned,
                is_late=over is not None and over < now,
                findings=findings,
            )
        )
        bound = latest if bound is None or (latest is not None and latest < bound) else bound
    return rows


def _latest(stop: Stop, when: Span | None, bound: int | None) -> int | None:
    """Return the last term in which a stop can begin and be over before `bound`; None where nothing says so."""
    if when is None:
        return None if bound is None else bound - stop.lasts
    if bound is None or not when.first <= bound - when.lasts:
        return when.first_at_most
    return min(when.first_at_most, bound - when.lasts)


def elsewhere(report: Report, rows: Sequence[Back]) -> list[Finding]:
    """Return the findings that are about no step ahead: what is missing, and the path as a whole."""
    shown = {id(finding) for row in rows for finding in row.findings}
    return [finding for finding in report.findings if id(finding) not in shown]
