"""The pages around a talk: all of mine, one, asking, booking, its time, calling it off, on paper and as a date."""

from collections.abc import Callable, Sequence

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from learnplan.notices.appointments import answer, write
from learnplan.people.models import Bond, Role, User
from learnplan.web.pages import Request, attempt, key_in_query, render_page, saved
from learnplan.web.paging import page_after
from learnplan.years import current_year
from plans.consultation.actions.talks import ask_for_talk, book_talk, call_off_talk, set_time
from plans.consultation.beside import appointment
from plans.consultation.forms import AskForm, BookForm, CallOffForm, TimeForm
from plans.consultation.models import Prompt, Talk
from plans.consultation.permissions import BESIDE, TalkStanding, get_talk
from plans.consultation.reading import agenda, asked_share, beside_in_time, needs_of, plan_now, summaries
from plans.matrix.rules import AskFirst
from plans.targets.models import Plan
from plans.targets.permissions import Standing, get_plan
from plans.targets.shapes import AskInstead, Section, sections

MOST_OPEN, SIZE = 50, 30
# What a room gives for one talk and one of the two in it: a section, or None when there is nothing to say.
type BesideTalk = Callable[[Talk, TalkStanding, User], Section | None]


def of(talk: Talk, stands: TalkStanding, **more) -> dict:
    """Return what every page of one talk shows: the two in it, by the names the reader calls them."""
    learner, adult = talk.plan.learner, talk.adult
    return {
        "talk": talk,
        "plan": talk.plan,
        "stands": stands,
        "learner": learner.get_short_name(),
        "other": adult if stands.is_learner else learner,
        "other_short": (adult if stands.is_learner else learner).get_short_name(),
        **more,
    }


@require_GET
def talks(request: Request) -> HttpResponse:
    """Show my talks: those to come or that wait for a word, those before, and who asks the questions in them."""
    me = request.user
    mine = Talk.objects.visible_to(me).select_related(*BESIDE).fetch_mode(models.FETCH_RAISE)
    is_learner = bool(me.institutions_as(Role.LEARNER))
    asked = Prompt.objects.filter(talk__plan__year=current_year())
    own = models.Q(talk__plan__learner=me) | models.Q(talk__adult=me)
    ours = asked.filter(talk__plan__institution__in=me.institutions_as(Role.ADMINISTRATOR))
    share, parts = asked_share(ours if me.institutions_as(Role.ADMINISTRATOR) else asked.filter(own))
    open_ones = (mine if is_learner else mine.of_learners_here()).open()[:MOST_OPEN]
    context = {
        "open": sorted(open_ones, key=lambda talk: (talk.booked_at is None, talk.booked_at or talk.asked_at)),
        "page": page_after(mine.exclude(state__in=Talk.OPEN), request.GET.get("after", ""), by=("-pk",), size=SIZE),
        "plan": Plan.objects.filter(learner=me, year=current_year()).first() if is_learner else None,
        "is_learner": is_learner,
        "may_book": bool(me.institutions_as(Role.TEACHER, Role.ADVOCATE)),
        "share": share,
        "parts": parts,
        "is_ours": bool(me.institutions_as(Role.ADMINISTRATOR)),
    }
    return render_page(request, "plans/consultation/talks.html", context)


@require_GET
def talk(request: Request, talk_id: int, *, beside: Sequence[BesideTalk]) -> HttpResponse:
    """Show a talk: to the two in it all of it, to whoever asked for it that it is and when.

    `beside` are what rooms above talks have for the two who prepare it.
    """
    talk, stands = get_talk(request.user, talk_id, may="")
    if not stands.may_read:
        return render_page(request, "plans/consultation/talk_asked.html", of(talk, stands))
    items = agenda(stands, request.user)
    written = summaries(talk) if talk.state not in Talk.BEFORE else []
    follows, followed_by = beside_in_time(talk)
    context = of(
        talk,
        stands,
        items=items,
        first=next((item for item in items if item.may_answer and not item.said), items[0] if items else None),
        answered=sum(1 for item in items if item.said),
        has_private=any(item.is_kept for item in items),
        summary=written[0] if written else None,
        earlier=list(reversed(written[1:])),
        needs=needs_of(talk, request.user) if talk.state == Talk.State.AGREED else [],
        into=plan_now(talk) if stands.may_need else None,
        follows=follows if stands.is_in else None,
        followed_by=followed_by if stands.is_in else None,
        beside=sections(beside, talk, stands, request.user),
    )
    return render_page(request, "plans/consultation/talk.html", context)


@require_http_methods(["GET", "POST"])
def talk_book(request: Request, plan_id: int, *, ask: AskInstead) -> HttpResponse:
    """Book a talk, as the learner or as the adult who would be in it; or `ask`, where the matrix wants it asked."""
    plan, stands = get_plan(request.user, plan_id)
    adults = _adults(plan, stands, request.user)
    if not (stands.is_learner or stands.is_helper):
        raise PermissionDenied
    before = _talk_before(request, plan)
    initial = {"adult": before.adult_id if before else None, "minutes": 30, "kind": Talk.Kind.GOING}
    data = request.POST if request.method == "POST" else None
    form = BookForm(data, adults=adults, year=plan.year, initial=initial)
    if form.is_valid():
        adult = User.objects.get(pk=form.cleaned_data.pop("adult"))
        given = {"plan": plan, "adult": adult, "actor": request.user, "follows": before, **form.cleaned_data}
        try:
            if made := attempt(form, book_talk, None, AskFirst, **given):
                return saved(request, made, message=_("Booked. It is in both your calendars."))
        except AskFirst as first:
            return ask(request, first.act, plan, _facts(adult, before, form.cleaned_data))
    context = {"plan": plan, "form": form, "is_learner": stands.is_learner, "has_adults": bool(adults)}
    return render_page(request, "plans/consultation/talk_book.html", context)


def _facts(adult: User, before: Talk | None, given: dict) -> dict:
    """Return a talk as it would be booked, as JSON for a request; its `words` say what that is about."""
    when = date_format(timezone.localtime(given["at"]), "j F, H:i")
    words = _("%(when)s, with %(who)s") % {"when": when, "who": adult}
    return given | {"at": given["at"].isoformat(), "adult": adult.pk, "follows": before and before.pk, "words": words}


@require_http_methods(["GET", "POST"])
def talk_ask(request: Request, plan_id: int) -> HttpResponse:
    """Ask for a talk without a time yet: the learner, or an adult who is with them."""
    plan, stands = get_plan(request.user, plan_id)
    if not stands.is_tied:
        raise PermissionDenied
    adults = _adults(plan, stands, request.user)
    form = AskForm(request.POST if request.method == "POST" else None, adults=adults)
    if form.is_valid():
        adult = User.objects.get(pk=form.cleaned_data.pop("adult"))
        if made := attempt(form, ask_for_talk, plan=plan, adult=adult, actor=request.user, **form.cleaned_data):
            return saved(request, made, message=_("Asked. You are told when there is a time."))
    context = {"plan": plan, "form": form, "is_learner": stands.is_learner, "has_adults": bool(adults)}
    return render_page(request, "plans/consultation/talk_ask.html", context)


@require_http_methods(["GET", "POST"])
def talk_time(request: Request, talk_id: int, *, ask: AskInstead) -> HttpResponse:
    """Give a talk its time, or another one; or `ask`, where the matrix wants that asked."""
    talk, stands = get_talk(request.user, talk_id, may="may_prepare")
    initial: dict = {"minutes": 30}
    if talk.booked_at and talk.until_at:
        at = timezone.localtime(talk.booked_at)
        minutes = round((talk.until_at - talk.booked_at).total_seconds() / 60)
        initial = {"day": at.date(), "time": at.time(), "minutes": minutes, "place": talk.place}
    form = TimeForm(request.POST if request.method == "POST" else None, year=talk.plan.year, initial=initial)
    if form.is_valid():
        try:
            if attempt(form, set_time, None, AskFirst, talk=talk, actor=request.user, **form.cleaned_data):
                return saved(request, talk, message=_("The time is set. It is in both your calendars."))
        except AskFirst as first:
            return ask(request, first.act, talk.plan, _facts(talk.adult, None, form.cleaned_data))
    return render_page(request, "plans/consultation/talk_time.html", of(talk, stands, form=form))


@require_http_methods(["GET", "POST"])
def talk_call_off(request: Request, talk_id: int) -> HttpResponse:
    """Call a talk off, with a reason."""
    talk, stands = get_talk(request.user, talk_id, may="may_prepare")
    form = CallOffForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, call_off_talk, talk=talk, actor=request.user, **form.cleaned_data):
        return saved(request, talk, message=_("Called off. The other is told why."))
    return render_page(request, "plans/consultation/talk_call_off.html", of(talk, stands, form=form))


@require_GET
def talk_sheet(request: Request, talk_id: int, *, beside: Sequence[BesideTalk]) -> HttpResponse:
    """Show the meeting sheet: before the talk with room to write, afterwards with what was said and agreed.

    `beside` are what rooms above talks have for it.
    """
    talk, stands = get_talk(request.user, talk_id)
    written = summaries(talk)
    context = of(
        talk,
        stands,
        items=agenda(stands, request.user, on_paper=True),
        summary=written[0] if written else None,
        needs=needs_of(talk, request.user) if talk.state == Talk.State.AGREED else [],
        lines=range(3),
        beside=sections(beside, talk, stands, request.user),
    )
    return render_page(request, "plans/consultation/talk_sheet.html", context)


@require_GET
def talk_ics(request: Request, talk_id: int) -> HttpResponse:
    """Answer with one talk as a file for a calendar."""
    talk, _stands = get_talk(request.user, talk_id)
    if talk.booked_at is None:
        raise Http404
    return answer(write([appointment(talk, request.user)], "Learnplan"), f"talk-{talk.pk}.ics")


def _adults(plan: Plan, stands: Standing, user: User) -> list[tuple[int, str]]:
    """Return with whom this user can book or ask for a talk of the plan's learner: (key, name and what they are)."""
    bonds = Bond.objects.in_force().helpers().filter(learner=plan.learner_id)
    if stands.is_helper:
        bonds = bonds.filter(adult=user)
    rows = bonds.select_related("adult").order_by("-kind", "pk").fetch_mode(models.FETCH_RAISE)
    found: dict[int, str] = {}
    for bond in rows:
        found.setdefault(bond.adult_id, f"{bond.adult}, {bond.get_kind_display()}")
    return list(found.items())


def _talk_before(request: Request, plan: Plan) -> Talk | None:
    """Return the talk that the new one follows (`?follows=`), if it is the learner's and the reader knows of it."""
    key = key_in_query(request, "follows")
    rows = Talk.objects.visible_to(request.user).filter(plan__learner=plan.learner_id)
    return rows.filter(pk=key).select_related("plan").first() if key else None
