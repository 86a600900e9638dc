"""The adults' part of the stage: somebody stands in, a carer sees less of one learner than of another."""

import datetime as dt

from django.utils import timezone

from learnplan.people.models import Bond
from learnplan.years import current_year
from plans.targets.carers.actions import decide_carer_view, encourage
from plans.targets.models import Plan, Target
from plans.targets.reviewing.actions import do_bulk, prepare_bulk
from plans.targets.reviewing.delegation_actions import hand_over
from plans.targets.reviewing.together_actions import start_together
from scripts.authoring.models import Script
from scripts.partnership.models import Place

TODAY = timezone.localdate()
SOON = dt.timedelta(days=14)


def build_adults(stage) -> None:
    """Let a colleague stand in for Chidi, and Chidi look at an act on many and do another."""
    colleague = stage.people["tom0"]
    hand_over(adult=stage.chidi, to=colleague, from_on=TODAY, until_on=TODAY + SOON, actor=stage.chidi)
    bonds = Bond.objects.filter(adult=stage.bea, learner__in=stage.others)
    for bond in bonds:
        decide_carer_view(bond=bond, sees=["money", "talks", "evidence"], actor=bond.learner)
    stage.people["ella0"].memberships.update(year_group="11")
    stage.things["wish"] = decide_carer_view(bond=bonds.get(learner=stage.ella0), sees=[], actor=stage.ella0)
    for number in range(stage.rows):
        words = f"I saw you try again, {number}."
        stage.things["encouragement"] = encourage(plan=stage.plan, words=words, actor=stage.bea)
    stage.things["plan_of_ella"] = Plan.objects.get(learner=stage.ella0, year=current_year())
    stage.things["target_of_ella"] = stage.plan_of_ella.targets.first()
    stage.things["script_of_ella"] = Script.objects.get(learner=stage.ella0)
    stage.things["place_of_ella"] = Place.objects.filter(learner=stage.ella0).first()
    together = {"plan": stage.plan, "actor": stage.chidi, "one_at_a_time": False}
    stage.things["together"] = start_together(adult=stage.chidi, **together)
    waiting = Target.objects.waiting().filter(plan__learner__in=stage.others, state="need_help")
    items = [{"key": target.pk, "level": 2} for target in waiting]
    stage.things["bulk"] = prepare_bulk(kind="answer", items=items, words="Come on Thursday.", actor=stage.chidi)
    nods = prepare_bulk(kind="acknowledge", items=items, words="I have read it.", actor=stage.chidi)
    stage.things["bulk_done"] = do_bulk(bulk=nods, actor=stage.chidi)
