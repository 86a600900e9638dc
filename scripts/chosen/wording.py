"""What the chosen path says, in short: the next step and what it needs, what does not fit, what is still open."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from learnplan.years import term_name
from scripts.authoring.models import Branch, Step
from scripts.authoring.reading import Picture
from scripts.authoring.shapes import AskRow
from scripts.checking.covering import Path, met_by
from scripts.checking.report import path_of, report_of, stop_of
from scripts.checking.shapes import OfferFacts, Stop
from scripts.checking.wording import Said, ToldReport, slot_words
from scripts.offers.models import Place
from scripts.offers.styles import Style

STYLES = dict(Style.choices)
AHEAD, FEW = 3, 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that a step needs before it can start: in words, and where it is done ("" if nothing is to do)."""

    words: str
    url: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step of the path that lies ahead: when and how, what it needs first, and what the check says of it."""

    step: Step
    url: str
    note: str
    wanted: tuple[Wanted, ...]
    said: tuple[Said, ...]

    @property
    def is_ready(self) -> bool:
        return not self.wanted and not self.said


@dataclass(frozen=True, slots=True)
class Chosen:
    """The chosen path of one script; `ahead` are its next steps, the first of them the one that comes next.

    `said` is what the check finds that blocks or warns, but for what is said of the next step already. `unpicked` are
    steps with alternatives none of which is picked, `unmet` what the ending asks and no step meets.
    """

    branch: Branch
    report: ToldReport
    ahead: tuple[NextStep, ...]
    said: tuple[Said, ...]
    unpicked: tuple[NextStep, ...]
    unmet: tuple[AskRow, ...]

    @property
    def next(self) -> NextStep | None:
        return self.ahead[0] if self.ahead else None

    @property
    def fits(self) -> bool:
        """Say whether nothing on the path blocks or warns."""
        return all(finding.severity == "notes" for finding in self.report.findings)

    @property
    def first_said(self) -> tuple[Said, ...]:
        return self.said[:FEW]

    @property
    def more_said(self) -> int:
        return len(self.said[FEW:])

    @property
    def url(self) -> str:
        return reverse("branch", args=[self.branch.pk])

    @property
    def check_url(self) -> str:
        return reverse("branch_check", args=[self.branch.pk])


def chosen_of(picture: Picture, *, is_learner: bool) -> Chosen | None:
    """Return what the chosen path of the script says, or None while no path is chosen. Asks the database nothing."""
    branch = picture.chosen
    if branch is None:
        return None
    report = report_of(picture, branch)
    ahead = [step for step in picture.path(branch) if step.done_at is None]
    told = [_told(picture, report, step, is_learner) for step in ahead[:AHEAD]]
    heard = {id(one.finding) for one in told[0].said} if told else set()
    return Chosen(
        branch=branch,
        report=report,
        ahead=tuple(told),
        said=tuple(one for one in report.said if one.finding.severity != "notes" and id(one.finding) not in heard),
        unpicked=tuple(
            _told(picture, report, step, is_learner)
            for step in ahead
            if step.option_rows and not any(option.is_picked for option in step.option_rows)
        ),
        unmet=tuple(unmet_of(picture, branch)),
    )


def step_url(step: Step) -> str:
    """Return where a step stands on the page of its branch."""
    return f"{reverse('branch', args=[step.branch_id])}#step-{step.pk}"


def unmet_of(picture: Picture, branch: Branch) -> list[AskRow]:
    """Return what the ending of a branch asks and no step of its path meets."""
    path = Path(path_of(picture, branch))
    return [ask for ask in branch.ask_rows if met_by(path, ask) is None]


def _told(picture: Picture, report: ToldReport, step: Step, is_learner: bool) -> NextStep:
    stop = stop_of(picture, step)
    said = tuple(one for one in report.said if step.pk in one.finding.stops)
    return NextStep(step, step_url(step), _note(stop), tuple(_wanted(picture, step, stop, is_learner)), said)


def _note(stop: Stop) -> str:
    """Return when and how a step is, as far as it is decided."""
    words = [term_name(stop.year, stop.term)] if stop.year and stop.term else []
    words.append(str(STYLES.get(stop.style, "")))
    if stop.offer:
        words.append(stop.offer.provider_name)
        words += [slot_words(slot) for slot in stop.offer.slots[:2]]
    return ", ".join(filter(None, words))


def _wanted(picture: Picture, step: Step, stop: Stop, is_learner: bool) -> Iterator[Wanted]:
    """Yield what has to be done before the step can start, that no finding of the check says."""
    if not (stop.year and stop.term) and not stop.offer:
        yield Wanted(_("It has no term yet."), reverse("step_change", args=[step.pk]), _("Say when"))
    offer = stop.offer
    if offer and stop.counts and not offer.has_place and not offer.is_closed:
        yield from _place_wanted(picture, step, offer, is_learner)


def _place_wanted(picture: Picture, step: Step, offer: OfferFacts, is_learner: bool) -> Iterator[Wanted]:
    place = next((one for one in picture.places if one.offer_id == offer.key), None)
    if place and place.state == Place.State.OFFERED and place.decide_by:
        words = _("A place on “%(offer)s” is offered, until %(day)s.")
        said = words % {"offer": offer.title, "day": date_format(place.decide_by, "j F")}
        yield Wanted(said, reverse("place", args=[place.pk]), _("Take it or leave it") if is_learner else _("See it"))
    elif offer.is_waiting:
        return  # the check says so
    elif is_learner:
        words = _("A place on “%(offer)s”: your tutor asks for it.") % {"offer": offer.title}
        yield Wanted(words, reverse("offer", args=[offer.key]), _("See the offer"))
    else:
        words = _("Nobody has asked for a place on “%(offer)s” yet.") % {"offer": offer.title}
        yield Wanted(words, f"{reverse('place_ask', args=[offer.key])}?step={step.pk}", _("Ask for a place"))
