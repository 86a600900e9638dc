"""Links: only http and https, with the host that is shown beside them. Nothing here is ever fetched."""

from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from learnplan.rules import RuleBroken

MOST = 500


def clean_url(url: str) -> str:
    """Return the address of a page, trimmed; raise RuleBroken unless it is http(s), with a host and without a name."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        is_fine = parts.scheme in ("http", "https") and "." in host and parts.port != 0
    except ValueError:
        raise _refusal() from None
    if not is_fine or not url.isprintable() or " " in url or "\\" in url or len(url) > MOST:
        raise _refusal()
    if parts.username is not None or parts.password is not None:
        raise RuleBroken(_("Take the name and password (all before the @) out of the address, and add it again."))
    return url


def host_of(url: str) -> str:
    """Return the host that a link leads to, in ASCII, so that letters that only look alike are told apart.

    >>> host_of("https://www.example.org/a?b"), host_of("https://exämple.org/")
    ('www.example.org', 'xn--exmple-cua.org')
    """
    host = urlsplit(url).hostname or ""
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host.encode("ascii", "backslashreplace").decode()


def _refusal() -> RuleBroken:
    return RuleBroken(_("Write the whole address of a page, like https://www.example.org/my-page."))
