"""The adults' part of the stage: somebody stands in, a carer sees less of one learner than of another."""

import datetime as dt

from django.utils import timezone

from learnplan.people.models import Bond, Membership, User
from learnplan.years import current_year, year_bounds
from plans.carers.actions import decide_carer_view, encourage
from plans.reviewing.actions.away import hand_over
from plans.reviewing.actions.bulk import do_bulk, prepare_bulk
from plans.reviewing.actions.together import start_together
from plans.targets.models import CheckIn, Plan, Target
from scripts.authoring.models import Script
from scripts.offers.models import Place

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


def fill_caseload(tutor, institution, count: int, prefix: str = "many") -> list[Target]:
    """Give a tutor `count` learners, each with a check-in that waits; return their targets, the longest wait first."""
    named = {"family_name": "Vale", "password": "!"}
    people = [User(username=f"{prefix}{n:03}", given_name=f"Kit {n:03}", **named) for n in range(count)]
    learners = User.objects.bulk_create(people)
    tie = {"institution": institution, "from_on": year_bounds(current_year())[0]}
    Membership.objects.bulk_create(Membership(user=one, role="learner", **tie) for one in learners)
    Bond.objects.bulk_create(Bond(learner=one, adult=tutor, kind="tutor", **tie) for one in learners)
    place = {"institution": institution, "year": current_year()}
    plans = Plan.objects.bulk_create(Plan(learner=one, **place) for one in learners)
    facts = {"success_test": "Dad gets it", "due_on": TODAY + dt.timedelta(days=30)}
    targets = Target.objects.bulk_create(
        Target(plan=plan, words=f"Explain circuit {n} to Dad", author=plan.learner, **facts)
        for n, plan in enumerate(plans)
    )
    said = CheckIn.objects.bulk_create(
        CheckIn(target=target, level=3, reflection="I tried it", author=target.plan.learner) for target in targets
    )
    for n, check_in in enumerate(said):
        check_in.at = timezone.now() - dt.timedelta(days=count - n)
    CheckIn.objects.bulk_update(said, ["at"])
    return targets
