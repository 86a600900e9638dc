"""Who may do what in a talk: the learner and the one adult in it; who asked for it sees only that it is."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import models

from learnplan.people.models import User
from learnplan.people.sight import Sight
from learnplan.web.pages import get_visible
from plans.consultation.models import Need, Prompt, Talk
from plans.targets.permissions import standing_to


@dataclass(frozen=True)
class TalkStanding:
    """How one user stands to one talk, found once; the rest are plain answers of relation and state."""

    talk: Talk
    is_learner: bool = False
    is_adult: bool = False
    reads_along: bool = False

    @property
    def is_in(self) -> bool:
        """One of the two who talk."""
        return self.is_learner or self.is_adult

    @property
    def may_read(self) -> bool:
        """The words are for the two who talk, and once agreed for a carer to whom talks are opened; nobody else."""
        return self.is_in or (self.reads_along and self.talk.state == Talk.State.AGREED)

    @property
    def may_prepare(self) -> bool:
        """Put questions on the agenda, set the time, call it off: either of the two, beforehand."""
        return self.is_in and self.talk.is_before

    @property
    def may_answer(self) -> bool:
        """The learner says it themselves, also while the summary is disputed."""
        return self.is_learner and (self.talk.is_before or self.talk.state == Talk.State.DISPUTED)

    @property
    def may_write_down(self) -> bool:
        """The adult writes down what the learner says, in the learner's place, in a talk that has begun."""
        return self.is_adult and self.talk.is_before and bool(self.talk.opened_at or self.talk.is_over)

    @property
    def may_open(self) -> bool:
        return self.is_learner and self.talk.is_before and self.talk.opened_at is None

    @property
    def reads_answers(self) -> bool:
        """The learner always; others who may read once the learner opened them."""
        return self.is_learner or (self.may_read and self.talk.opened_at is not None)

    @property
    def may_summarise(self) -> bool:
        has_begun = bool(self.talk.opened_at or self.talk.is_over)
        state = self.talk.state
        return self.is_adult and ((state == Talk.State.BOOKED and has_begun) or state == Talk.State.DISPUTED)

    @property
    def may_reply(self) -> bool:
        """Only the learner says whether a summary is right."""
        return self.is_learner and self.talk.state == Talk.State.SUMMARISED

    @property
    def may_need(self) -> bool:
        return self.is_in and self.talk.state == Talk.State.AGREED


def talk_standing(user: User, talk: Talk) -> TalkStanding:
    """Return how `user` stands to the talk, whose plan is beside it: no query for its learner, one for others."""
    if user.pk == talk.plan.learner_id:
        return TalkStanding(talk, is_learner=True)
    stands = standing_to(user, talk.plan)
    is_adult = user.pk == talk.adult_id and stands.is_helper
    return TalkStanding(talk, is_adult=is_adult, reads_along=Sight.TALKS in stands.carer_sees)


BESIDE = ("plan__learner", "plan__institution", "adult", "asked_by")


def get_talk(user: User, talk_id: int, may: str = "may_read") -> tuple[Talk, TalkStanding]:
    """Return the talk and how `user` stands to it; 404 if not theirs to know of, 403 unless `may` is granted."""
    rows = Talk.objects.visible_to(user).select_related(*BESIDE).fetch_mode(models.FETCH_RAISE)
    talk = get_visible(rows, pk=talk_id)
    stands = talk_standing(user, talk)
    if may and not getattr(stands, may):
        raise PermissionDenied
    return talk, stands


def get_prompt(user: User, prompt_id: int) -> tuple[Prompt, TalkStanding]:
    """Return a question and how `user` stands to its talk; 404 if not theirs to know of, 403 if not in the talk."""
    rows = Prompt.objects.visible_to(user).select_related("talk__plan__learner", "talk__plan__institution")
    prompt = get_visible(rows.select_related("talk__adult", "author").fetch_mode(models.FETCH_RAISE), pk=prompt_id)
    stands = talk_standing(user, prompt.talk)
    if not stands.is_in:
        raise PermissionDenied
    return prompt, stands


def get_need(user: User, need_id: int) -> tuple[Need, TalkStanding]:
    """Return a need and how `user` stands to its talk; 404 if it is not theirs to see."""
    rows = Need.objects.visible_to(user).select_related("plan", "talk__plan__learner", "talk__plan__institution")
    need = get_visible(rows.select_related("talk__adult").fetch_mode(models.FETCH_RAISE), pk=need_id)
    stands = talk_standing(user, need.talk)
    if not stands.is_in:
        raise PermissionDenied
    return need, stands
