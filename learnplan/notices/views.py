"""The inbox: what a person has been told, newest first."""

from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from learnplan.notices.actions import read, read_all
from learnplan.notices.models import Notice
from learnplan.pages import Request, get_visible, render_page, saved
from learnplan.paging import first_page, page_after
from learnplan.people.models import User
from learnplan.prepared import prepared

PAGE = 30
NEWEST_FIRST = ("-at", "-pk")


def _notices(user: User):
    return Notice.objects.visible_to(user).order_by(*NEWEST_FIRST).fetch_mode(models.FETCH_RAISE)


@prepared
def _newest(user: User):
    return _notices(user)[: PAGE + 1]


@require_GET
def inbox(request: Request) -> HttpResponse:
    """Show what this person has been told, and what of it they have not read."""
    after = request.GET.get("after", "")
    if after:
        page = page_after(_notices(request.user), after, by=NEWEST_FIRST, size=PAGE)
    else:
        page = first_page(_newest(request.user), by=NEWEST_FIRST, size=PAGE)
    return render_page(request, "notices/inbox.html", {"page": page}, part="notices")


@require_POST
def read_notices(request: Request) -> HttpResponse:
    """Mark everything as read."""
    count = read_all(recipient=request.user)
    return saved(request, "inbox", message=_("All read.") if count else "")


@require_POST
def open_notice(request: Request, notice_id: int) -> HttpResponse:
    """Mark one notice as read and go to what it is about."""
    notice = get_visible(Notice.objects.visible_to(request.user), pk=notice_id)
    read(notice=notice)
    if url_has_allowed_host_and_scheme(notice.path, allowed_hosts=None):
        return redirect(notice.path)
    return redirect("inbox")
