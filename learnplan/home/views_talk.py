"""The pages of a talk and of its agenda, composed with the learner's chosen path: a talk knows nothing of scripts."""

from django.http import HttpResponse

from learnplan.home.path_talk import path_beside_talk, question_from_path
from learnplan.pages import Request
from plans.consultation import views, views_agenda
from plans.consultation.beside import BesideTalk


def talk(request: Request, talk_id: int) -> HttpResponse:
    """Show a talk, with what other rooms have for it."""
    return views.talk(request, talk_id, beside=BESIDE_TALK)


def prompt_new(request: Request, talk_id: int) -> HttpResponse:
    """Put a question on the agenda, from something on the chosen path if the address names it (`?about=`)."""
    return views_agenda.prompt_new(request, talk_id, start=question_from_path)


# Each room's own section, in the order they stand on the page; a room adds its function here.
BESIDE_TALK: tuple[BesideTalk, ...] = (path_beside_talk,)
