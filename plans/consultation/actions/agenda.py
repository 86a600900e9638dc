"""The agenda of a talk: questions, what the learner says to them, and opening the answers."""

from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.people.models import User
from learnplan.rules import RuleBroken
from plans.consultation import rules
from plans.consultation.locking import lock_own_talk, lock_talk, record_talk, tell_both
from plans.consultation.models import Answer, Prompt, Purpose, Talk
from plans.matrix.acts import Act
from plans.matrix.models import AskedFor
from plans.matrix.permissions import check
from plans.targets.permissions import standing_to


@act
def add_prompt(*, talk: Talk, words: str, purpose: str, actor: User, asked: AskedFor | None = None) -> Prompt:
    """Put a question on the agenda, with who asks it and what it is for; the other is told once a day.

    Raises AskFirst where the matrix wants it asked.
    """
    words = rules.clean_words(words, _("Write your question."))
    if purpose not in Purpose.values:
        raise RuleBroken(_("Say what your question is about: how you learn, or what learning is for."))
    talk, _stands = lock_own_talk(talk, actor)
    rules.check_before(talk)
    check(Act.PROMPT, plan=talk.plan, actor=actor, stands=standing_to(actor, talk.plan), asked=asked)
    if talk.prompts.filter(words__iexact=words).exists():
        raise RuleBroken(_("This question is on the agenda already."))
    prompt = talk.prompts.create(words=words, purpose=purpose, author=actor)
    event = record_talk("prompt.asked", talk, actor, thing=prompt, purpose=str(prompt.get_purpose_display()))
    key = f"talk-{talk.pk}-asked-{timezone.localdate()}"
    tell_both(talk, event, _("%(actor)s put a question on the agenda of your talk."), key=key)
    return prompt


@act
def take_back_prompt(*, prompt: Prompt, actor: User) -> None:
    """Take one's own question off the agenda while nobody has answered it."""
    talk, _stands = lock_talk(prompt.talk, actor)
    rules.check_before(talk)
    found = talk.prompts.filter(pk=prompt.pk).first()
    if found is None:
        raise RuleBroken(_("This question is off the agenda already."))
    if found.author_id != actor.pk:
        raise RuleBroken(_("Only whoever asked a question can take it back."))
    if found.answers.exists():
        raise RuleBroken(_("This question has an answer, so it stays."))
    record_talk("prompt.taken_back", talk, actor, thing=found)
    found.delete()


@act
def answer_prompt(*, prompt: Prompt, words: str, actor: User) -> Answer:
    """Keep what the learner says, word for word; written by the adult, it is recorded as written for the learner.

    Nobody else's words take the place of the learner's own. The same words again change nothing.
    """
    words = rules.clean_words(words, _("Write your answer. A few words are enough."), rules.ANSWER)
    talk, stands = lock_own_talk(prompt.talk, actor)
    rules.check_answers_open(talk, is_learner=stands.is_learner)
    if not talk.prompts.filter(pk=prompt.pk).exists():
        raise RuleBroken(_("This question has been taken off the agenda. Copy your words, and answer another one."))
    if stands.is_adult:
        _check_may_write_down(prompt, talk)
    now = prompt.answers.order_by("-pk").first()
    if now is not None and (now.words, now.author_id) == (words, actor.pk):
        return now
    answer = prompt.answers.create(words=words, author=actor)
    event = record_talk("prompt.answered", talk, actor, for_learner=True, thing=prompt)
    if stands.is_adult:
        tell_both(talk, event, _("%(actor)s wrote down an answer for you. Is it what you said?"))
    return answer


@act
def answer_prompts(*, talk: Talk, said: dict[int, str], actor: User) -> int:
    """Keep several answers, all or none: words by the key of their question. Returns how many questions."""
    talk, _stands = lock_talk(talk, actor)
    prompts = talk.prompts.select_related("talk").in_bulk(said)
    for key, words in said.items():
        if key not in prompts:
            raise RuleBroken(_("One of the questions has been taken off the agenda. Your other words are still here."))
        answer_prompt(prompt=prompts[key], words=words, actor=actor)
    return len(said)


@act
def open_answers(*, talk: Talk, actor: User) -> Talk:
    """Let the adult read the learner's answers, those still to come too; it cannot be taken back."""
    talk, stands = lock_talk(talk, actor)
    if not stands.is_learner:
        raise RuleBroken(_("Only the learner opens their answers."))
    if talk.opened_at is not None:
        return talk
    rules.check_before(talk)
    talk.opened_at = timezone.now()
    talk.save(update_fields=["opened_at"])
    event = record_talk("talk.opened", talk, actor)
    tell_both(talk, event, _("%(actor)s opened the answers for your talk. Read them first."))
    return talk


def _check_may_write_down(prompt: Prompt, talk: Talk) -> None:
    who = talk.plan.learner.get_short_name()
    if not (talk.opened_at or talk.is_over):
        raise RuleBroken(
            _("%(who)s speaks first. You can write for them in the talk, or once they have opened their answers.")
            % {"who": who}
        )
    if prompt.answers.filter(author=talk.plan.learner_id).exists():
        raise RuleBroken(
            _("%(who)s has answered this. Those words stay theirs; yours go into the summary.") % {"who": who}
        )
