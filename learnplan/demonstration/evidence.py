"""What the young people of the demonstration show of their work: photos, words, links and a file, seen by some."""

import io
from functools import partial
from typing import NamedTuple

from learnplan.demonstration.drawings import photo_of
from learnplan.demonstration.scenes import at, named
from learnplan.people.models import Bond, User
from plans.evidence.actions import SHOWN_FIRST, add_evidence, take_back
from plans.models import Target

LEARNERS = 3  # of each story show something; Amina shows all of hers


class Piece(NamedTuple):
    """A piece of one kind, for the target whose words begin so: `what` is a drawing, an address or a text."""

    target: str
    kind: str
    title: str
    words: str = ""
    what: str = ""
    kinds: tuple[str, ...] = SHOWN_FIRST


PIECES = (
    Piece("Explain a circuit", "photo", "The fault, drawn first", "She found it from this. One hint.", "circuit"),
    Piece("Explain a circuit", "text", "What Dad said", "“So the lamp is fine, and it is the path back.” Yes!"),
    Piece("Get to grips with calculus", "photo", "Chain rule, ten times", "Seven right. I know why on two.", "page"),
    Piece("Stop leaving the write-up", "link", "How others plan a report", what="https://www.example.org/write-up"),
    Piece("Stop leaving the write-up", "text", "Why I leave things", "I am scared that it will be bad.", kinds=()),
    Piece("Learn the names of the bones", "photo", "Hand, from memory", "Two names wrong, both small.", "bones"),
    Piece("Get the same loaf", "photo", "Brothers", "Same water, same bowl, 24 degrees each time.", "loaves"),
    Piece("Measure once properly", "photo", "A drawer with nothing cut twice", "Bram timed it.", "drawer"),
    Piece("Understand my own graphs", "photo", "The dip at spring tide", "It is there four times now.", "graph"),
    Piece(
        "Understand my own graphs",
        "file",
        "Counts at the harbour wall",
        "Every low tide since September.",
        "day,limpets\n1,41\n2,38\n3,40\n4,22\n5,39\n",
    ),
    Piece("Write essays that sound", "photo", "Second page, mine", "The first page is still a leaflet.", "page"),
    Piece("Work out what a studio", "link", "What a room costs by the sea", what="https://www.example.org/rooms"),
)


def show_work(year: int) -> None:
    """Add the pieces in autumn; one of Amina's is for two targets, and one is taken back."""
    with at(year, 11, 12):
        for piece in PIECES:
            for target in _targets(year, piece.target):
                _add(piece, target)
        (amina,) = named("amina")
        _of_amina(amina, year)


def _targets(year: int, words: str) -> list[Target]:
    """Return Amina's target that begins with these words if she has one, and those of the first few others."""
    found = Target.objects.filter(plan__year=year, words__startswith=words).select_related("plan__learner")
    rows = sorted(found.order_by("pk"), key=lambda target: target.plan.learner.username != "amina")
    return rows[:LEARNERS]


def _add(piece: Piece, target: Target) -> None:
    learner = target.plan.learner
    upload = None
    if piece.kind == "photo":
        upload = photo_of(piece.what, learner.pk)
    elif piece.kind == "file":
        upload = io.BytesIO(piece.what.encode())
    add_evidence(
        learner=learner,
        kind=piece.kind,
        title=piece.title,
        words=piece.words,
        url=piece.what if piece.kind == "link" else "",
        upload=upload,
        targets=[target],
        kinds=piece.kinds,
        actor=learner,
    )


def _of_amina(amina: User, year: int) -> None:
    targets = list(Target.objects.filter(plan__learner=amina, plan__year=year).exclude(state=Target.State.DRAFT))
    carers = [bond.adult for bond in Bond.objects.in_force().carers().filter(learner=amina)]
    add = partial(add_evidence, learner=amina, actor=amina, targets=targets[:2])
    add(
        kind="photo",
        title="My three write-ups",
        words="Handed in a day early, and the circuit is in the second.",
        upload=photo_of("page", amina.pk + 1),
        adults=carers,
    )
    take_back(evidence=add(kind="text", title="Moaning", words="Not fair."), actor=amina)
