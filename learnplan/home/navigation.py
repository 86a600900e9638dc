"""What stands in the rail: the entries for the roles a user holds today."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.demonstration.cast import cast
from learnplan.notices.models import Notice
from learnplan.people.models import USER, Role, User
from learnplan.waiting.models import WaitingFor

address = cache(reverse)
MOST_SHOWN = 99
ON_A_PHONE = 4  # the fifth stop of the bottom bar is "More"


@dataclass(frozen=True, slots=True)
class Entry:
    """One page the rail leads to. It is current on the pages whose URL names begin with one of `pages`."""

    name: str
    label: Promise
    icon: str
    pages: tuple[str, ...]


HOME = Entry("home", gettext_lazy("Home"), "house", ("home",))
PLAN = Entry("home", gettext_lazy("My plan"), "house", ("home", "plan", "target", "check_in", "evidence"))
SCRIPT = Entry(
    "script_start",
    gettext_lazy("My script"),
    "route",
    ("script", "branch", "step", "ask_meet", "version", "proposal", "core", "shared", "signing", "template"),
)
TEMPLATES = Entry("templates", gettext_lazy("Templates"), "git-branch", ("template",))
CASELOAD = Entry(
    "caseload",
    gettext_lazy("My learners"),
    "graduation-cap",
    (
        *("caseload", "plan", "target", "rate", "evidence", "script", "branch", "step", "ask_meet", "version"),
        *("proposal", "core", "shared", "signing"),
    ),
)
TALKS = Entry("talks", gettext_lazy("Talks"), "messages-square", ("talk", "prompt", "need"))
PLACES = Entry("places", gettext_lazy("Places"), "ticket", ("place",))
OFFERS = Entry("offers", gettext_lazy("Offers"), "search", ("offer",))
MONEY = Entry("my_money", gettext_lazy("Money"), "coins", ("money", "my_money"))
PROMISED = Entry("promised", gettext_lazy("Promised"), "wallet", ("promised",))
FUNDS = Entry("funds", gettext_lazy("Funds"), "coins", ("fund", "formula", "pay_in"))
FRAMEWORKS = Entry("frameworks", gettext_lazy("Common scripts"), "book-open", ("framework", "common", "adopt", "core"))
IMPORTS = Entry("imports", gettext_lazy("Imports"), "file-up", ("import", "roster_import"))
ROLL_OVERS = Entry("roll_overs", gettext_lazy("Roll-over"), "calendar-clock", ("roll_over",))
PARTNERS = Entry("partners", gettext_lazy("Partners"), "handshake", ("partner",))
PEOPLE = Entry("people", gettext_lazy("People"), "users", ("people", "person", "class", "bond"))


# In the order of importance of each role; what a role shares with one before it stands once.
OF_ROLE: dict[str, tuple[Entry, ...]] = {
    Role.LEARNER: (PLAN, TALKS, SCRIPT, OFFERS, PLACES, MONEY, PEOPLE),
    Role.TEACHER: (HOME, CASELOAD, TALKS, PLACES, OFFERS, PARTNERS, PEOPLE, TEMPLATES),
    Role.ADVOCATE: (HOME, CASELOAD, TALKS, PLACES, OFFERS, PEOPLE, TEMPLATES),
    Role.PROVIDER: (HOME, PLACES, OFFERS, PROMISED, PARTNERS),
    Role.ADMINISTRATOR: (HOME, PEOPLE, FUNDS, FRAMEWORKS, OFFERS, PARTNERS, PLACES, IMPORTS, ROLL_OVERS, TEMPLATES),
    Role.CARER: (HOME, CASELOAD, PLACES),
}


def navigation(request) -> dict:
    """Context processor: `nav`, the entries of the rail; `who`, the reader's role; `marks`, what stands at its head.

    `cast` is whom one may sign in as with one click, in demonstration mode. What a page does not use costs nothing.
    """
    context: dict[str, Any] = {"nav": [], "cast": SimpleLazyObject(cast) if settings.DEMONSTRATION else []}
    if request.user.is_authenticated:
        context["marks"] = SimpleLazyObject(lambda: marks(request.user))
        context["nav"] = SimpleLazyObject(lambda: list(entries(request)))
        context["who"] = SimpleLazyObject(lambda: who_is(request.user))
    return context


def marks(user: User) -> dict[str, int]:
    """Return how many notices the user has not read and how many things wait for them, as far as a mark can show."""
    return {name: len(user.read_once[name]) for name in COUNTED}


def unread():
    """Return the first notices that the reader of a page has not read."""
    return Notice.objects.filter(recipient=USER).unread().order_by().values("pk")[:MOST_SHOWN]


def waiting():
    """Return the first things that wait for the reader of a page."""
    return WaitingFor.objects.filter(user=USER).values("waiting")[:MOST_SHOWN]


COUNTED = {"unread": unread, "waiting": waiting}


def entries(request) -> Iterator[dict]:
    """Yield the rail's entries for the request's user: url, label, icon, current, and more (not on a phone's bar)."""
    page = getattr(request.resolver_match, "url_name", None) or ""
    is_found = False
    for place, entry in enumerate(_entries_of(request.user)):
        is_current = not is_found and page.startswith(entry.pages)
        is_found = is_found or is_current
        own = {"url": address(entry.name), "label": entry.label, "icon": entry.icon}
        yield own | {"current": is_current, "more": place >= ON_A_PHONE}


def _entries_of(user: User) -> list[Entry]:
    seen: dict[str, Entry] = {}
    for role in OF_ROLE:
        if user.institutions_as(role):
            for entry in OF_ROLE[role]:
                seen.setdefault(entry.name, entry)
    return list(seen.values()) or [HOME]


def who_is(user: User) -> str:
    """Return the user's roles and institutions of today in a line, such as "Learner, Riverside Sixth Form"."""
    held = [(Role(one.role).label, one.institution.name) for one in user.current_memberships]
    if not held:
        return _("No role today")
    roles, places = dict.fromkeys(role for role, _place in held), dict.fromkeys(place for _role, place in held)
    return capfirst(", ".join([*map(str, roles), *places]))
