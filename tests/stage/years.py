"""Years on the stage: what education is for in two versions, a signed plan, and last year's plan, closed."""

from learnplan.years import current_year
from plans.years.actions.rolling import prepare_roll_over, roll_over, run_roll_over
from plans.years.actions.signing import sign_plan, sign_purpose, write_purpose
from plans.years.models import Purpose, RollOver
from plans.years.reading import sheet_of
from plans.years.sheet import digest_of


def years(stage) -> None:
    """Say what education is for, sign the plan as agreed, and change it since."""
    for number in range(1 + stage.rows):
        words = f"To mend what others throw away ({number})."
        stage.things["purpose"] = write_purpose(plan=stage.plan, words=words, actor=stage.amina)
        if number < stage.rows:
            sign_purpose(purpose=stage.purpose, actor=stage.chidi)
    digest = digest_of(sheet_of(stage.plan, "agreed"))
    for signer in (stage.amina, stage.chidi, stage.bea)[: stage.rows]:
        sign_plan(plan=stage.plan, kind="agreed", digest=digest, actor=signer)
    write_purpose(plan=stage.plan, words="To mend what others throw away, and to teach it.", actor=stage.amina)
    _roll_overs(stage)
    assert Purpose.objects.filter(plan=stage.plan).count() == stage.rows + 2
    assert stage.plan.year == current_year()


def _roll_overs(stage) -> None:
    """Roll some over into the next year, and leave one roll-over as a preview."""
    learners = [stage.amina.pk, *(other.pk for other in stage.others)]
    for number in range(stage.rows):
        made = prepare_roll_over(
            institution=stage.riverside,
            from_year=stage.plan.year,
            learners=learners[: 1 + number] if number else learners,
            carry=RollOver.Carry.CHOSEN,
            actor=stage.rosa,
        )
        stage.things.setdefault("roll_over", made)
        stage.things.setdefault("roll_over_line", made.lines.first())
    done = roll_over(
        institution=stage.riverside,
        from_year=stage.plan.year,
        learners=[one.pk for one in stage.others],
        actor=stage.rosa,
    )
    run_roll_over(roll_over_id=done.pk)
    stage.things["roll_over_done"] = done
