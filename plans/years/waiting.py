"""Words or a plan that one side has signed, and the other not yet."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.waiting.models import Waiting
from learnplan.waiting.shapes import Need, Source, Who, columns, in_year
from plans.years.models import Purpose, PurposeSignature, Signature, Signer
from plans.years.rules import HELPERS

AFTER = frozenset({"purpose", "plan", "roll_over", "roster"})
LEARNERS = (Signer.LEARNER,)


def _unsigned_words(*, mine, theirs, person=None):
    """Plans whose last words on what education is for `theirs` (roles) have signed, and `mine` have not.

    What an adult wrote down waits for the learner at once.
    """
    last = Purpose.objects.filter(plan=OuterRef("plan"), version__gt=OuterRef("version"))
    names = PurposeSignature.objects.filter(purpose=OuterRef("pk"))
    rows = Purpose.objects.filter(~Exists(last), ~Exists(names.filter(role__in=mine)), plan__closed_at=None)
    if mine != LEARNERS:
        rows = rows.filter(Exists(names.filter(role__in=theirs)))
    own = {"learner": "plan__learner", "institution": "plan__institution", "person": person}
    return rows.values(**columns(thing="plan", **own, **in_year("plan__year", "at")))


def _unsigned_plans(*, mine, theirs, person=None):
    """Plans that `theirs` have signed last, and `mine` neither so nor later."""
    signed = Signature.objects.filter(role__in=theirs)
    later = signed.filter(Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")), plan=OuterRef("plan"))
    answers = Signature.objects.filter(plan=OuterRef("plan"), kind=OuterRef("kind"), role__in=mine)
    answers = answers.filter(Q(digest=OuterRef("digest")) | Q(at__gt=OuterRef("at")))
    rows = signed.filter(~Exists(later), ~Exists(answers), plan__closed_at=None)
    own = {"learner": "plan__learner", "institution": "plan__institution", "person": person}
    return rows.values(**columns(thing="plan", **own, **in_year("plan__year", "at")))


def _words_for_learner():
    return _unsigned_words(mine=LEARNERS, theirs=HELPERS, person="plan__learner")


def _words_for_adult():
    return _unsigned_words(mine=HELPERS, theirs=LEARNERS)


def _plan_for_learner():
    return _unsigned_plans(mine=LEARNERS, theirs=HELPERS, person="plan__learner")


def _plan_for_adult():
    return _unsigned_plans(mine=HELPERS, theirs=LEARNERS)


def _read_words(row: Waiting) -> Need:
    if row.person_id:
        words = _("Your tutor wrote down what education is for.")
    else:
        words = _("%(who)s said what education is for.") % {"who": row.learner}
    path = reverse("purpose", args=[row.thing_id])
    return Need(words, _("Read it, and sign it if you agree."), path, _("Read it"))


def _look_at_plan(row: Waiting) -> Need:
    if row.person_id:
        words = _("Your plan is signed by the other side.")
    else:
        words = _("%(who)s signed the plan.") % {"who": row.learner}
    return Need(words, _("Look at it, and sign it too."), reverse("year", args=[row.thing_id]), _("Look"))


SOURCES = (
    Source("purpose.learner", gettext_lazy("What education is for"), AFTER, _words_for_learner, _read_words),
    Source(
        "purpose.adult", gettext_lazy("What education is for"), AFTER, _words_for_adult, _read_words, who=Who.SIGNER
    ),
    Source("plan.sign.learner", gettext_lazy("Plans to sign"), AFTER, _plan_for_learner, _look_at_plan),
    Source("plan.sign.adult", gettext_lazy("Plans to sign"), AFTER, _plan_for_adult, _look_at_plan, who=Who.SIGNER),
)
