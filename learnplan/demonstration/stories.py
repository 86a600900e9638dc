"""What the young people of the demonstration want and say: the texts of data/stories.toml and data/talks.toml."""

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).parent / "data"


class Aim(NamedTuple):
    """A target; a check-in is how far along it is, what happened, and what the tutor said or ""."""

    words: str
    test: str
    check_ins: list[tuple[int, str, str]]


class Story(NamedTuple):
    """One path; `other` is the branch that stays an idea, with its ending, and a step of one's own has its style."""

    name: str
    ending: str
    other: tuple[str, str]
    own_steps: list[tuple[str, str]]
    offers: list[str]
    aims: list[Aim]


class Asked(NamedTuple):
    """A question: who asks it ("learner" or "adult"), what it is for, and what the learner says, or ""."""

    by: str
    purpose: str
    words: str
    answer: str


class TalkTold(NamedTuple):
    """One talk: its questions, what the adult understood, what the learner says of it, and what is needed then.

    `wrong` is what the learner says of the first summary, and `again` the one after it; both "" when they agree.
    """

    asked: list[Asked]
    summary: str
    needs: list[str]
    wrong: str = ""
    again: str = ""


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def _questions(talk: dict) -> list[Asked]:
    return [Asked(**question) for question in talk["asked"]]


def _talk(told: dict) -> TalkTold:
    return TalkTold(**told | {"asked": _questions(told)})


STORIES = [Story(**told | {"aims": [Aim(**aim) for aim in told["aims"]]}) for told in _read("stories")["stories"]]
TALKS = _read("talks")
AMINA_AUTUMN, AMINA_ADVOCATE = _talk(TALKS["amina_autumn"]), _talk(TALKS["amina_advocate"])
AMINA_NEXT = _questions(TALKS["amina_next"])
OTHERS = [_talk(told) for told in TALKS["others"]]
