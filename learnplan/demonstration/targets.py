"""Targets in full, in the demonstration: steps, changed words, a second opinion, drafts, and some carried on."""

from learnplan.demonstration.scenes import at, named, plans_of
from plans.models import Plan, Target
from plans.targets.actions.carrying import carry_forward
from plans.targets.actions.drafts import keep_draft
from plans.targets.actions.steps import set_steps, tick_step
from plans.targets.actions.targets import change_target, rate, write_target

# The steps of a target, by how its words begin.
STEPS = {
    "Explain a circuit fault": (
        "Draw the circuit from memory",
        "Explain it to Dad, who will pretend not to know",
        "Explain it to my cousin without the drawing",
        "Let her find a fault I have put in",
    ),
    "Get to grips with calculus": ("Speed and distance again, with Tuesday's group", "Ten chain rule questions"),
    "Talk to people I do not know": ("Say hello first", "Ask one question", "Ask a second one"),
    "Learn the names of the bones": ("Hands", "Feet", "The rest, on the blank skeleton"),
    "Finish a track": ("Pick one of the eleven", "Finish the middle", "Play it to two people"),
    "Get the same loaf": ("Weigh the water", "Write the temperature down", "Three in a row"),
    "Write code that somebody": ("Better names", "Ask Kit what stopped him", "One page on how it works"),
    "Measure once properly": ("Mark, check, then saw", "Make one drawer slowly"),
    "Understand my own graphs": ("Say what the axes are", "Say what would surprise me"),
    "Use both my languages": ("Ask the office when they need somebody", "Sit in on one meeting", "Help at one"),
    "Give feedback": ("Say one thing they did well", "Say one thing to try", "Ask them how it was"),
    "Stay calm": ("Watch the vet's hands", "Hold a cat", "Hold something larger"),
    "Keep the drawings": ("Number the pages", "Show somebody one I do not like"),
    "Know what I have made": ("List every cost", "Three Saturdays of numbers"),
}
DRAFTS = (
    ("Do something about the bus", ""),
    ("Find out if I want to go away to study or stay here", "I can say three reasons for each"),
    ("Ask for a reference before it is too late", ""),
)
CARRIED = (
    ("Play a whole concert without looking at my hands", "The recording, from start to end"),
    ("Drive a tractor through a gate", "Ten times and no paint on the post"),
    ("Cook for eight on what is in the cupboard", "Eight empty plates"),
)


def write_for_later(year: int) -> None:
    """Last summer: a few write a target that the year turns out too short for."""
    with at(year, 6, 4):
        for number, plan in enumerate(_plans(year)[4:40:6]):
            words, test = CARRIED[number % len(CARRIED)]
            day = plan.started_at.date().replace(year=year + 1, month=8, day=20)
            write_target(plan=plan, words=words, success_test=test, due_on=day, actor=plan.learner)


def go_further(year: int) -> None:
    """This year: those carry it on; steps are written and ticked off, words change, and others have their say."""
    with at(year, 9, 22):
        old = Target.objects.filter(plan__year=year - 1).open().select_related("plan__learner").order_by("pk")
        plans = {plan.learner_id: plan for plan in _plans(year)}
        for target in old:
            if plan := plans.get(target.plan.learner_id):
                carry_forward(target=target, plan=plan, actor=plan.learner)
    with at(year, 10, 7):
        _write_steps(year)
    with at(year, 10, 24):
        _draft(year)
    with at(year, 11, 18):
        _tick(year)
        _second_opinion(year)


def _plans(year: int) -> list[Plan]:
    return list(plans_of(year).order_by("learner__username"))


def _targets(year: int):
    return Target.objects.filter(plan__year=year).open().select_related("plan__learner").order_by("pk")


def _write_steps(year: int) -> None:
    for target in _targets(year):
        steps = next((steps for words, steps in STEPS.items() if target.words.startswith(words)), ())
        if steps:
            set_steps(target=target, steps=[(None, words) for words in steps], actor=target.plan.learner)


def _draft(year: int) -> None:
    for number, plan in enumerate(_plans(year)):
        if number % 12 == 0 or plan.learner.username == "amina":
            words, test = DRAFTS[number % len(DRAFTS)]
            keep_draft(plan=plan, words=words, success_test=test, actor=plan.learner)


def _tick(year: int) -> None:
    for number, target in enumerate(_targets(year).prefetch_related("target_steps")):
        steps = list(target.target_steps.all())
        for step in steps[: min(1 + number % 3, len(steps) - 1)]:
            tick_step(step=step, is_done=True, actor=target.plan.learner)


def _second_opinion(year: int) -> None:
    """Amina's advocate sees it otherwise than her tutor does; and Amina finds better words."""
    amina, mair = named("amina", "mair")
    first, second = _targets(year).filter(plan__learner=amina)[:2]
    comment = "I watched you explain it to Lotte. She got there by herself, and you did not give it away."
    rate(target=first, level=4, comment=comment, actor=mair, check_in=first.check_ins.first())
    change_target(
        target=second,
        words="Do the calculus that mechanics needs, before the unit starts",
        success_test="I can do the first ten questions without the book open, and say why each works",
        due_on=second.due_on,
        confidence=3,
        actor=amina,
    )
