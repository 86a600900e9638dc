"""Pages of classes: those one teaches or administers, and naming the tutor of one."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from learnplan.people.classes.actions import bind_class
from learnplan.people.classes.models import Class, Enrolment
from learnplan.people.forms import ClassTutorForm
from learnplan.people.models import Role
from learnplan.people.permissions import administers
from learnplan.web.pages import Request, attempt, get_visible, render_page, saved
from learnplan.web.paging import page_after

PAGE = 50


@require_GET
def classes(request: Request) -> HttpResponse:
    """Show the classes this person teaches or administers, with how many learners are in each."""
    learners = Enrolment.objects.current().filter(in_class=models.OuterRef("pk"), role=Role.LEARNER)
    counted = learners.order_by().values("in_class").annotate(count=models.Count("pk")).values("count")
    found = (
        Class.objects.visible_to(request.user)
        .filter(ended_on=None)
        .annotate(learners=models.functions.Coalesce(models.Subquery(counted), 0))
        .select_related("institution")
        .fetch_mode(models.FETCH_RAISE)
    )
    page = page_after(found, request.GET.get("after", ""), by=("title", "pk"), size=PAGE)
    administered = request.user.institutions_as(Role.ADMINISTRATOR)
    return render_page(request, "people/classes/classes.html", {"page": page, "administered": administered})


@require_http_methods(["GET", "POST"])
def class_tutor(request: Request, class_id: int) -> HttpResponse:
    """Make a teacher of a class the tutor of all its learners, after saying how many that is."""
    group = get_visible(Class.objects.visible_to(request.user).select_related("institution"), pk=class_id)
    if not administers(request.user, group.institution_id):
        raise PermissionDenied(_("Only an administrator can name tutors."))
    form = ClassTutorForm(request.POST or None, in_class=group)
    if form.is_valid():
        count = attempt(form, bind_class, in_class=group, actor=request.user, **form.cleaned_data)
        if count is not None:
            words = ngettext("New for %(count)d learner.", "New for %(count)d learners.", count)
            return saved(request, "classes", message=words % {"count": count})
    learners = Enrolment.objects.current().filter(in_class=group, role=Role.LEARNER).count()
    return render_page(request, "people/classes/tutor.html", {"form": form, "class": group, "learners": learners})
