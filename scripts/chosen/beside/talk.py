"""What a talk shows of the learner's chosen path, and the question that each point of it may become."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.urls import reverse
from django.utils.text import Truncator, get_text_list
from django.utils.translation import gettext as _

from learnplan.people.models import User
from learnplan.web.pages import Request
from plans.consultation.models import Purpose, Talk
from plans.consultation.permissions import TalkStanding
from plans.consultation.rules import SHORT
from plans.targets.shapes import Section
from scripts.authoring.reading import read_chosen
from scripts.checking.wording import Said
from scripts.chosen.wording import Chosen, chosen_of

MOST = 4


@dataclass(frozen=True, slots=True)
class Point:
    """One thing on the path to talk about; `key` names it in an address, `question` is what could be asked of it."""

    key: str
    words: str
    note: str
    url: str
    question: str


@dataclass(frozen=True, slots=True)
class Points:
    """The points of one kind under their heading."""

    heading: str
    points: tuple[Point, ...]


def path_beside_talk(talk: Talk, stands: TalkStanding, user: User) -> Section | None:
    """Return the chosen path in short, for the two who prepare a talk; None once it is over, and for all others."""
    if not (stands.is_in and talk.is_before):
        return None
    picture = read_chosen(user, talk.plan.learner_id, is_writer=True)
    if picture is None:
        whose = "" if stands.is_learner else f"?learner={talk.plan.learner_id}"
        return Section("scripts/chosen/talk.html", {"start_url": f"{reverse('script_start')}{whose}"})
    chosen = chosen_of(picture, is_learner=stands.is_learner)
    facts = {"script": picture.script, "chosen": chosen, "groups": points_of(chosen, stands) if chosen else []}
    return Section("scripts/chosen/talk.html", facts)


def path_on_sheet(talk: Talk, stands: TalkStanding, user: User) -> Section | None:
    """Return the chosen path for the meeting sheet of a talk to come; None once it is over, and without a path.

    Paper lies about, so nothing of money is on it.
    """
    if not (stands.is_in and talk.is_before):
        return None
    picture = read_chosen(user, talk.plan.learner_id, is_writer=False)
    chosen = chosen_of(picture, is_learner=stands.is_learner) if picture else None
    if chosen is None:
        return None
    return Section("scripts/chosen/sheet.html", {"chosen": chosen, "groups": points_of(chosen, stands)})


def question_from_path(request: Request, talk: Talk, stands: TalkStanding) -> dict[str, str]:
    """Return what a question about one point of the chosen path (`?about=`) starts from; nothing for no point.

    The words are made here, never taken from the address. If the path has changed meanwhile, the page says so.
    """
    about = request.GET.get("about", "")
    if not about:
        return {}
    picture = read_chosen(request.user, talk.plan.learner_id, is_writer=True)
    chosen = chosen_of(picture, is_learner=stands.is_learner) if picture else None
    groups = points_of(chosen, stands, most=None) if chosen else []
    found = next((point for group in groups for point in group.points if point.key == about), None)
    if found is None:
        messages.info(request, _("That is not on the chosen path any more. You can still ask what you like."))
        return {}
    return {"words": Truncator(found.question).chars(SHORT), "purpose": Purpose.HOW}


def points_of(chosen: Chosen, stands: TalkStanding, most: int | None = MOST) -> list[Points]:
    """Return what there is to talk about on the chosen path, kind by kind; kinds without a point are left out."""
    kinds = (
        (_("What comes next"), _ahead(chosen, stands.is_learner)),
        (_("What does not fit yet"), _findings(chosen)),
        (_("Still to pick"), _unpicked(chosen, stands.is_learner)),
        (_("What the ending asks, and nothing meets yet"), _unmet(chosen, stands.is_learner)),
    )
    groups = [Points(heading, tuple(points)[:most]) for heading, points in kinds]
    return [group for group in groups if group.points]


def _ahead(chosen: Chosen, is_learner: bool) -> Iterator[Point]:
    asked = _("What do I need for “%(step)s”?") if is_learner else _("What do you need for “%(step)s”?")
    for one in chosen.ahead:
        yield Point(f"step-{one.step.pk}", one.step.title, one.note, one.url, asked % {"step": one.step.title})


def _findings(chosen: Chosen) -> Iterator[Point]:
    for said in chosen.report.said:
        if said.finding.severity != "notes":
            question = _("%(what)s What could we do about it?") % {"what": said.what}
            yield Point(key_of(said), said.what, said.way_out, chosen.check_url, question)


def key_of(said: Said) -> str:
    """Return the name of a finding in an address: the same as long as its cause is."""
    return "-".join([said.finding.code, *map(str, said.finding.cause)])


def _unpicked(chosen: Chosen, is_learner: bool) -> Iterator[Point]:
    asked = _("Which suits you for “%(step)s”: %(these)s?")
    if is_learner:
        asked = _("Which suits me for “%(step)s”: %(these)s?")
    for one in chosen.unpicked:
        these = get_text_list([option.title for option in one.step.option_rows], _("or"))
        facts = {"step": one.step.title, "these": these}
        yield Point(f"pick-{one.step.pk}", one.step.title, these, one.url, asked % facts)


def _unmet(chosen: Chosen, is_learner: bool) -> Iterator[Point]:
    asked = _("How could I get to this: %(asked)s?") if is_learner else _("How could you get to this: %(asked)s?")
    for ask in chosen.unmet:
        yield Point(f"ask-{ask.key}", ask.words, chosen.branch.ending, chosen.url, asked % {"asked": ask.words})
