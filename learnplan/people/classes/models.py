"""What a roster knows beside people: sessions of the year, courses, classes and who is in them."""

from django.db import models

from learnplan.people.dated import DatedQuerySet, FromRoster, known_once
from learnplan.people.models import Institution, Role, User


class AcademicSession(FromRoster):
    """A term, semester, school year or other stretch of time that a roster names."""

    title = models.CharField(max_length=255)
    kind = models.CharField(max_length=30)
    starts_on = models.DateField()
    ends_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [known_once("learnplan_academicsession_known_once")]

    def __str__(self):
        return self.title


class Course(FromRoster):
    """A course of study that classes teach."""

    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="courses")
    title = models.CharField(max_length=255)
    code = models.CharField(max_length=100, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [known_once("learnplan_course_known_once")]

    def __str__(self):
        return self.title


class ClassQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Classes of the institutions this user administers, and those they teach."""
        taught = Enrolment.objects.current().filter(user=user, role=Role.TEACHER)
        administered = user.institutions_as(Role.ADMINISTRATOR)
        return self.filter(models.Q(institution__in=administered) | models.Q(pk__in=taught.values("in_class")))


class Class(FromRoster):
    """A group of learners with a teacher; may run in several sessions."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="classes")
    course = models.ForeignKey(Course, models.PROTECT, null=True, related_name="classes")
    title = models.CharField(max_length=255)
    code = models.CharField(max_length=100, blank=True)
    sessions = models.ManyToManyField(AcademicSession, related_name="classes")
    ended_on = models.DateField(null=True, blank=True)

    objects = ClassQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [known_once("learnplan_class_known_once")]

    def __str__(self):
        return self.title


class Enrolment(FromRoster):
    """One user's part in a class, as learner or teacher (whatever their role elsewhere)."""

    in_class = models.ForeignKey(Class, models.CASCADE, related_name="enrolments")
    user = models.ForeignKey(User, models.CASCADE, related_name="enrolments")
    role = models.CharField(max_length=20, choices=Role)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [known_once("learnplan_enrolment_known_once")]

    def __str__(self):
        return f"{self.user_id} in {self.in_class_id}"
