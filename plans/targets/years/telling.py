"""Who is told of what happens to a plan's year: the learner, or the adults who sign beside them."""

from django.utils.translation import gettext as _

from learnplan.events.models import Event
from learnplan.notices.actions import notify
from learnplan.people.models import Bond
from plans.targets.models import Plan


def tell_side(plan: Plan, event: Event, sentence: str, leads_to, **more) -> None:
    """Tell the other side: the learner of an adult's act, the tutor (or else the advocate) of the learner's.

    `sentence` has %(actor)s and may have %(year)s; `leads_to` is what the notice leads to.
    """
    people = [plan.learner] if event.actor_id != plan.learner_id else _helpers(plan)
    words = sentence % {"actor": event.actor or _("Learnplan"), "year": plan.year_name, **more}
    for person in people:
        notify(recipient=person, key=f"event-{event.pk}", words=words, path=leads_to.get_absolute_url(), event=event)


def _helpers(plan: Plan) -> list:
    bonds = Bond.objects.current().consented().filter(learner=plan.learner_id).select_related("adult")
    by_kind: dict[str, dict] = {}
    for bond in bonds:
        by_kind.setdefault(bond.kind, {})[bond.adult_id] = bond.adult
    return list((by_kind.get(Bond.Kind.TUTOR) or by_kind.get(Bond.Kind.ADVOCATE) or {}).values())
