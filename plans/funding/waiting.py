"""What waits in an institution's funds: money without a formula, and learners who came after it was shared out."""

from django.db.models import BigIntegerField, Count, Exists, F, Min, OuterRef, Subquery, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from learnplan.people.models import Membership, Role
from learnplan.templatetags.learnplan_parts import money
from learnplan.waiting.models import Waiting
from learnplan.waiting.shapes import Need, Source, columns
from plans.funding.models import Account, Entry, Formula, Fund
from plans.targets.models import Plan

AFTER = frozenset({"fund", "formula", "plan", "roster", "roll_over"})


def _funds():
    """Funds with money that is not shared out, as `left_pence`, and their published formula."""
    entries = Entry.objects.filter(account__fund=OuterRef("pk"), account__kind=Account.Kind.FUND).order_by()
    published = Formula.objects.filter(fund=OuterRef("pk"), published_at__isnull=False)
    return Fund.objects.annotate(
        left_pence=Subquery(entries.values("account").annotate(sum=Sum("pence")).values("sum"), BigIntegerField()),
        formula=Subquery(published.values("pk")[:1]),
    ).filter(left_pence__gt=0)


def _unshared():
    own = columns(institution="institution", since="made_at", fund=F("name"), pence=F("left_pence"))
    return _funds().filter(formula=None).values(**own)


def _newcomers():
    belongs = Membership.objects.current().filter(
        user=OuterRef("learner"), institution=OuterRef("institution"), role=Role.LEARNER
    )
    here = {"institution": OuterRef("institution"), "year": OuterRef("year")}
    plans = Plan.objects.filter(Exists(belongs), entitlements=None, **here).order_by().values("year")
    first, count = plans.annotate(first=Min("started_at")), plans.annotate(n=Count("pk"))
    rows = _funds().exclude(formula=None).annotate(first=Subquery(first.values("first")))
    own = columns(
        institution="institution",
        since="first",
        fund=F("name"),
        formula=F("formula"),
        count=Subquery(count.values("n")),
    )
    return rows.exclude(first=None).values(**own)


def _share_out(row: Waiting) -> Need:
    said = row.facts | {"pence": money(row.facts["pence"])}
    words = _("%(pence)s in “%(fund)s” is not shared out.") % said
    return Need(
        words, _("It has no published formula yet."), reverse("fund", args=[row.thing_id]), _("Look at the fund")
    )


def _share_with_newcomers(row: Waiting) -> Need:
    words = ngettext(
        "%(count)s learner has a plan and no share of “%(fund)s”.",
        "%(count)s learners have a plan and no share of “%(fund)s”.",
        row.facts["count"],
    )
    path = reverse("formula", args=[row.facts["formula"]])
    return Need(words % row.facts, _("They came after it was shared out."), path, _("Share out"))


SOURCES = (
    Source("fund.unshared", gettext_lazy("Funds"), AFTER, _unshared, _share_out, role=Role.ADMINISTRATOR),
    Source(
        "fund.newcomers",
        gettext_lazy("Funds"),
        AFTER,
        _newcomers,
        _share_with_newcomers,
        role=Role.ADMINISTRATOR,
        is_shared=True,
    ),
)
