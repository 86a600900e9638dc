"""The stage of targets in full: drafts, steps, a target of last year, and one that was carried on."""

from plans.targets.actions.carrying import carry_forward
from plans.targets.actions.drafts import keep_draft
from plans.targets.actions.steps import set_steps, tick_step
from plans.targets.models import Plan, Target, TargetStep


def add_targets(stage) -> None:
    """Add to the plans of the stage what targets in full can hold, as many of each as the stage has rows."""
    amina, plan = stage.amina, stage.plan
    steps = [(None, f"Step {number}") for number in range(1, stage.rows + 2)]
    set_steps(target=stage.target, steps=steps, actor=amina)
    stage.things["target_step"] = TargetStep.objects.filter(target=stage.target).first()
    tick_step(step=stage.target_step, is_done=True, actor=amina)
    last_year = Plan.objects.create(learner=amina, institution=stage.riverside, year=plan.year - 1)
    for number in range(stage.rows):
        draft = keep_draft(plan=plan, words=f"Something with wood {number}", actor=amina)
        stage.things.setdefault("target_draft", draft)
        for name in ("target_of_last_year", "target_of_last_year_carried"):
            old = Target.objects.create(
                plan=last_year, words=f"{name} {number}", success_test="x", due_on=f"{plan.year}-06-01", author=amina
            )
            stage.things.setdefault(name, old)
            if name.endswith("carried"):
                stage.things.setdefault("target_carried", carry_forward(target=old, plan=plan, actor=amina))
