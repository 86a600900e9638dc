"""Forms that come too late, after the session ended or with an old token: what was typed is shown, never lost."""

from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

LONG = 20


def typed(request: HttpRequest) -> list[str]:
    """Return the words in a form that was sent: what has a space in it or is long, never a password or a token."""
    words = []
    for name, values in request.POST.lists():
        if name != "csrfmiddlewaretoken" and "password" not in name:
            words += [value for value in values if len(value.split()) > 1 or len(value.strip()) > LONG]
    return words


def came_from(request: HttpRequest) -> str:
    """Return the path of our page that a form stood on, or the path it was sent to when the browser does not say."""
    parts = urlsplit(request.headers.get("Referer", ""))
    if parts.netloc != request.get_host() or parts.scheme not in ("http", "https"):
        return request.get_full_path()
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


class SignInMiddleware(LoginRequiredMiddleware):
    """Asks for a sign-in, and for a form full of words first shows the words, with the way back to the form.

    Cross-site forms never get here: their token is refused before. htmx forms do not need it: where it runs,
    drafts.js has kept the words.
    """

    def handle_no_permission(self, request, view_func):
        """Lead to the sign-in page, and from there back to the page that the person was on."""
        if request.method != "POST" or request.htmx:
            return super().handle_no_permission(request, view_func)
        to_sign_in = redirect_to_login(
            came_from(request), self.get_login_url(view_func), self.get_redirect_field_name(view_func)
        )
        words = typed(request)
        return _show(request, "signed_out.html", {"words": words, "url": to_sign_in.url}) if words else to_sign_in


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain a refused form: the page was open too long, or cookies are off. Our own pages' words are shown again."""
    is_ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    return _show(request, "403_csrf.html", {"reason": reason, "words": typed(request) if is_ours else []})


@never_cache
def _show(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    return render(request, template, context, status=403)
