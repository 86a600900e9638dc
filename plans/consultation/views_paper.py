"""A talk on paper and in a calendar: the meeting sheet, before and after, and the file that a calendar takes."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from learnplan.notices.calendar import ics
from learnplan.pages import Request, render_page
from plans.consultation.beside import BesideTalk
from plans.consultation.dates import appointment
from plans.consultation.models import Talk
from plans.consultation.reading import agenda, needs_of, summaries
from plans.consultation.views import get_talk, of


@require_GET
def talk_sheet(request: Request, talk_id: int, *, beside: Sequence[BesideTalk] = ()) -> HttpResponse:
    """Show the meeting sheet: before the talk with room to write, afterwards with what was said and agreed.

    `beside` are what rooms above talks have for it.
    """
    talk, stands = get_talk(request.user, talk_id)
    written = summaries(talk)
    context = of(
        talk,
        stands,
        items=agenda(stands, request.user, on_paper=True),
        summary=written[0] if written else None,
        needs=needs_of(talk, request.user) if talk.state == Talk.State.AGREED else [],
        lines=range(3),
        beside=[section for make in beside if (section := make(talk, stands, request.user))],
    )
    return render_page(request, "plans/consultation/talk_sheet.html", context)


@require_GET
def talk_ics(request: Request, talk_id: int) -> HttpResponse:
    """Answer with one talk as a file for a calendar."""
    talk, _stands = get_talk(request.user, talk_id)
    if talk.booked_at is None:
        raise Http404
    return ics.answer(ics.write([appointment(talk, request.user)], "Learnplan"), f"talk-{talk.pk}.ics")
