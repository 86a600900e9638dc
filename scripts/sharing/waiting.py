"""What scripts of others put under "needs you": a version to sign, a template to look at before others see it."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from learnplan.people.models import Bond, Membership, Role, User, name_of
from learnplan.waiting.shapes import Need, moment
from plans.years.rules import HELPERS
from scripts.publishing.models import BranchTemplate
from scripts.sharing.models import Signing, VersionSignature

MOST = 50


def needs(user: User, *, signings: list[dict] | None = None, templates: list[dict] | None = None) -> list[Need]:
    """Return what waits for this adult, oldest first: two queries, or none if the rows are read already.

    `signings` are the rows of `waiting_signings`, `templates` those of `waiting_templates`.
    """
    if not user.institutions_as(Role.TEACHER, Role.ADVOCATE):
        return []
    found = [
        Need(
            since=moment(row["put_up_at"]),
            words=_("%(who)s signed the script.") % {"who": row["who"]},
            more=_("Read it, and sign it too if you agree."),
            path=reverse("script_signing", args=[row["version__script"]]),
            action=_("Look"),
        )
        for row in (waiting_signings(user) if signings is None else signings)
    ]
    found += [
        Need(
            since=moment(row["written_at"]),
            words=_("A learner would like to publish “%(template)s” without their name.") % {"template": row["name"]},
            more=_("Look at it before others see it."),
            path=reverse("template", args=[row["id"]]),
            action=_("Look"),
        )
        for row in (waiting_templates(user) if templates is None else templates)
    ]
    return sorted(found, key=lambda need: need.since)


def waiting_signings(adult: User) -> QuerySet:
    """Return what waits for the name of this tutor, or of this advocate where there is no tutor, as values.

    Only the version that a learner put up last, while no tutor or advocate has signed it.
    """
    bonds = Bond.objects.in_force()
    tutored = bonds.tutors().filter(adult=adult).values("learner")
    has_tutor = bonds.tutors().values("learner")
    advocated = bonds.filter(kind=Bond.Kind.ADVOCATE, adult=adult).exclude(learner__in=has_tutor).values("learner")
    here = Membership.objects.current().filter(role=Role.LEARNER).values("user")
    last = Signing.objects.filter(version__script=OuterRef("version__script"), taken_back_at=None)
    signed = VersionSignature.objects.filter(signing=OuterRef("pk"), role__in=HELPERS)
    learner = "version__script__learner__in"
    rows = Signing.objects.filter(Q(**{learner: tutored}) | Q(**{learner: advocated}), **{learner: here})
    rows = rows.filter(~Exists(signed), pk=Subquery(last.order_by("-put_up_at", "-pk").values("pk")[:1]))
    rows = rows.annotate(who=name_of("version__script__learner")).order_by("put_up_at", "pk")
    return rows.values("version__script", "who", "put_up_at")[:MOST]


def waiting_templates(adult: User) -> QuerySet:
    """Return the templates that wait for this person to look, as values."""
    rows = BranchTemplate.objects.to_look_at(adult).order_by("written_at", "pk")
    return rows.values("id", "name", "written_at")[:MOST]
