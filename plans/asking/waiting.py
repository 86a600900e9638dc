"""What was asked, for whoever answers it: the learner what adults ask, the helpers of today what the learner asks."""

from django.db.models import F, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.people.models import Role
from learnplan.waiting.models import Waiting
from learnplan.waiting.shapes import Need, Source, Who, columns, end_of_year
from plans.matrix.acts import Act, Column
from plans.matrix.models import AskedFor

AFTER = frozenset({"asked", "matrix", "target", "draft", "evidence"})


def _asked(person=None):
    rows = AskedFor.objects.filter(state=AskedFor.State.WAITING)
    return rows.values(
        **columns(
            learner="plan__learner",
            institution="plan__institution",
            person=person,
            by="asker",
            since="asked_at",
            until=end_of_year("plan__year"),
            act=F("act"),
            what=Coalesce(NullIf(KT("facts__words"), Value("")), F("target__words"), Value("")),
        )
    )


def _of_adults():
    return _asked(person="plan__learner").exclude(column=Column.LEARNER)


def _of_learners():
    return _asked().filter(column=Column.LEARNER)


def _told(row: Waiting) -> Need:
    act = Act(row.facts["act"]).label
    said = {"who": row.by, "act": act, "what": row.facts["what"] or act}
    return Need(
        words=_("%(who)s asks to %(act)s: “%(what)s”.") % said,
        more="",
        path=reverse("asked", args=[row.thing_id]),
        action=_("Say yes or no"),
    )


SOURCES = (
    Source("asked.adult", gettext_lazy("Requests"), AFTER, _of_adults, _told, while_tied=True),
    Source(
        "asked.learner",
        gettext_lazy("Requests"),
        AFTER,
        _of_learners,
        _told,
        who=Who.HELPERS,
        role=Role.ADMINISTRATOR,
        otherwise=True,
    ),
)
