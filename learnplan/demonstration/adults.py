"""Adults in the demonstration: kind words from home, what a carer sees, a nod to many, a review made together."""

import datetime as dt

from django.utils import timezone

from learnplan.demonstration.scenes import at, named, plans_beside, plans_of
from learnplan.people.models import Bond, Membership, Role, User
from learnplan.people.sight import UNTIL_DECIDED, Sight
from plans.carers.actions import decide_carer_view, encourage
from plans.reviewing.actions.away import hand_over
from plans.reviewing.actions.bulk import do_bulk, prepare_bulk
from plans.reviewing.actions.together import answer_together, end_together, say_together, start_together
from plans.reviewing.bulk import Kind, waiting_targets
from plans.targets.models import CheckIn, Plan

KIND_WORDS = (
    "You sat down with it again after tea. I saw that.",
    "I told Nan what a capacitor does, and she asked me things I could not answer. Your turn on Sunday!",
)
NODS = 4


def stand_beside(year: int) -> None:
    """This autumn: Amina opens her work to her mother, who writes to her; her tutor reads, reviews, goes away."""
    amina, chidi = named("amina", "chidi")
    plan = plans_of(year).get(learner=amina)
    with at(year, 10, 19):
        _hear_from_home(plan)
    with at(year, 11, 12):
        _review_with_another(plan, chidi)
    _read_many(chidi)
    _be_away(chidi)


def _hear_from_home(plan: Plan) -> None:
    bond = Bond.objects.in_force().carers().get(learner=plan.learner)
    decide_carer_view(bond=bond, sees=[*UNTIL_DECIDED, Sight.EVIDENCE], actor=plan.learner)
    for words in KIND_WORDS:
        encourage(plan=plan, words=words, actor=bond.adult)


def _review_with_another(plan: Plan, chidi: User) -> None:
    """Review the plan of another learner of the tutor's, who is harder on themselves than the tutor is."""
    other = plans_beside(plan, chidi).filter(targets__state="active").distinct()[0]
    review = start_together(plan=other, adult=chidi, one_at_a_time=True, actor=chidi)
    for answer in review.answers.select_related("target")[:2]:
        said = "I still need to be told what comes next."
        say_together(review=review, target=answer.target, level=2, reflection=said, actor=other.learner)
        words = "On Tuesday nobody told you what came next. Try the first ten minutes alone."
        answer_together(review=review, target=answer.target, level=3, comment=words, actor=chidi)
    end_together(review=review, actor=chidi)


def _read_many(chidi: User) -> None:
    read = [target for target in waiting_targets(chidi) if not target.is_call][-NODS:]
    keys = [{"key": target.pk} for target in read if CheckIn.objects.filter(target=target).exists()]
    words = "Read it, thank you for being so clear. We look at it together on Monday."
    do_bulk(bulk=prepare_bulk(kind=Kind.ACKNOWLEDGE, items=keys, words=words, actor=chidi), actor=chidi)


def _be_away(chidi: User) -> None:
    """Name a colleague for the week after next."""
    places = chidi.institutions_as(Role.TEACHER)
    teaching = Membership.objects.current().filter(role=Role.TEACHER, institution__in=places).exclude(user=chidi)
    colleague = User.objects.filter(pk__in=teaching.values("user")).order_by("pk")[0]
    first = timezone.localdate() + dt.timedelta(days=14)
    hand_over(adult=chidi, to=colleague, from_on=first, until_on=first + dt.timedelta(days=4), actor=chidi)
