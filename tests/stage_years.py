"""Years on the stage: what education is for in two versions, a signed plan, and last year's plan, closed."""

from learnplan.years import current_year
from plans.targets.years.actions import sign_plan, sign_purpose, write_purpose
from plans.targets.years.models import Purpose
from plans.targets.years.reading import sheet_of
from plans.targets.years.sheet import digest_of


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
    assert Purpose.objects.filter(plan=stage.plan).count() == stage.rows + 2
    assert stage.plan.year == current_year()
