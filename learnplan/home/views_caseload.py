"""The page of an adult's learners, composed with the path each has chosen, which a plan knows nothing of."""

from django.http import HttpResponse

from learnplan.home.path_cases import PATHS
from learnplan.pages import Request
from plans.targets.reviewing import caseload as reviewing


def caseload(request: Request) -> HttpResponse:
    """Show the reader's own learners, each with the path they chose."""
    return reviewing.caseload(request, beside=PATHS)
