"""Evidence for the stage of the whole-project tests: a piece of each kind, shown, hidden and taken back."""

import io

from PIL import Image

from plans.evidence import actions


def evidence(stage) -> None:
    """Add Amina's evidence, as many pieces of each kind as a list is to have rows; and one piece of Dov's."""
    amina = {"learner": stage.amina, "actor": stage.amina}
    for number in range(stage.rows):
        targets = [stage.target_active, stage.target_need_help, stage.target_discuss][: stage.rows]
        photo = actions.add_evidence(
            kind="photo", title=f"My wiring {number}", upload=_picture(number), targets=targets, **amina
        )
        text = actions.add_evidence(kind="text", title=f"Told Gran {number}", words="She got it.", kinds=[], **amina)
        url = "https://www.example.org/lamp"
        link = actions.add_evidence(kind="link", title=f"A page {number}", url=url, adults=[stage.bea], **amina)
        notes = io.BytesIO(f"What I tried on day {number}".encode())
        file = actions.add_evidence(kind="file", title=f"My notes {number}", upload=notes, **amina)
        gone = actions.add_evidence(kind="text", title=f"Not this {number}", words="No.", **amina)
        actions.take_back(evidence=gone, actor=stage.amina)
        pieces = {"photo": photo, "text": text, "link": link, "file": file, "gone": gone}
        for name, piece in pieces.items():
            stage.things.setdefault(f"evidence_{name}", piece)
    other = actions.add_evidence(learner=stage.dov, actor=stage.dov, kind="text", title="Swam", words="Half a mile.")
    stage.things["evidence_of_dov"] = other


def _picture(number: int) -> io.BytesIO:
    written = io.BytesIO()
    Image.new("RGB", (64, 48), (200, 60 * number, 40)).save(written, "PNG")
    written.seek(0)
    return written
