"""What stands in the rail: the entries for the roles a user holds today."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from learnplan.home.demonstration.cast import cast
from learnplan.notices.models import Notice


def navigation(request) -> dict:
    """Context processor: `nav`, the entries of the rail, and `unread_notices`, how many; empty when signed out.

    `cast` is whom one may sign in as with one click, in demonstration mode. What a page does not use costs nothing.
    """
    context = {"nav": [], "cast": SimpleLazyObject(cast) if settings.DEMONSTRATION else []}
    if request.user.is_authenticated:
        context["unread_notices"] = SimpleLazyObject(lambda: Notice.objects.count_unread(request.user))
    return context
