"""What the stage has of asking: versions and a draft of who may do what, and requests that wait or were answered."""

import copy

from plans.asking import actions
from plans.matrix import actions as actions_matrix
from plans.matrix.presets import PRESETS


def asking(stage) -> None:
    """Set who may do what at Riverside, so that the learner leads, and have Amina's tutor ask her for things."""
    for number in range(stage.rows):
        cells = copy.deepcopy(PRESETS["learner_led"])
        cells["talk.prompt"]["advocate"] = "allow" if number % 2 else "request"
        drafted = actions_matrix.draft_matrix(
            institution=stage.riverside, cells=cells, reason="The council agreed it.", actor=stage.rosa
        )
        stage.things.setdefault("matrix_published", actions_matrix.publish_matrix(matrix=drafted, actor=stage.rosa))
        draft = actions_matrix.draft_matrix(
            institution=stage.riverside, cells=PRESETS["guided"], reason="For a term.", actor=stage.rosa
        )
        stage.things["matrix_draft"] = draft
    for number in range(stage.rows):
        for name in ("asked", "asked_refused"):
            facts = {"words": f"Wire a plug ({name} {number})", "success_test": "It works", "due_on": str(stage.today)}
            made = actions.ask(
                act="target.write", plan=stage.plan, actor=stage.chidi, reason="You said so on Monday.", facts=facts
            )
            stage.things.setdefault(name, made)
            if name == "asked_refused":
                actions.answer_asked(asked=made, allow=False, reason="Not in those words.", actor=stage.amina)
