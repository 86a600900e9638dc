"""What the people of the demonstration do in two years: each act through the action that anyone would use."""

import datetime as dt

from django.utils import timezone

from learnplan.demonstration.places import ask_for_places, live_places
from learnplan.demonstration.scenes import at, take_up
from learnplan.demonstration.stories import STORIES, Aim, Story
from learnplan.people.models import Bond, Membership, Role, User
from plans.models import Plan, Target
from plans.targets.actions.targets import check_in, rate, set_target_state, start_plan, write_target
from scripts.editing.actions.branches import branch_off, choose_branch, set_branch_state, start_script
from scripts.editing.actions.steps import add_step, set_step_done
from scripts.models import Offer, Script

APART = "pip"  # whose story is told in maps.py


def lives_now() -> list[tuple[User, User, Story]]:
    """Return (learner, tutor, story) as they are today, for one in five learners; the others start some day.

    Amina is first and lives the first story.
    """
    bonds = Bond.objects.current().tutors().select_related("learner", "adult")
    here = set(Membership.objects.current().filter(role=Role.LEARNER).values_list("user", flat=True))
    pairs = [(bond.learner, bond.adult) for bond in bonds if bond.learner_id in here]
    pairs = [pair for pair in pairs if pair[0].username != APART]
    pairs.sort(key=lambda pair: (pair[0].username != "amina", pair[0].username))
    lives = [(learner, tutor, STORIES[place % len(STORIES)]) for place, (learner, tutor) in enumerate(pairs)]
    return lives[::5]


def live_last_year(year: int) -> None:
    """Last year: a plan and a script each, and one target seen through, by two in three."""
    with at(year, 9, 17):
        begun = []
        for number, (learner, tutor, story) in enumerate(lives_now()):
            if number % 3:
                plan = _begin(learner, year)
                aim = story.aims[2]
                begun.append((learner, tutor, aim, _write(plan, learner, aim, year, 11)))
    with at(year, 11, 12):
        for number, (learner, tutor, aim, target) in enumerate(begun):
            level, reflection, comment = aim.check_ins[0]
            entry = check_in(target=target, level=level, reflection=reflection, actor=learner)
            if comment and number % 2:
                rate(target=target, level=level, comment=comment, actor=tutor, check_in=entry)
    with at(year, 5, 21):
        for number, (learner, tutor, _aim, target) in enumerate(begun):
            if number % 4 == 0:
                set_target_state(target=target, state=Target.State.DROPPED, actor=learner)
                continue
            entry = check_in(target=target, level=5, reflection="I can do this now.", actor=learner)
            if number % 4 == 1:
                rate(target=target, level=4, comment="Yes, you can.", actor=tutor, check_in=entry)
            set_target_state(target=target, state=Target.State.REACHED, actor=learner)


def begin_year(year: int) -> None:
    """September: nearly everyone starts a plan and a script; the rest have their first day before them."""
    with at(year, 9, 10):
        for number, (learner, _tutor, _story) in enumerate(lives_now()):
            if number % 12 != 11:
                _begin(learner, year)


def live_this_year(year: int) -> None:
    """This year until today: targets, branches, offers taken up, check-ins and answers, places in every state."""
    plans = {plan.learner_id: plan for plan in Plan.objects.filter(year=year)}
    offers = {offer.code: offer for offer in Offer.objects.select_related("provider")}
    with at(year, 9, 30):
        lives = [life for life in lives_now() if life[0].pk in plans]
        targets = {}
        for number, (learner, _tutor, story) in enumerate(lives):
            wanted = story.aims[: 2 + (number % 3 == 0)] if number % 5 != 4 else ()
            due_months = (12, 1, 3)
            targets[learner.pk] = [
                _write(plans[learner.pk], learner, aim, year, due_months[i]) for i, aim in enumerate(wanted)
            ]
    with at(year, 10, 6):
        steps = _branch_out(lives, targets, offers, year)
    with at(year, 10, 13):
        places = ask_for_places(steps)
    with at(year, 10, 20):
        _check_in(lives, targets, 0)
    live_places(places, year)
    with at(year, 11, 17):
        _check_in(lives, targets, 1)
        _call(lives, targets)


def _begin(learner: User, year: int) -> Plan:
    home = next(m.institution for m in learner.current_memberships if m.role == Role.LEARNER)
    start_script(learner=learner, actor=learner)
    return start_plan(learner=learner, institution=home, year=year, actor=learner)


def _write(plan: Plan, learner: User, aim: Aim, year: int, month: int) -> Target:
    due_on = dt.date(year if month >= 9 else year + 1, month, 18)
    due_on = max(due_on, timezone.localdate() + dt.timedelta(days=14))
    return write_target(plan=plan, words=aim.words, success_test=aim.test, due_on=due_on, actor=learner)


def _branch_out(lives, targets, offers, year: int) -> list:
    """Branch each script off its common script, and choose; returns (learner, tutor, step) of offers taken up."""
    scripts = {script.learner_id: script for script in Script.objects.prefetch_related("branches__steps")}
    taken_up = []
    for number, (learner, tutor, story) in enumerate(lives):
        if number % 7 == 6:
            continue
        script = scripts[learner.pk]
        trunk = next(branch for branch in script.branches.all() if branch.is_trunk)
        steps = list(trunk.steps.all())
        for step in steps[: number % 4 or 3] if number < 16 else ():
            set_step_done(step=step, is_done=True, actor=learner)
        forks = {"script": script, "parent": trunk, "actor": learner}
        branch = branch_off(forks_after=steps[-1], name=story.name, ending=story.ending, **forks)
        aims = targets.get(learner.pk) or [None]
        taken = story.offers if learner.username == "amina" else story.offers[: 1 + number % 3]
        for place, code in enumerate(taken):
            where = {"year": year, "term": 1 + place, "target": aims[place % len(aims)]}
            taken_up.append((learner, tutor, take_up(branch=branch, offer=offers[code], actor=learner, **where)))
        title, style = story.own_steps[number % 2]
        add_step(branch=branch, title=title, style=style, year=year, term=3, actor=learner)
        if number % 4 == 0:
            name, ending = story.other
            branch_off(forks_after=steps[6], name=name, ending=ending, **forks)
        if number % 4 == 3:
            set_branch_state(branch=branch, state="possible", actor=learner)
        else:
            choose_branch(branch=branch, actor=learner)
    return taken_up


def _check_in(lives, targets, turn: int) -> None:
    """Check in for the first (0) or second (1) time; the tutor answers where the story has an answer."""
    for number, (learner, tutor, story) in enumerate(lives):
        for aim, target in zip(story.aims, targets[learner.pk], strict=False):
            if turn >= len(aim.check_ins) or (number + turn) % 4 == 3:
                continue
            level, reflection, comment = aim.check_ins[turn]
            sure = min(5, level + 1 + number % 2) if (number + turn) % 3 else None
            entry = check_in(target=target, level=level, reflection=reflection, confidence=sure, actor=learner)
            if comment and (number % 3 or learner.username == "amina"):
                theirs = max(1, level - (number % 4 == 0))
                rate(target=target, level=theirs, comment=comment, actor=tutor, check_in=entry)


def _call(lives, targets) -> None:
    """Some ask for help or want to talk; some have got there."""
    for number, (learner, _tutor, _story) in enumerate(lives):
        mine = targets[learner.pk]
        if len(mine) > 1 and number % 6 == 0:
            set_target_state(target=mine[1], state=Target.State.NEED_HELP, actor=learner)
        elif mine and number % 9 == 1:
            set_target_state(target=mine[0], state=Target.State.DISCUSS, actor=learner)
        elif len(mine) > 2 or (mine and number % 8 == 3):
            check_in(target=mine[-1], level=5, reflection="Done. It took longer than I thought.", actor=learner)
            set_target_state(target=mine[-1], state=Target.State.REACHED, actor=learner)
