"""A new version of a framework, which waits for a decision on each common script that was made of it."""

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.people.models import Role
from learnplan.waiting.models import Waiting
from learnplan.waiting.shapes import Need, Source, columns
from scripts.frameworks.models import CommonScript
from scripts.frameworks.versions.reading import undecided


def _undecided():
    own = columns(institution="institution", since="waits_since", name=F("name"), framework=F("framework__title"))
    return undecided(CommonScript.objects.all()).values(**own)


def _decide(row: Waiting) -> Need:
    return Need(
        words=_("%(framework)s has a new version.") % row.facts,
        more=_("Decide what “%(name)s” takes of it. Nothing changes until you do.") % row.facts,
        path=reverse("common_changes", args=[row.thing_id]),
        action=_("See what changed"),
    )


SOURCES = (
    Source(
        "common_script.version",
        gettext_lazy("New versions"),
        frozenset({"framework", "common_script"}),
        _undecided,
        _decide,
        role=Role.ADMINISTRATOR,
        is_shared=True,
        anywhere=frozenset({"framework"}),
    ),
)
