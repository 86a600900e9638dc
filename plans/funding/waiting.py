"""What money puts in an administrator's "needs you": funds that wait for a formula, and learners without a share."""

from django.db.models import BigIntegerField, Count, Exists, IntegerField, Min, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learnplan.people.models import Membership, Role
from learnplan.templatetags.learnplan_parts import money
from learnplan.waiting.shapes import Need
from plans.funding.models import Account, Entry, Formula, Fund
from plans.targets.models import Plan

MOST = 50


def needs(user) -> list[Need]:
    """Return what waits for this administrator in their funds, oldest first: one query; nothing for others."""
    if not user.institutions_as(Role.ADMINISTRATOR):
        return []
    published = Formula.objects.filter(fund=OuterRef("pk"), published_at__isnull=False)
    entries = Entry.objects.filter(account__fund=OuterRef("pk"), account__kind=Account.Kind.FUND).order_by()
    waiting = entries.values("account").annotate(sum=Sum("pence")).values("sum")
    belongs = Membership.objects.current().filter(
        user=OuterRef("learner"), institution=OuterRef("institution"), role=Role.LEARNER
    )
    unshared = Plan.objects.filter(
        Exists(belongs), institution=OuterRef("institution"), year=OuterRef("year"), entitlements=None
    )
    newcomers = unshared.order_by().values("year")
    funds = (
        Fund.objects.visible_to(user)
        .annotate(
            published=Subquery(published.values("pk")[:1]),
            waiting_pence=Coalesce(Subquery(waiting, BigIntegerField()), 0),
            newcomers=Coalesce(Subquery(newcomers.annotate(n=Count("pk")).values("n"), IntegerField()), 0),
            since=Subquery(newcomers.annotate(first=Min("started_at")).values("first")),
        )
        .order_by("made_at")[:MOST]
    )
    return sorted(filter(None, map(_need_of, funds)), key=lambda need: need.since)


def _need_of(fund) -> Need | None:
    path = fund.get_absolute_url()
    if not fund.waiting_pence:
        return None
    if fund.published is None:
        words = _("%(pence)s in “%(fund)s” is not shared out.") % {"pence": money(fund.waiting_pence), "fund": fund}
        return Need(fund.made_at, words, _("It has no published formula yet."), path, _("Look at the fund"))
    if not fund.newcomers:
        return None
    words = ngettext(
        "%(count)s learner has a plan and no share of “%(fund)s”.",
        "%(count)s learners have a plan and no share of “%(fund)s”.",
        fund.newcomers,
    ) % {"count": fund.newcomers, "fund": fund}
    path = reverse("formula", args=[fund.published])
    return Need(fund.since, words, _("They came after it was shared out."), path, _("Share out"))
