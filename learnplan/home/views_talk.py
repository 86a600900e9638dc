"""The pages of a talk, its agenda and its meeting sheet, composed with the chosen path, which talks know nothing of."""

from django.http import HttpResponse

from learnplan.home.path_talk import path_beside_talk, path_on_sheet, question_from_path
from learnplan.pages import Request
from plans.consultation import views, views_agenda, views_paper
from plans.consultation.beside import BesideTalk


def talk(request: Request, talk_id: int) -> HttpResponse:
    """Show a talk, with what other rooms have for it."""
    return views.talk(request, talk_id, beside=BESIDE_TALK)


def talk_sheet(request: Request, talk_id: int) -> HttpResponse:
    """Show the meeting sheet of a talk, with what other rooms have for it."""
    return views_paper.talk_sheet(request, talk_id, beside=ON_SHEET)


def prompt_new(request: Request, talk_id: int) -> HttpResponse:
    """Put a question on the agenda, from something on the chosen path if the address names it (`?about=`)."""
    return views_agenda.prompt_new(request, talk_id, start=question_from_path)


# Each room's own section, in the order they stand on the page; a room adds its function here.
BESIDE_TALK: tuple[BesideTalk, ...] = (path_beside_talk,)
ON_SHEET: tuple[BesideTalk, ...] = (path_on_sheet,)
