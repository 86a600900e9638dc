"""Pages about people: who is with me, a learner as staff see them, classes, and one's own profile."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from learnplan.pages import render_page, saved
from learnplan.people.actions import change_profile
from learnplan.people.forms import ProfileForm
from learnplan.people.models import User
from learnplan.rules import RuleBroken


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show what Learnplan calls me and where it writes to me, and change it."""
    me = User.objects.get(pk=request.user.pk)  # the form changes its instance before the action decides
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=me)
    if form.is_valid():
        try:
            change_profile(user=request.user, actor=request.user, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error("email", error)
        else:
            return saved(request, "profile", message=_("Saved."))
    return render_page(request, "people/profile.html", {"form": form, "me": request.user})
