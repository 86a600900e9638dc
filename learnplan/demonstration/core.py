"""What is asked about the core in the demonstration, and a path that is tried another way."""

from typing import Any

from learnplan.demonstration.lives import At
from learnplan.people.models import Membership, Role, User
from scripts.authoring.models import Branch, Script
from scripts.comparing.actions import vary_branch
from scripts.contesting.actions import answer_core, ask_about_core


def ask_about_the_core(year: int, at: At) -> None:
    """Have Amina ask three things about what everyone does: one refused by a rule, one allowed, one that waits."""
    amina, chidi = (User.objects.get(username=name) for name in ("amina", "chidi"))
    script = Script.objects.get(learner=amina)
    parts = {common.item.name: common for common in script.common_script.items.select_related("item")}
    held = Membership.objects.current().filter(institution=script.institution, role=Role.ADMINISTRATOR)
    office = held.select_related("user").first()
    assert office is not None
    asked: dict[str, Any] = {"script": script, "actor": amina}
    with at(year, 11, 3):
        out = ask_about_core(
            common_item=parts["See three workplaces"],
            kind="exempt",
            words="I have worked in my uncle's garage since I was twelve. I know what a workplace is.",
            **asked,
        )
        online = ask_about_core(
            common_item=parts["Show what I can do"],
            kind="style",
            style="online",
            words="On Thursdays I look after my brother. Online I could do it in the evening.",
            **asked,
        )
        ask_about_core(
            common_item=parts["Read what is not written for me"],
            kind="change",
            words="Everyone could choose what they read. I would take a workshop manual, not a novel.",
            **asked,
        )
    with at(year, 11, 6):
        answer_core(
            asked=out,
            allow=False,
            answer="I cannot leave it out for anyone. The garage can be the first of the three: say so on that step.",
            rule=f"{script.common_script.name}: parts that every learner covers before Year 13",
            actor=office.user,
        )
        answer_core(asked=online, allow=True, answer="Try it until Easter, then tell me how it goes.", actor=chidi)
    with at(year, 11, 10):
        chosen = script.branches.get(state=Branch.State.CHOSEN)
        if not chosen.is_trunk:
            vary_branch(branch=chosen, name=f"{chosen.name}, but nearer home", actor=amina)
