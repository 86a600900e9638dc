"""Talks of the stage: one in each state, with questions, answers, summaries and needs."""

import datetime as dt
from types import SimpleNamespace

from django.utils import timezone

from learnplan.notices.actions import renew_feed
from plans.consultation.actions import agenda, outcome, talks


def set_up(stage) -> None:
    """Add talks to a stage that has plans: each thing is called talk_STATE; `prompt` and `need` are Amina's."""
    for number in range(stage.rows):
        _talks_of(stage, stage.plan, number)
    for other in stage.others:
        plan = other.plans.get()
        talk = _book(stage, plan)
        agenda.add_prompt(talk=talk, words="What is next?", purpose="how", actor=other)
        talks.ask_for_talk(plan=plan, adult=stage.mair, reason="I am not sure.", actor=other)
    stage.things["talk_wanted"] = talks.ask_for_talk(
        plan=stage.plan, adult=stage.chidi, reason="She seems worried.", actor=stage.bea
    )
    for person in (stage.amina, stage.chidi):
        feed = renew_feed(owner=person)
    stage.things["feed"] = SimpleNamespace(pk=feed.token)


def _book(stage, plan):
    count = stage.things["talks"] = stage.things.get("talks", 0) + 1
    at = timezone.now() + dt.timedelta(hours=count)
    return talks.book_talk(plan=plan, adult=stage.chidi, at=at, place="Room 4", actor=plan.learner)


def _talks_of(stage, plan, number: int) -> None:
    for state in ("booked", "opened", "summarised", "disputed", "agreed", "called_off"):
        talk = _book(stage, plan)
        for each in range(stage.rows):
            for asker in (stage.amina, stage.chidi):
                words = f"What helps {asker.given_name} ({each})?"
                prompt = agenda.add_prompt(talk=talk, words=words, purpose="how", actor=asker)
                stage.things.setdefault("prompt_booked", prompt)
                if asker == stage.amina:
                    agenda.answer_prompt(prompt=prompt, words="Time, and a table.", actor=stage.amina)
                    agenda.answer_prompt(prompt=prompt, words="Time, and a table that is quiet.", actor=stage.amina)
        _lead_to(stage, talk, state)
        talk.refresh_from_db()
        stage.things.setdefault(f"talk_{state}", talk)
        stage.things.setdefault(f"prompt_{state}", talk.prompts.last())
    stage.things["talk"], stage.things["prompt"] = stage.talk_booked, stage.prompt_booked


def _lead_to(stage, talk, state: str) -> None:
    if state == "called_off":
        talks.call_off_talk(talk=talk, words="I am ill.", actor=stage.amina)
    if state in ("booked", "called_off"):
        return
    agenda.open_answers(talk=talk, actor=stage.amina)
    if state == "opened":
        return
    for each in range(stage.rows):
        outcome.summarise(talk=talk, words=f"She wants a quiet table ({each}).", actor=stage.chidi)
        if state == "disputed" or each + 1 < stage.rows:
            outcome.dispute_talk(talk=talk, words="And time!", actor=stage.amina)
    if state == "agreed":
        outcome.agree_talk(talk=talk, actor=stage.amina)
        for each in range(stage.rows):
            _need(stage, talk, each)


def _need(stage, talk, each: int) -> None:
    need = outcome.add_need(talk=talk, words=f"A table to work at ({each})", actor=stage.amina)
    stage.things.setdefault("need", need)
    met = outcome.add_need(talk=talk, words=f"Someone to explain to ({each})", actor=stage.amina)
    for _each in range(stage.rows):
        target = stage.things["target_active"]
        outcome.answer_need(need=met, target=target, actor=stage.amina)
