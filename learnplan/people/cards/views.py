"""Making a class's sign-in cards, and signing in with one."""

import datetime as dt

from allauth.account.utils import perform_login
from allauth.core.ratelimit import consume
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from learnplan.people.cards.actions import does_not_work, issue_cards, use_card
from learnplan.people.cards.codes import card_address, code_hash
from learnplan.people.cards.forms import CardPasswordForm, CardsForm, CodeForm
from learnplan.people.cards.models import SignInCard
from learnplan.people.cards.permissions import can_make_cards, learners_for_cards
from learnplan.people.classes.models import Class
from learnplan.rules import RuleBroken
from learnplan.web.pages import OpenRequest, Request, attempt, get_visible, render_page

# What is counted under "wrong_card" in ACCOUNT_RATE_LIMITS, from one address and from everywhere together.
WRONG_CODES = {"action": "wrong_card", "key": "everyone"}
MINUTES_TO_CHOOSE = 15
HELD_CARD = "sign_in_card"


@require_http_methods(["GET", "POST"])
@never_cache
def class_cards(request: Request, class_id: int) -> HttpResponse:
    """Show a class and make cards for some of it; the sheet is shown once, as the answer, and kept nowhere."""
    in_class = get_visible(Class.objects.visible_to(request.user).select_related("institution"), pk=class_id)
    if not can_make_cards(request.user, in_class):
        raise PermissionDenied(_("Only a teacher of this class, or an administrator, can make its cards."))
    people = learners_for_cards(in_class).order_by("family_name", "given_name", "pk")
    form = CardsForm(
        request.POST if request.method == "POST" else None, class_list=people.fetch_mode(models.FETCH_RAISE)
    )
    if form.is_valid():
        users = list(form.cleaned_data["users"])
        if cards := attempt(form, issue_cards, in_class=in_class, users=users, actor=request.user):
            context = {"in_class": in_class, "cards": cards, "address": card_address().split("://")[-1]}
            return render(request, "people/cards/printed.html", context)
    return render_page(request, "people/cards/class.html", {"in_class": in_class, "form": form})


@login_not_required
@require_http_methods(["GET", "POST"])
@never_cache
def card_sign_in(request: OpenRequest) -> HttpResponse:
    """Take the code of a card; a good one leads on to choosing a password."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if not consume(request, **WRONG_CODES, dry_run=True):
            form.add_error(None, _("Too many wrong codes were typed here. Wait five minutes, then try again."))
            return render_page(request, "people/cards/sign_in.html", {"form": form}, status=429)
        card = SignInCard.objects.usable().filter(code_hash=code_hash(form.cleaned_data["code"])).first()
        if card is not None:
            request.session[HELD_CARD] = [card.pk, timezone.now().timestamp()]
            return redirect("card_password")
        consume(request, **WRONG_CODES)
        form.add_error("code", does_not_work())
    return render_page(request, "people/cards/sign_in.html", {"form": form})


@login_not_required
@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("password", "again")
def card_password(request: OpenRequest) -> HttpResponse:
    """Let the holder of a card choose a password, and sign them in."""
    card = _held_card(request)
    if card is None:
        return redirect("card_sign_in")
    form = CardPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            user = use_card(card=card, password=form.cleaned_data["password"])
        except RuleBroken as error:
            form.add_error(None, error)
        except ValidationError as error:
            form.add_error("password", error)
        else:
            del request.session[HELD_CARD]
            return perform_login(request, user)
    return render_page(request, "people/cards/password.html", {"form": form, "person": card.user})


def _held_card(request: OpenRequest) -> SignInCard | None:
    """Return the card whose code was typed in this browser a short while ago, if it still works."""
    card_id, typed_at = request.session.get(HELD_CARD, (None, 0))
    if timezone.now().timestamp() - typed_at > dt.timedelta(minutes=MINUTES_TO_CHOOSE).total_seconds():
        return None
    return SignInCard.objects.usable().select_related("user").filter(pk=card_id).first()
