"""Taking everything away, composed with what lies above plans: freedoms, the script, places and money."""

from django.http import StreamingHttpResponse

from learnplan.home.taken_along import PARTS
from learnplan.web.pages import Request
from plans.years.views import export


def plan_export_json(request: Request, plan_id: int) -> StreamingHttpResponse:
    """Give all plans, the script, the places and the money of their owner as JSON."""
    return export.plan_export_json(request, plan_id, more=PARTS)


def plan_export_html(request: Request, plan_id: int) -> StreamingHttpResponse:
    """Give the same as one page that needs nothing else to be read."""
    return export.plan_export_html(request, plan_id, more=PARTS)
