"""Talks in the demonstration: some agreed, some waiting for a word, some disputed, asked for, called off or to
come.
"""

import datetime as dt
from collections import Counter

from django.utils import timezone

from learnplan.demonstration.scenes import adult_of, at, named, plans_of, tutor_of
from learnplan.demonstration.stories import AMINA_ADVOCATE, AMINA_AUTUMN, AMINA_NEXT, OTHERS, Asked, TalkTold
from learnplan.people.models import Bond, User
from plans.consultation.actions.agenda import add_prompt, answer_prompt, open_answers
from plans.consultation.actions.outcome import (
    add_need,
    agree_talk,
    answer_need,
    dispute_talk,
    summarise,
    write_target_for,
)
from plans.consultation.actions.talks import ask_for_talk, book_talk, call_off_talk, set_time
from plans.models import Plan, Talk

ROOMS = ("Room 4", "Library, by the window", "A walk round the field", "Room 12", "Video call")
# How far the talks of the others have come, one after the other.
PATHS = ("agreed", "summarised", "agreed", "disputed", "booked", "agreed", "opened", "wanted", "called_off")
FEW = 30
SOON = dt.timedelta(days=3)


class Diary:
    """Times that are free: half hours from nine o'clock on, for each adult their own."""

    def __init__(self) -> None:
        self.taken: Counter[int] = Counter()

    def next_for(self, adult: User, day: dt.date) -> dt.datetime:
        """Return the adult's next free time on a school day from `day` on."""
        days, half_hours = divmod(self.taken[adult.pk], 10)
        self.taken[adult.pk] += 1
        while days or day.isoweekday() > 5:
            days -= day.isoweekday() <= 5
            day += dt.timedelta(days=1)
        return timezone.make_aware(dt.datetime.combine(day, dt.time(9)) + dt.timedelta(minutes=30 * half_hours))


def talk_things_over(year: int) -> None:
    """This autumn: tutors and learners talk; Amina with her tutor, then with her advocate, and soon again."""
    plans = list(plans_of(year).filter(targets__isnull=False).distinct())
    amina = next(plan for plan in plans if plan.learner.username == "amina")
    others = [(plan, tutor_of(plan.learner)) for plan in plans if plan != amina][:FEW]
    diary = Diary()
    today = timezone.localdate()
    _amina(amina, year, diary)
    with at(year, 10, 8):
        begun = [
            (number, _prepare(plan, tutor, OTHERS[number % len(OTHERS)].asked, diary, timezone.localdate()))
            for number, (plan, tutor) in enumerate(others)
            if PATHS[number % len(PATHS)] in ("agreed", "summarised", "disputed")
        ]
    with at(year, 10, 21):
        for number, talk in begun:
            _lead(talk, PATHS[number % len(PATHS)], OTHERS[number % len(OTHERS)])
    with at(year, 11, 19):
        for number, (plan, tutor) in enumerate(others):
            _plan_ahead(plan, tutor, number, diary, today)


def _amina(plan: Plan, year: int, diary: Diary) -> None:
    tutor, learner = tutor_of(plan.learner), plan.learner
    (mair,) = named("mair")
    today = timezone.localdate()
    with at(year, 10, 7):
        first = _prepare(plan, tutor, AMINA_AUTUMN.asked, diary, timezone.localdate())
    with at(year, 10, 15):
        _lead(first, "agreed", AMINA_AUTUMN)
        met, need = AMINA_AUTUMN.needs
        target = plan.targets.open().get(words__startswith="Explain")
        answer_need(need=add_need(talk=first, words=met, actor=learner), target=target, actor=learner)
        add_need(talk=first, words=need, actor=learner)
    with at(year, 11, 12):
        second = _prepare(plan, mair, AMINA_ADVOCATE.asked, diary, timezone.localdate())
    with at(year, 11, 18):
        _lead(second, "summarised", AMINA_ADVOCATE)
    with at(year, 11, 20):
        when = diary.next_for(tutor, today + SOON)
        third = book_talk(plan=plan, adult=tutor, at=when, place="Room 4", actor=tutor, kind="next", follows=first)
        _ask(third, AMINA_NEXT)


def _prepare(plan: Plan, adult: User, asked: list[Asked], diary: Diary, day: dt.date) -> Talk:
    """Book a talk for a week from `day`, put its questions on the agenda, and open the answers."""
    when = diary.next_for(adult, day + dt.timedelta(days=5))
    place = ROOMS[plan.pk % len(ROOMS)]
    talk = book_talk(plan=plan, adult=adult, at=when, place=place, actor=adult if plan.pk % 3 else plan.learner)
    _ask(talk, asked)
    return open_answers(talk=talk, actor=plan.learner)


def _ask(talk: Talk, asked: list[Asked]) -> None:
    learner = talk.plan.learner
    for one in asked:
        actor = learner if one.by == "learner" else talk.adult
        prompt = add_prompt(talk=talk, words=one.words, purpose=one.purpose, actor=actor)
        if one.answer:
            answer_prompt(prompt=prompt, words=one.answer, actor=learner)


def _lead(talk: Talk, state: str, told: TalkTold) -> None:
    """Lead an open talk to its summary, and on to where its learner has a word on it."""
    learner = talk.plan.learner
    summarise(talk=talk, words=told.summary, actor=talk.adult)
    if told.wrong or state == "disputed":
        dispute_talk(talk=talk, words=told.wrong or "That is not what I meant. I meant it as a joke.", actor=learner)
        if state == "disputed":
            return
        summarise(talk=talk, words=told.again, actor=talk.adult)
    if state != "agreed":
        return
    agree_talk(talk=talk, actor=learner)
    if learner.username == "amina":
        return
    for number, words in enumerate(told.needs):
        need = add_need(talk=talk, words=words, actor=learner if number == 0 else talk.adult)
        if len(told.needs) == 1:
            due_on = timezone.localdate() + dt.timedelta(days=60)
            aim, test = f"Find it: {words[0].lower()}{words[1:]}", "I can say at the next talk how it went"
            write_target_for(need=need, words=aim, success_test=test, due_on=due_on, actor=learner)


def _plan_ahead(plan: Plan, tutor: User, number: int, diary: Diary, today: dt.date) -> None:
    """Book, prepare, ask for or call off what comes next."""
    state, learner = PATHS[number % len(PATHS)], plan.learner
    if state == "wanted":
        asker = adult_of(learner, Bond.Kind.CARER) or learner
        ask_for_talk(plan=plan, adult=tutor, reason="Something came up about the bus in the morning.", actor=asker)
    if state in ("booked", "opened", "called_off"):
        when = diary.next_for(tutor, today + SOON)
        talk = book_talk(plan=plan, adult=tutor, at=when, place="Room 4", actor=learner)
        _ask(talk, OTHERS[number % len(OTHERS)].asked)
        if state == "opened":
            open_answers(talk=talk, actor=learner)
        if state == "called_off":
            call_off_talk(talk=talk, words="I have a hospital appointment with my brother that day.", actor=learner)
        elif number % 2:
            set_time(talk=talk, at=when, place="Library, by the window", actor=tutor)
