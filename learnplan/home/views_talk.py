"""The pages of a talk, its agenda and its meeting sheet, composed with the chosen path, which talks know nothing
of.
"""

from django.http import HttpResponse

from learnplan.web.pages import Request
from plans.consultation.views import agenda, talks
from plans.consultation.views.talks import BesideTalk
from scripts.chosen.beside.talk import path_beside_talk, path_on_sheet, question_from_path


def talk(request: Request, talk_id: int) -> HttpResponse:
    """Show a talk, with what other rooms have for it."""
    return talks.talk(request, talk_id, beside=BESIDE_TALK)


def talk_sheet(request: Request, talk_id: int) -> HttpResponse:
    """Show the meeting sheet of a talk, with what other rooms have for it."""
    return talks.talk_sheet(request, talk_id, beside=ON_SHEET)


def prompt_new(request: Request, talk_id: int) -> HttpResponse:
    """Put a question on the agenda, from something on the chosen path if the address names it (`?about=`)."""
    return agenda.prompt_new(request, talk_id, start=question_from_path)


# Each room's own section, in the order they stand on the page; a room adds its function here.
BESIDE_TALK: tuple[BesideTalk, ...] = (path_beside_talk,)
ON_SHEET: tuple[BesideTalk, ...] = (path_on_sheet,)
