"""What learners ask about the core, for whoever answers it."""

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.people.models import Role
from learnplan.waiting.models import Waiting
from learnplan.waiting.shapes import Need, Source, Who, columns
from scripts.contesting.models import CoreRequest
from scripts.contesting.permissions import BY_A_TUTOR

AFTER = frozenset({"core"})


def _questions():
    item = "common_item__item__"
    own = columns(
        learner="script__learner",
        institution="script__institution",
        by="asked_by",
        since="asked_at",
        kind=F("kind"),
        short=F(f"{item}short"),
        code=F(f"{item}code"),
        statement=F(f"{item}statement"),
    )
    return CoreRequest.objects.filter(state=CoreRequest.State.WAITING).values(**own)


def _for_office():
    return _questions().exclude(kind__in=BY_A_TUTOR)


def _for_tutor_too():
    return _questions().filter(kind__in=BY_A_TUTOR)


def _told(row: Waiting) -> Need:
    facts = row.facts
    part = facts["short"] or facts["code"] or facts["statement"][:60]
    said = {"who": row.learner, "part": part, "kind": CoreRequest.Kind(facts["kind"]).label}
    words = _("%(who)s asks about “%(part)s”: %(kind)s.") % said
    return Need(words, "", reverse("core_request", args=[row.thing_id]), _("Say yes or no"))


SOURCES = (
    Source("core.office", gettext_lazy("Questions about the core"), AFTER, _for_office, _told, role=Role.ADMINISTRATOR),
    Source(
        "core.tutor",
        gettext_lazy("Questions about the core"),
        AFTER,
        _for_tutor_too,
        _told,
        who=Who.TUTOR,
        role=Role.ADMINISTRATOR,
    ),
)
