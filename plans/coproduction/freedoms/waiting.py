"""Freedoms asked for, which wait for the learner's tutor, and appeals, for another teacher."""

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.people.models import Role
from learnplan.waiting.models import Waiting
from learnplan.waiting.shapes import Need, Source, Who, columns
from plans.coproduction.freedoms.catalogue import CATALOGUE
from plans.coproduction.freedoms.models import FreedomGrant

AFTER = frozenset({"freedom"})


def _grants(state: str, by=None):
    own = columns(learner="learner", institution="institution", by=by, since="moved_at", freedom=F("freedom"))
    return FreedomGrant.objects.filter(state=state).values(**own)


def _asked():
    return _grants(FreedomGrant.State.ASKED)


def _appealed():
    return _grants(FreedomGrant.State.APPEALED, by="decided_by")


def _ask(row: Waiting) -> Need:
    return _need(row, _("%(who)s asks for a freedom: %(freedom)s."), "")


def _appeal(row: Waiting) -> Need:
    more = _("Another teacher said no. You decide.")
    return _need(row, _("%(who)s appeals about a freedom: %(freedom)s."), more)


def _need(row: Waiting, words: str, more: str) -> Need:
    said = {"who": row.learner, "freedom": CATALOGUE[row.facts["freedom"]].name}
    return Need(words % said, more, reverse("freedom", args=[row.thing_id]), _("Look and decide"))


SOURCES = (
    Source(
        "freedom.asked", gettext_lazy("Freedoms"), AFTER, _asked, _ask, who=Who.TUTOR, role=Role.TEACHER, otherwise=True
    ),
    Source("freedom.appealed", gettext_lazy("Freedoms"), AFTER, _appealed, _appeal, role=Role.TEACHER),
)
