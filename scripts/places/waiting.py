"""What places leave to do: an answer, a decision, a partner to ask, the place of somebody who has left."""

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.people.models import Membership, Role
from learnplan.waiting.models import Waiting
from learnplan.waiting.shapes import Midnight, Need, Source, Who, columns
from scripts.authoring.models import Branch, Step
from scripts.offers.models import Place

AFTER = frozenset({"place", "offer", "offers", "profile"})
TO_ASK = AFTER | {"step", "branch", "script"}
OF_LEAVERS = AFTER | {"roster", "person"}
DEEPEST = 5  # how many forks above the chosen branch are looked along
OFFER = {"offer": F("offer__title"), "provider": F("offer__provider__name")}


def _to_answer():
    own = columns(
        learner="learner",
        institution="offer__provider",
        person="learner",
        since="moved_at",
        due="decide_by",
        **OFFER,
    )
    return Place.objects.filter(state=Place.State.OFFERED).values(**own)


def _to_decide():
    own = columns(
        learner="learner",
        institution="offer__provider",
        since="asked_at",
        home=F("home__name"),
        is_held=Q(state=Place.State.HELD),
        **OFFER,
    )
    return Place.objects.filter(state__in=[Place.State.ASKED, Place.State.HELD]).values(**own)


def _to_ask_for():
    """Steps on a chosen path that take up an offer on which nobody has asked for a place yet."""
    asked = Place.objects.filter(learner=OuterRef("branch__script__learner"), offer=OuterRef("offer"))
    rows = Step.objects.filter(~Exists(asked), offer__closed_at=None, done_at=None).exclude(offer=None).order_by()
    own = columns(
        learner="branch__script__learner",
        institution="offer__provider",
        since="added_at",
        until=Midnight(F("offer__ends_on"), 1),
        offer_id=F("offer"),
        **OFFER,
    )
    chosen, *above = [rows.filter(way).values(**own) for way in to_chosen()]
    return chosen.union(*above, all=True)


def to_chosen() -> list[Q]:
    """Return the conditions of which a step on the chosen path meets one: on that branch, or before a fork towards it.

    One for each number of forks between, since each can be read from the learner or from all steps alike.
    """
    before_fork = Q(branch__children__forks_after__position__gte=F("position"))
    forks = ["branch__" + "children__" * depth for depth in range(1, DEEPEST + 1)]
    return [
        Q(branch__state=Branch.State.CHOSEN),
        *(Q(**{f"{fork}state": Branch.State.CHOSEN}) & before_fork for fork in forks),
    ]


def _of_leavers():
    """Open places of people who were learners and whose time is over, or will be on a known day."""
    held = Membership.objects.filter(user=OuterRef("learner"), role=Role.LEARNER)
    left_on = held.order_by(F("until_on").desc(nulls_first=True)).values("until_on")[:1]
    own = columns(learner="learner", institution="home", since=Midnight(F("left_on"), 1), **OFFER)
    rows = Place.objects.open().annotate(left_on=Subquery(left_on))
    return rows.exclude(left_on=None).values(**own)


def _take_or_leave(row: Waiting) -> Need:
    words = _("A place on %(offer)s at %(provider)s is yours") % row.facts
    more = _("if you take it. Nothing happens if the date passes: we will ask you again.")
    return Need(words, more, reverse("place", args=[row.thing_id]), _("Take it or leave it"))


def _offer_or_hold(row: Waiting) -> Need:
    words = _("%(learner)s from %(home)s would like a place on %(offer)s.") % (row.facts | {"learner": row.learner})
    more = _("You are holding one for them.") if row.facts["is_held"] else ""
    return Need(words, more, reverse("place", args=[row.thing_id]), _("Offer or hold"))


def _ask_for(row: Waiting) -> Need:
    return Need(
        words=_("%(learner)s chose %(offer)s.") % (row.facts | {"learner": row.learner}),
        more=_("%(provider)s has not been asked for a place yet.") % row.facts,
        path=reverse("place_ask", args=[row.facts["offer_id"]]) + f"?step={row.thing_id}",
        action=_("Ask for a place"),
    )


def _give_up(row: Waiting) -> Need:
    words = _("%(who)s has left, and still has a place on %(offer_title)s at %(provider_name)s.")
    said = {"who": row.learner, "offer_title": row.facts["offer"], "provider_name": row.facts["provider"]}
    more = _("Only a person can give it up. Ask what they want, then say what becomes of it.")
    return Need(words % said, more, reverse("place", args=[row.thing_id]), _("Look at the place"))


SOURCES = (
    Source("place.answer", gettext_lazy("Places"), AFTER, _to_answer, _take_or_leave),
    Source("place.decide", gettext_lazy("Places"), AFTER, _to_decide, _offer_or_hold, role=Role.PROVIDER),
    Source("place.ask", gettext_lazy("Places"), TO_ASK, _to_ask_for, _ask_for, who=Who.HELPERS),
    Source(
        "place.left",
        gettext_lazy("Places"),
        OF_LEAVERS,
        _of_leavers,
        _give_up,
        Who.TUTOR_THERE,
        Role.ADMINISTRATOR,
        of_leavers=True,
    ),
)
