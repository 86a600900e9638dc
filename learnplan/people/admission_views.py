"""Pages for administrators: adding a person whom no roster knows, and naming the tutor of a whole class."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from learnplan.pages import Request, get_visible, render_page, saved
from learnplan.people.actions import admit
from learnplan.people.class_actions import bind_class
from learnplan.people.forms import AdmitForm, ClassTutorForm
from learnplan.people.models import Role
from learnplan.people.permissions import administers
from learnplan.people.roster.models import Class, Enrolment
from learnplan.rules import RuleBroken


@require_http_methods(["GET", "POST"])
def person_new(request: Request) -> HttpResponse:
    """Add a person with a role, at an institution this administrator runs."""
    if not request.user.institutions_as(Role.ADMINISTRATOR):
        raise PermissionDenied(_("Only an administrator can add people."))
    form = AdmitForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            person = admit(actor=request.user, from_on=timezone.localdate(), **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, error)
        else:
            message = _("%(name)s is here now. They choose a password by “I forgot my password”.")
            return saved(request, "person", person.pk, message=message % {"name": person})
    return render_page(request, "people/person_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def class_tutor(request: Request, class_id: int) -> HttpResponse:
    """Make a teacher of a class the tutor of all its learners, after saying how many that is."""
    group = get_visible(Class.objects.visible_to(request.user).select_related("institution"), pk=class_id)
    if not administers(request.user, group.institution_id):
        raise PermissionDenied(_("Only an administrator can name tutors."))
    form = ClassTutorForm(request.POST or None, in_class=group)
    if form.is_valid():
        try:
            count = bind_class(in_class=group, actor=request.user, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, error)
        else:
            words = ngettext("New for %(count)d learner.", "New for %(count)d learners.", count)
            return saved(request, "classes", message=words % {"count": count})
    learners = Enrolment.objects.current().filter(in_class=group, role=Role.LEARNER).count()
    return render_page(request, "people/class_tutor.html", {"form": form, "class": group, "learners": learners})
