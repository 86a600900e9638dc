"""The front door: the home page of each role a user holds today, and the way to what is one's own."""

from collections.abc import Callable

from allauth.account.views import login as sign_in
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.views.decorators.http import require_GET

from learnplan.home import administrator, reading
from learnplan.people.models import Role, User
from learnplan.web.pages import Request, render_page
from learnplan.years import current_year
from plans.targets.models import Plan

# In the order in which they are shown to someone who holds several: template, and what it is made of.
HOMES: dict[str, tuple[str, Callable[[User], dict]]] = {
    Role.LEARNER: ("home/learner.html", reading.learner_home),
    Role.TEACHER: ("home/teacher.html", reading.teacher_home),
    Role.ADVOCATE: ("home/teacher.html", reading.teacher_home),
    Role.PROVIDER: ("home/provider.html", reading.provider_home),
    Role.ADMINISTRATOR: ("home/administrator.html", administrator.administrator_home),
    Role.CARER: ("home/carer.html", reading.carer_home),
}


@login_not_required
@require_GET
def home(request: Request) -> HttpResponse:
    """Show the home page of the reader's role; with several, of the one asked for (`?as=`), the first otherwise.

    Someone signed out gets the page to sign in on, here and at once.
    """
    if not request.user.is_authenticated:
        return redirect_to_login("/") if request.htmx else sign_in(request)
    held = [role for role in HOMES if request.user.institutions_as(role)]
    if not held:
        return render_page(request, "home/nobody.html", reading.entrant_home(request.user))
    asked = request.GET.get("as", "")
    role = asked if asked in held else held[0]
    template, context = HOMES[role]
    tabs = [{"url": f"?as={one}", "label": capfirst(Role(one).label), "current": one == role} for one in held]
    return render_page(request, template, context(request.user) | {"roles": tabs if len(tabs) > 1 else []})


@require_GET
def my_money(request: Request) -> HttpResponse:
    """Lead a learner to the money behind this year's plan, or home while there is no plan yet."""
    plan = Plan.objects.filter(learner=request.user, year=current_year()).only("pk").first()
    return redirect("money", plan.pk) if plan else redirect("home")
