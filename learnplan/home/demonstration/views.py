"""Signing in with one click, in demonstration mode only."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from learnplan.home.demonstration.cast import CAST
from learnplan.pages import OpenRequest, get_visible, number_of
from learnplan.people.models import User


@login_not_required
@require_POST
def demonstration_sign_in(request: OpenRequest) -> HttpResponse:
    """Sign in as one of the cast; there is nothing at this address outside demonstration mode."""
    if not settings.DEMONSTRATION:
        raise Http404
    chosen = number_of(request.POST.get("user", "")) or 0
    person = get_visible(User.objects.filter(username__in=CAST, is_active=True), pk=chosen)
    return perform_login(request, person)
