"""Pages of offers and agreements: browsing, one offer, putting one up, a file of them, and the partners."""

import csv
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.db.models import F, Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from learnplan.people.importing.actions import receive
from learnplan.people.importing.models import Import
from learnplan.people.models import STAFF, Institution, Role, User
from learnplan.people.permissions import provides_for
from learnplan.web.pages import Request, attempt, get_visible, made_or_refused, render_page, saved, wants_part
from learnplan.web.prepared import PreparedList, prepared
from scripts.offers import actions
from scripts.offers.file import COLUMNS, REQUIRED
from scripts.offers.forms import AgreementForm, OfferForm, OfferSearch, OffersFileForm, WayForm
from scripts.offers.models import Agreement, Offer, OfferAsk, OfferCover, OfferSlot, Place
from scripts.offers.permissions import BRINGERS, Leads, get_offer, get_own_offer
from scripts.offers.shapes import PathBeside
from scripts.offers.styles import Style
from scripts.offers.wording import hours

type Paths = tuple[Callable[[User], list[tuple[int, str]]], Callable[[User, int], PathBeside | None]]


def _open_offers(user: User):
    rows = Offer.objects.filter(closed_at=None).listed_for(user).with_taken().select_related("provider")
    return rows.order_by("title", "pk").fetch_mode(models.FETCH_RAISE)


@require_GET
def offers(request: Request, beside: Paths) -> HttpResponse:
    """Search the offers open to this person, beside the chosen path that is theirs or that of a learner of theirs.

    `beside` says on whose paths an adult may look, and reads the path of a learner.
    """
    me, (learners_with_path, read_path) = request.user, beside
    is_learner = bool(me.institutions_as(Role.LEARNER))
    form = OfferSearch(request.GET or None, learners=learners_with_path(me), is_learner=is_learner)
    is_valid = form.is_valid()
    learner_id = form.cleaned_data.get("learner") if is_valid else None
    path = None
    if learner_id or is_learner:
        path = read_path(me, learner_id or me.pk)
    if is_valid and path is None:
        _refuse_without_path(form, is_known=bool(learner_id) or is_learner)
    listed: QuerySet[Offer] | PreparedList = PreparedList(_open_offers, me)
    if form.is_bound:
        found = _open_offers(me)
        listed = _search(found, path, **form.cleaned_data) if form.is_valid() else found.none()
    page = Paginator(listed, 20).get_page(request.GET.get("page"))
    if path:
        path.mark(page.object_list)
    context = {
        "form": form,
        "page": page,
        "path": path,
        "is_part": wants_part(request),
        "is_own_path": path is not None and not learner_id,
        "wants_path": is_learner and path is None and not learner_id,
        "is_search": any(form.cleaned_data.values()) if is_valid else False,
        "may_put_up": bool(me.institutions_as(Role.PROVIDER)),
    }
    return render_page(request, "scripts/offers/offers.html", context, part="found")


def _refuse_without_path(form: OfferSearch, *, is_known: bool) -> None:
    """Say at each field that needs a path why it finds nothing: a filter is never silently left out."""
    why = _("Say for whose path first.")
    if is_known:
        why = _("No path is chosen, so nothing is on it. Choose one in the script first, or leave this out.")
    elif "learner" not in form.fields:
        why = _("This is for learners, and for those who write a script with them. Leave it out to see every offer.")
    whose = ["learner"] if form.cleaned_data.get("learner") else []
    for name in form.needs_path + whose:
        form.add_error(name, why)


@require_GET
def offer(request: Request, offer_id: int, leads: Leads, beside: Callable[[User], str]) -> HttpResponse:
    """Show one offer, and what this person may do with it; `beside` says where they put it in their script."""
    offer = get_offer(request.user, offer_id, leads)
    context = {
        "offer": offer,
        "covers": _covers(offer_id=offer.pk),
        "entry": _entry(offer_id=offer.pk),
        "slots": _slots(offer_id=offer.pk),
        "hours": hours(offer.minutes_a_week) if offer.minutes_a_week else "",
        "is_provider": provides_for(request.user, offer.provider_id),
        "may_ask": bool(request.user.institutions_as(*STAFF)) and offer.closed_at is None,
        "own_place": next(iter(_own_places(request.user, offer_id=offer.pk)), None),
        "step_new_url": beside(request.user),
    }
    return render_page(request, "scripts/offers/offer.html", context)


@require_http_methods(["GET", "POST"])
def offer_new(request: Request) -> HttpResponse:
    """Put up an offer of the institution this person is provider staff of."""
    providers = request.user.institutions_as(Role.PROVIDER)
    if not providers:
        raise PermissionDenied(_("Only provider staff can put up an offer."))
    form = OfferForm(request.POST or None)
    if form.is_valid():
        provider = Institution.objects.get(pk=providers[0])
        if made := attempt(form, actions.make_offer, provider=provider, actor=request.user, **form.cleaned_data):
            return saved(request, "offer", made.pk, message=_("The offer is up."))
    return render_page(request, "scripts/offers/offer_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
def offer_change(request: Request, offer_id: int, leads: Leads) -> HttpResponse:
    """Change an offer."""
    offer = get_own_offer(request.user, offer_id, leads)
    form = OfferForm(request.POST or None, instance=offer)
    if form.is_valid() and attempt(form, actions.change_offer, offer=offer, actor=request.user, **form.cleaned_data):
        return saved(request, "offer", offer.pk, message=_("The offer is changed."))
    return render_page(request, "scripts/offers/offer_form.html", {"form": form, "offer": offer})


@require_http_methods(["GET", "POST"])
def offer_close(request: Request, offer_id: int, leads: Leads) -> HttpResponse:
    """Take an offer off the list, after saying what stays."""
    offer = get_own_offer(request.user, offer_id, leads)
    why = ""
    if request.method == "POST":
        closed, why = made_or_refused(actions.close_offer, offer=offer, actor=request.user)
        if closed:
            return saved(request, "offer", offer.pk, message=_("The offer is closed."))
    context = {"offer": offer, "why": why}
    return render_page(request, "scripts/offers/offer_close.html", context, status=422 if why else None)


@require_GET
def partners(request: Request) -> HttpResponse:
    """List the agreements of the institutions this person works at."""
    own = request.user.institutions_as(*STAFF, Role.PROVIDER)
    if not own:
        raise PermissionDenied(_("Agreements are for staff to see."))
    agreements = (
        Agreement.objects.filter(Q(home__in=own) | Q(provider__in=own))
        .select_related("home", "provider")
        .order_by("home__name", "provider__name", "-from_on")
        .fetch_mode(models.FETCH_RAISE)
    )
    page = Paginator(agreements, 50).get_page(request.GET.get("page"))
    administered = request.user.institutions_as(Role.ADMINISTRATOR)
    for agreement in page:
        agreement.is_ours = agreement.home_id in administered
    context = {"page": page, "may_agree": bool(administered)}
    return render_page(request, "scripts/offers/partners.html", context)


@require_http_methods(["GET", "POST"])
def partner_new(request: Request) -> HttpResponse:
    """Record an agreement with a partner."""
    if not request.user.institutions_as(Role.ADMINISTRATOR):
        raise PermissionDenied(_("Only an administrator can make an agreement."))
    form = AgreementForm(request.POST or None, user=request.user)
    if form.is_valid() and attempt(form, actions.agree, actor=request.user, **form.cleaned_data):
        return saved(request, "partners", message=_("The agreement is noted."))
    return render_page(request, "scripts/offers/partner_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
def partner_way(request: Request, agreement_id: int) -> HttpResponse:
    """Say how long the journey to a partner takes."""
    homes = request.user.institutions_as(Role.ADMINISTRATOR)
    if not homes:
        raise PermissionDenied(_("Only an administrator can say how long the journey takes."))
    agreements = Agreement.objects.filter(home__in=homes).select_related("home", "provider")
    agreement = get_visible(agreements, pk=agreement_id)
    form = WayForm(request.POST or None, initial={"travel_minutes": agreement.travel_minutes})
    if form.is_valid():
        actions.say_way(agreement=agreement, actor=request.user, **form.cleaned_data)
        return saved(request, "partners", message=_("Noted. It counts from now on wherever a path is checked."))
    context = {"form": form, "agreement": agreement}
    return render_page(request, "scripts/offers/partner_way.html", context)


def _search(
    found: QuerySet[Offer],
    path: PathBeside | None,
    *,
    q: str,
    style: str,
    with_room: bool,
    on_path: bool = False,
    sort: str = "",
    learner: int | None = None,
) -> QuerySet[Offer]:
    for word in q.split():
        found = found.filter(
            Q(title__icontains=word)
            | Q(summary__icontains=word)
            | Q(location__icontains=word)
            | Q(provider__name__icontains=word)
        )
    if style:
        found = found.filter(style=style)
    if with_room:
        found = found.filter(places__gt=F("taken"))
    if on_path and path:
        found = found.filter(pk__in=path.ids)
    return path.first_wanted(found) if sort and path else found


@prepared
def _own_places(user: User, *, offer_id: int):
    return Place.objects.filter(offer=offer_id, learner=user).open()


@prepared
def _covers(*, offer_id: int):
    return OfferCover.objects.filter(offer=offer_id).select_related("item")


@prepared
def _entry(*, offer_id: int):
    return OfferAsk.objects.filter(offer=offer_id).select_related("item")


@prepared
def _slots(*, offer_id: int):
    return OfferSlot.objects.filter(offer=offer_id)


@require_http_methods(["GET", "POST"])
def offers_import(request: Request) -> HttpResponse:
    """Take a file of offers, and lead to its dry run."""
    mine = request.user.institutions_as(*BRINGERS)
    if not mine:
        raise PermissionDenied
    institutions = Institution.objects.filter(pk__in=mine)
    form = OffersFileForm(request.POST or None, request.FILES or None, institutions=institutions)
    if request.method == "POST" and form.is_valid():
        file, institution = form.cleaned_data["file"], form.cleaned_data["institution"]
        given = {"kind": Import.Kind.OFFERS, "institution": institution, "files": [file], "actor": request.user}
        if received := attempt(form, receive, options={"name": file.name[:255]}, **given):
            return saved(request, "import", received.pk)
    context = {
        "form": form,
        "required": REQUIRED,
        "optional": [column for column in COLUMNS if column not in REQUIRED],
        "styles": Style.values,
        "is_administrator": bool(request.user.institutions_as(Role.ADMINISTRATOR)),
    }
    return render_page(request, "scripts/offers/offers_import.html", context)


@require_safe
def offers_template(request: Request) -> HttpResponse:
    """Give a file with the columns of offers in its first line, and nothing else."""
    if not request.user.institutions_as(*BRINGERS):
        raise PermissionDenied
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="offers.csv"'
    response.write("\ufeff")
    csv.writer(response).writerow(COLUMNS)
    return response
