"""The page on which a tutor who will be away says who stands in, and ends it early."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from learnplan.people.models import Bond, Role, User
from learnplan.people.permissions import may_send_away
from learnplan.web.pages import Request, attempt, get_visible, insist, render_page, saved
from plans.reviewing.actions.away import hand_over, take_back
from plans.reviewing.forms import AwayForm

NAMES = ("given_name", "preferred_name", "family_name")


@require_http_methods(["GET", "POST"])
def away(request: Request, user_id: int) -> HttpResponse:
    """Show who stands in for a tutor, and name somebody."""
    adult = _tutor(request.user, user_id)
    form = AwayForm(request.POST or None, adult=adult)
    if form.is_valid() and (bonds := attempt(form, hand_over, adult=adult, actor=request.user, **form.cleaned_data)):
        words = ngettext(
            "Done. %(to)s stands in, and %(count)s learner is told.",
            "Done. %(to)s stands in, and %(count)s learners are told.",
            len(bonds),
        )
        said = words % {"to": form.cleaned_data["to"], "count": len(bonds)}
        return saved(request, "away", adult.pk, message=said)
    context = {"adult": adult, "is_me": adult == request.user, "form": form, "stand_ins": stand_ins(adult)}
    return render_page(request, "plans/reviewing/away.html", context)


@require_POST
def away_end(request: Request, user_id: int, to_id: int) -> HttpResponse:
    """End early that somebody stands in."""
    adult = _tutor(request.user, user_id)
    to = get_visible(User.objects.filter(bonds_as_adult__standing_in_for__adult=adult).distinct(), pk=to_id)
    insist(take_back, adult=adult, to=to, actor=request.user)
    return saved(request, "away", adult.pk, message=_("%(to)s no longer stands in.") % {"to": to})


def stand_ins(adult: User) -> list[dict]:
    """Return who stands in for the tutor now or later: adult, from_on, until_on and how many learners; one query."""
    rows = Bond.objects.filter(standing_in_for__adult=adult, until_on__gte=timezone.localdate())
    people: Any = rows.order_by().values(*(f"adult__{name}" for name in NAMES), to=models.F("adult"))
    counted = people.annotate(first=models.Min("from_on"), last=models.Max("until_on"), count=models.Count("pk"))
    return [
        {**row, "to": User(pk=row["to"], **{name: row[f"adult__{name}"] for name in NAMES})}
        for row in counted.order_by("first", "to")
    ]


def _tutor(user: User, adult_id: int) -> User:
    """Return the tutor the page is about: 404 if not this user's to know, 403 if not theirs to send away."""
    adult = user if user.pk == adult_id else get_visible(User.objects.visible_to(user), pk=adult_id)
    if not adult.institutions_as(Role.TEACHER) or not may_send_away(user, adult):
        raise PermissionDenied
    return adult
