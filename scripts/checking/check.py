"""The check of one path of a script: a pure function of the path, the common script and the learner's money.

docs/check.md says what each rule is and why, with a worked example. Who changes a rule names a new version.
"""

from collections.abc import Iterator, Sequence

from scripts.authoring.shapes import AskRow
from scripts.checking import covering, pairs, spending
from scripts.checking.covering import Path
from scripts.checking.shapes import SEVERITIES, Common, Cover, Finding, Money, Report, Stop

RULES = "2026.2"


def check(path: Sequence[Stop], common: Common, money: Money | None = None, asks: Sequence[AskRow] = ()) -> Report:
    """Return what a path covers and what does not fit on it: the same for the same path, always in one order.

    `path` has the stops in their order, each key once; `asks` are those of the ending. What is done is not found
    fault with. Findings that block come first, then those that warn, then notes.
    """
    stops = Path(path)
    covered = covering.coverage(stops, common)
    loads, causes = spending.load(stops)
    cost_pence, short = spending.cost(stops, money)
    findings = [
        *_of_content(stops, common, covered, asks),
        *_of_time(stops),
        *spending.overload(stops, loads, causes, common.most_minutes_a_week),
        *short,
        *spending.places(stops),
    ]
    findings.sort(key=lambda one: (SEVERITIES.index(one.severity), one.code, one.cause))
    wanted = [cover for cover in covered if cover.item.is_wanted]
    return Report(
        rules=RULES,
        findings=tuple(findings),
        covered=covered,
        done=sum(bool(cover.stops) for cover in wanted),
        wanted=len(wanted),
        load=loads,
        cost_pence=cost_pence,
        most_minutes_a_week=common.most_minutes_a_week,
    )


def _of_content(stops: Path, common: Common, covered: Sequence[Cover], asks: Sequence[AskRow]) -> Iterator[Finding]:
    yield from covering.unpicked(stops, common, covered)
    yield from covering.missing(stops, covered)
    yield from covering.entry(stops, common)
    yield from pairs.order(stops, common)
    yield from covering.endings(stops, asks)


def _of_time(stops: Path) -> Iterator[Finding]:
    meeting = pairs.together(stops)
    found, keys = pairs.clashes(stops, meeting)
    yield from found
    # Two that clash are one cause: once that is put right, the journey between them is too.
    yield from pairs.travel(stops, [pair for pair in meeting if (pair[0].key, pair[1].key) not in keys])
    yield from spending.off_term(stops)


def check_with(
    path: Sequence[Stop],
    candidate: Stop,
    common: Common,
    money: Money | None = None,
    *,
    before: Report | None = None,
    at: int | None = None,
) -> tuple[Finding, ...]:
    """Return the findings about `candidate` that it would add to the path, or make worse.

    A stop of the path with the same key is replaced where it stands (a step whose alternative is to be picked);
    otherwise the candidate comes `at` a place from 0, or last. `before` is the report of the path without it, if that
    is known already.
    """
    keys = [stop.key for stop in path]
    if candidate.key in keys:
        place = keys.index(candidate.key)
        without, with_it = [*path[:place], *path[place + 1 :]], [*path[:place], candidate, *path[place + 1 :]]
    else:
        place = len(path) if at is None else at
        without, with_it = list(path), [*path[:place], candidate, *path[place:]]
    known = (before or check(without, common, money)).findings
    after = check(with_it, common, money).findings
    return tuple(finding for finding in after if candidate.key in finding.stops and finding not in known)
