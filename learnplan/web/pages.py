"""How a view answers: a whole page, the named part of it to HTMX, or a redirect after a saved act."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from learnplan.rules import RuleBroken

if TYPE_CHECKING:
    from learnplan.people.models import User


class OpenRequest(HttpRequest):
    """What a view gets that is open to everyone, signed in or not. For the types only."""

    htmx: HtmxDetails


class Request(OpenRequest):
    """What every other view gets: SignInMiddleware lets nobody through who is not signed in."""

    user: "User"


def wants_part(request: OpenRequest) -> bool:
    """Say whether this is a true HTMX request for a part: not boosted, not a history restore."""
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render_page(
    request: OpenRequest, template: str, context: dict, *, part: str | None = None, status: int | None = None
) -> HttpResponse:
    """Answer with the page, or with its partial `part` when HTMX asked for it.

    The status is 422 when the context's `form` has errors, unless `status` says otherwise.
    """
    form = context.get("form")
    if status is None:
        status = 422 if form is not None and form.is_bound and form.errors else 200
    name = f"{template}#{part}" if part and wants_part(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def saved(request: OpenRequest, to, *args, message: str | Promise = "", **kwargs) -> HttpResponse:
    """Answer a finished act: say so once, and lead to the page `to` (a URL name or path)."""
    if message:
        messages.success(request, str(message))
    response = redirect(to, *args, **kwargs)
    if request.htmx:
        response = HttpResponse(status=204, headers={"HX-Redirect": response.url})
    # Tells drafts.js which form has arrived, so that what it kept of it on the device goes.
    sent = quote(request.get_full_path(), safe="")
    response.set_cookie("sent", sent, max_age=60, samesite="Lax", secure=request.is_secure())
    return response


type Refusals = type[RuleBroken] | tuple[type[RuleBroken], ...]


def attempt(form, act: Callable[..., Any], onto: str | None = None, but: Refusals = (), /, **given) -> Any:
    """Do `act` with what a valid form says, and return what it made.

    A refusal goes onto the form, or onto its field `onto`, and is None; the kinds `but` are for the caller to answer.
    """
    try:
        return act(**given)
    except but:
        raise
    except RuleBroken as error:
        form.add_error(onto, error)
        return None


def made_or_refused(act: Callable[..., Any], **given) -> tuple[Any, str]:
    """Do an act that a page without a form asks for; return what it made and "", or None and why a rule refused it."""
    try:
        return act(**given), ""
    except RuleBroken as error:
        return None, error.messages[0]


def attempt_at_once(request: Request, act: Callable[..., Any], *, message: str = "", **given) -> bool:
    """Do an act that a button alone asks for, and say `message`, if there is one, or why a rule refused it.

    Returns whether it is done.
    """
    _made, why = made_or_refused(act, **given)
    if why:
        messages.error(request, why)
    elif message:
        messages.success(request, message)
    return not why


def insist(act: Callable[..., Any], **given) -> Any:
    """Do an act that its page offers only where it may be done, and return what it made; a refusal is 403, with why."""
    try:
        return act(**given)
    except RuleBroken as error:
        raise PermissionDenied(error.messages[0]) from None


def get_visible(queryset, **lookup):
    """Return the one row of an already `visible_to` queryset, or 404: not yours to know."""
    try:
        return queryset.get(**lookup)
    except queryset.model.DoesNotExist:
        raise Http404(_("There is nothing here, or it is not yours to see.")) from None


def only[Row](rows: Sequence[Row]) -> Row:
    """Return the one row that was found for this user, or 404: not yours to know."""
    if not rows:
        raise Http404(_("There is nothing here, or it is not yours to see."))
    return rows[0]


def key_in_query(request: HttpRequest, name: str) -> int | None:
    """Return the key that a list goes on from (`?after=12`), or None for nothing and for nonsense."""
    return number_of(request.GET.get(name, ""))


def number_of(text: str) -> int | None:
    """Return the number that an address or a field carries, or None for nothing, for nonsense and for far too many."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


class SignInForHtmxMiddleware:
    """Send a signed-out HTMX request to the sign-in page as a whole, instead of into a part of a page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.htmx and isinstance(response, HttpResponseRedirect) and not request.user.is_authenticated:
            return HttpResponse(status=204, headers={"HX-Redirect": response.url})
        return response


class NulMiddleware:
    """Refuse an address with a NUL in its query as a bad request: no text in the database can have one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the query")
        return self.get_response(request)
