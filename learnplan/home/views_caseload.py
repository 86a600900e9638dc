"""The page of an adult's learners, composed with the path each has chosen, which a plan knows nothing of."""

from django.http import HttpResponse

from learnplan.web.pages import Request
from plans.reviewing.views import caseload as reviewing
from scripts.chosen.beside.cases import PATHS


def caseload(request: Request) -> HttpResponse:
    """Show the reader's own learners, each with the path they chose."""
    return reviewing.caseload(request, beside=PATHS)
