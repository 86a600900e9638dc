"""Pages that are there in demonstration mode only: signing in with one click, and the style page for those who
build pages (so in English, untranslated).
"""

import datetime as dt

from allauth.account.utils import perform_login
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from learnplan.assets.icons import ICONS, LOOKS
from learnplan.demonstration.cast import CAST
from learnplan.people.models import User
from learnplan.waiting.shapes import Need
from learnplan.web.forms import Day, PoundsField, Scale
from learnplan.web.pages import OpenRequest, get_visible, number_of, render_page


@login_not_required
@require_POST
def demonstration_sign_in(request: OpenRequest) -> HttpResponse:
    """Sign in as one of the cast; there is nothing at this address outside demonstration mode."""
    if not settings.DEMONSTRATION:
        raise Http404
    chosen = number_of(request.POST.get("user", "")) or 0
    person = get_visible(User.objects.filter(username__in=CAST, is_active=True), pk=chosen)
    return perform_login(request, person)


SCALE = [
    (1, "I have not started"),
    (2, "with a lot of help"),
    (3, "nearly on my own"),
    (4, "on my own"),
    (5, "I could teach it"),
]
DAY = dt.date(2026, 11, 6)
MESSAGES = [
    Message(messages.INFO, "The round opens on Monday."),
    Message(messages.SUCCESS, "Your target is saved."),
    Message(messages.WARNING, "This place has only one left."),
    Message(messages.ERROR, "That file is too big. Choose one under 10 MB."),
]
TABS = [
    {"url": "#map", "label": "Map", "current": True},
    {"url": "#lines", "label": "By term"},
    {"url": "#history", "label": "History"},
]
STAGES = [
    {"text": "Asked", "note": "by Chidi Okafor", "at": DAY},
    {"text": "Held", "note": "by Northgate College", "at": DAY + dt.timedelta(days=4)},
    {"text": "Offered", "note": "until 28 November", "state": "here"},
    {"text": "Accepted", "state": "ahead"},
    {"text": "Under way", "state": "ahead"},
]
HISTORY = [
    {"text": "Amina wrote a target.", "at": DAY},
    {"text": "Chidi Okafor answered: 2 of 5.", "note": "He says: start with series circuits.", "at": DAY},
    {"text": "Northgate College declined a place.", "note": "The course is full.", "at": DAY, "state": "off"},
]
LINES = [
    {"label": "For every learner", "why": "the rate for ages 16 to 19", "pence": 484300},
    {"label": "For need", "why": "weight 1.21, as published", "pence": 100050},
    {"label": "Given back", "why": "the place you left on 3 March", "pence": -114000},
]


class StyleForm(forms.Form):
    """One field of each kind."""

    words = forms.CharField(
        label="What I am aiming for",
        help_text="In your own words. You can change it later.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    by_when = forms.DateField(label="By when", widget=Day)
    how_sure = forms.TypedChoiceField(label="Where I am now", choices=SCALE, widget=Scale, coerce=int)
    style = forms.ChoiceField(label="How I would like to learn", choices=[("", "Choose one"), ("e", "in the evening")])
    days = forms.MultipleChoiceField(
        label="Days I can come",
        choices=[("mon", "Monday"), ("wed", "Wednesday")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    price = PoundsField(label="Price of a place", help_text="For one learner, for one year.")
    evidence = forms.FileField(label="Something that shows it", required=False)
    agree = forms.BooleanField(label="My tutor may see this", help_text="You can take this back at any time.")
    locked = forms.CharField(label="Institution", initial="Riverside Sixth Form", disabled=True)


@login_not_required
@require_safe
def style(request: OpenRequest) -> HttpResponse:
    """Show every part; nothing here is a real person's, and nothing is saved."""
    if not settings.DEMONSTRATION:
        raise Http404
    context = {
        "nav": _nav(),
        "marks": {"unread": 3, "waiting": 5},
        "blank": StyleForm(auto_id="blank_%s"),
        "wrong": StyleForm({"words": "", "price": "a lot", "days": []}, auto_id="wrong_%s"),
        "all_messages": MESSAGES,
        "looks": {kind: {state: state.replace("_", " ") for state in states} for kind, states in LOOKS.items()},
        "icons": ICONS,
        "others": [("Chidi Okafor", 2), ("Mair Jenkins", 4)],
        "page": Paginator(range(400), 20).page(7),
        "tabs": TABS,
        "needs": _needs(),
        "stages": STAGES,
        "history": HISTORY,
        "lines": LINES,
        "total": 470350,
        "numbers": range(1, 9),
    }
    return render_page(request, "demonstration/style.html", context)


def _needs() -> list[Need]:
    return [
        Need(
            since=timezone.now() - dt.timedelta(days=9),
            words="Check the summary of your talk on 6 November.",
            more="It counts only when you agree with it.",
            path="#needs",
            action="Read and agree",
        ),
        Need(
            since=timezone.now() - dt.timedelta(days=2),
            words="A place in Engineering at Northgate College is yours",
            more="until Friday 28 November. Nothing happens if the date passes: we will ask you again.",
            path="#needs",
            action="Take or leave it",
        ),
    ]


def _nav() -> list[dict]:
    entries = [
        ("My plan", "house"),
        ("My script", "route"),
        ("Choices", "list-ordered"),
        ("Speak up", "megaphone"),
        ("Work", "pencil-ruler"),
        ("People", "users"),
        ("Money", "coins"),
    ]
    return [
        {"url": "#main", "label": label, "icon": icon, "current": place == 0, "more": place > 3}
        for place, (label, icon) in enumerate(entries)
    ]
