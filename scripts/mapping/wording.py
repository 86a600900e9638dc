"""From a script as it was read to what is said of it: the facts that the map, the grid and the list share."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learnplan.assets.icons import look_of
from learnplan.web.addresses import address_of
from learnplan.years import term_at, term_name, terms_after
from scripts.authoring.models import Branch, Step
from scripts.authoring.reading import Picture
from scripts.checking.report import met_asks, report_of, stop_of
from scripts.checking.shapes import Stop
from scripts.checking.spending import minutes
from scripts.checking.terms import is_elsewhere, span
from scripts.checking.wording import LOOKS, Said
from scripts.mapping.shapes import BranchFacts, Fact, Mark, ScriptFacts, StepFacts
from scripts.offers.styles import Style


def duration(number: int) -> str:
    """Return minutes as hours and minutes, in words.

    >>> duration(270), duration(120), duration(45)
    ('4 h 30 min', '2 h', '45 min')
    """
    whole, rest = divmod(number, 60)
    return " ".join([*([_("%d h") % whole] if whole else []), *([_("%d min") % rest] if rest or not whole else [])])


def tell(picture: Picture, *, is_mine: bool) -> ScriptFacts:
    """Say everything about the script that its views show; `is_mine` speaks to the learner whose it is."""
    teller = _Teller(picture, is_mine)
    branches = tuple(map(teller.branch, picture.branches))
    return ScriptFacts(branches, {step.key: step for branch in branches for step in branch.steps})


def tell_branch(picture: Picture, branch: Branch, *, is_mine: bool) -> BranchFacts:
    """Say everything about one branch, as `tell` does."""
    return _Teller(picture, is_mine).branch(branch)


class _Teller:
    """The words of one script while it is told: what is the same for every step is looked up once."""

    def __init__(self, picture: Picture, is_mine: bool):
        self.picture, self.is_mine = picture, is_mine
        self.styles = {value: str(label) for value, label in Style.choices}
        self.offer_at, self.place_at = address_of("offer"), address_of("place")
        self.target_at, self.comments_at = address_of("target"), address_of("step_comments")
        self.required = {part.id for part in picture.core if part.is_required}
        self.items = {part.item_id: part.name for part in picture.core}
        self.asks = {branch.pk: met_asks(picture, branch) for branch in picture.branches}
        self.met: dict[int, list[str]] = {}
        for words, step in (ask for asks in self.asks.values() for ask in asks):
            if step is not None:
                self.met.setdefault(step.pk, []).append(words)

    def branch(self, branch: Branch) -> BranchFacts:
        self.found: dict[int, list[Said]] = {}
        self.report = report_of(self.picture, branch)
        for said in self.report.said:
            for stop in said.finding.stops:
                self.found.setdefault(stop, []).append(said)
        steps = tuple(map(self.step, branch.own_steps))
        facts = tuple(self._of_branch(branch))
        asks = tuple(Mark(words, "check" if step else "circle-dashed") for words, step in self.asks[branch.pk])
        first = (branch.pk, branch.name, branch.ending, branch.state, branch.number)
        return BranchFacts(*first, steps, branch.parent_id, branch.forks_after_id, facts, asks)

    def _of_branch(self, branch: Branch) -> Iterator[Fact]:
        if branch.has_state:
            look = look_of("branch", branch.state)
            yield Fact("state", str(branch.get_state_display()), icon=look.icon, tone=look.tone)
        if branch.ending:
            yield Fact("ending", branch.ending, _("Ends at:"))
        elif not branch.is_trunk:
            yield Fact("ending", _("Where it ends is still open."))
        for asked, met in self.asks[branch.pk]:
            icon, tone = ("check", "good") if met else ("circle-dashed", "")
            words = _("%(ask)s: met by %(step)s") if met else _("%(ask)s: not met yet")
            values = {"ask": asked, "step": met.title if met else ""}
            yield Fact("ask", words % values, _("It asks:"), icon=icon, tone=tone)
        if branch.forks_after:
            yield Fact("fork", _("It branches off after %(step)s.") % {"step": branch.forks_after.title})
        elif not branch.is_trunk:
            yield Fact("fork", _("It branches off at the very start."))
        else:
            yield Fact("fork", _("Every branch starts from here."))
        yield from self._cover(branch)

    def _cover(self, branch: Branch) -> Iterator[Fact]:
        report = self.report
        words = _("%(done)s of %(wanted)s required parts of the common script are covered on this path.")
        if not report.wanted:
            words = _("Nothing of the common script is required.")
        yield Fact("cover", words % {"done": report.done, "wanted": report.wanted})
        for name in report.missing:
            yield Fact("cover", name, _("Missing:"))
        for said in report.said:
            icon, tone = LOOKS[said.finding.severity]
            yield Fact("check", f"{said.what} {said.way_out}", icon=icon, tone=tone)

    def step(self, step: Step) -> StepFacts:
        stop = stop_of(self.picture, step)
        when, load = _when(stop), minutes(stop)
        facts = (*self._when(step, load, *when), *self._where(step), *self._options(step), *self._why(step))
        return StepFacts(
            step.pk,
            step.title,
            (*facts, *self._place(step), *self._checked(step), *self._said(step)),
            *when,
            load,
            step.done_at is not None,
            step.is_here,
            step.offer_id,
            step.place is not None,
            len(step.option_rows),
            next((at for at, option in enumerate(step.option_rows) if option.is_picked), None),
            tuple(self._marks(step, when[-1])),
            stop.offer is not None and not is_elsewhere(stop),
        )

    def _worst(self, step: Step) -> Fact | None:
        """Return what the check makes of a step that is still to come, as a state."""
        severities = {said.finding.severity for said in self.found.get(step.pk, ())}
        if step.done_at or not severities & {"blocks", "warns"}:
            return None
        if "blocks" in severities:
            return Fact("state", _("locked"), icon="lock", tone="stop")
        return Fact("state", _("look at this"), icon="triangle-alert", tone="wait")

    def _marks(self, step: Step, lasts: int) -> Iterator[Mark]:
        if worst := self._worst(step):
            yield Mark(worst.words, worst.icon, "locked" if worst.tone == "stop" else "wait")
        if lasts > 1:
            yield Mark(ngettext("for %(n)s term", "for %(n)s terms", lasts) % {"n": lasts}, "hourglass")
        picked = next((option for option in step.option_rows if option.is_picked), None)
        if picked:
            yield Mark(_("picked"), "check")
        elif step.option_rows:
            yield Mark(_("pick 1 of %(n)s") % {"n": len(step.option_rows)}, "list-ordered", "to-pick")

    def _checked(self, step: Step) -> Iterator[Fact]:
        yield from (Fact("check", said.what) for said in self.found.get(step.pk, ()))

    def _said(self, step: Step) -> Iterator[Fact]:
        if step.comment_count:
            words = ngettext("%(n)s comment", "%(n)s comments", step.comment_count) % {"n": step.comment_count}
            yield Fact("said", words, url=self.comments_at(step.pk))

    def _when(self, step: Step, load: int | None, year: int | None, term: int | None, lasts: int) -> Iterator[Fact]:
        if step.is_here:
            yield Fact("state", _("You are here"), icon="map", tone="now")
        elif step.done_at:
            yield Fact("state", _("done"), icon="check", tone="good")
        if worst := self._worst(step):
            yield worst
        if year:
            yield Fact("when", term_name(year, term))
        if lasts > 1:
            words = ngettext("for %(n)s term", "for %(n)s terms", lasts) % {"n": lasts}
            if year and term:
                last = term_name(*terms_after(year, term, lasts - 1))
                words = _("%(long)s, until %(last)s") % {"long": words, "last": last}
            yield Fact("when", words)
        if load:
            yield Fact("load", _("%(time)s a week") % {"time": duration(load)})
        if step.target:
            yield Fact("goal", step.target.words, _("For:"), self.target_at(step.target.pk))

    def _where(self, step: Step) -> Iterator[Fact]:
        if step.offer:
            yield Fact("where", step.offer.provider.name, url=self.offer_at(step.offer.pk))
        yield Fact("how", self.styles[step.style])
        if step.offer and step.offer.timetable:
            yield Fact("hours", step.offer.timetable)

    def _options(self, step: Step) -> Iterator[Fact]:
        for option in step.option_rows:
            words = f"{option.rank}. {option.title}, {self.styles[option.style]}"
            if option.minutes_a_week:
                words += ", " + _("%(time)s a week") % {"time": duration(option.minutes_a_week)}
            if option.is_picked:
                yield Fact("option", _("%(option)s: picked") % {"option": words}, icon="check", tone="good")
            else:
                yield Fact("option", words)

    def _why(self, step: Step) -> Iterator[Fact]:
        if step.offer and step.offer.asks:
            yield Fact("asks", step.offer.asks, _("Asks:"))
        elif step.common_item_id in self.required:
            yield Fact("asks", _("everyone does this"))
        names = [self.items[pk] for pk in step.cover_ids if pk in self.items]
        if names and not step.common_item_id:
            yield Fact("counts", ", ".join(names), _("Counts for:"))
        for words in dict.fromkeys(self.met.get(step.pk, ())):  # a variant asks the same
            yield Fact("meets", words, _("Meets:"))

    def _place(self, step: Step) -> Iterator[Fact]:
        if step.place:
            look = look_of("place", step.place.state)
            words = str(step.place.get_state_display())
            yield Fact("place", words, _("Place:"), self.place_at(step.place.pk), look.icon, look.tone)
        elif step.offer:
            yield Fact("place", step.offer.room)
            if self.is_mine and not step.done_at:
                yield Fact("place", _("Your tutor asks for you."))


def _when(stop: Stop) -> tuple[int | None, int | None, int]:
    """Return year, term and number of terms of a step: those of its offer, unless the learner says another time."""
    runs = span(stop)
    if stop.offer is None or runs is None or is_elsewhere(stop):
        return stop.year, stop.term, stop.lasts
    return *term_at(runs.first), runs.lasts
