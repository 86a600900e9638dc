"""What the words of rosters mean here: roles, kinds of institution, relationships and flags."""

from learnplan.people.models import Circumstance, Institution, Role

ROLES = {
    "student": Role.LEARNER,
    "teacher": Role.TEACHER,
    "aide": Role.TEACHER,
    "proctor": Role.TEACHER,
    "professor": Role.TEACHER,
    "lecturer": Role.TEACHER,
    "instructor": Role.TEACHER,
    "faculty": Role.TEACHER,
    "adjunct": Role.TEACHER,
    "substitute": Role.TEACHER,
    "teacherAssistant": Role.TEACHER,
    "paraprofessional": Role.TEACHER,
    "coach": Role.TEACHER,
    "counselor": Role.ADVOCATE,
    "advisor": Role.ADVOCATE,
    "administrator": Role.ADMINISTRATOR,
    "principal": Role.ADMINISTRATOR,
    "siteAdministrator": Role.ADMINISTRATOR,
    "districtAdministrator": Role.ADMINISTRATOR,
    "systemAdministrator": Role.ADMINISTRATOR,
    "parent": Role.CARER,
    "guardian": Role.CARER,
    "relative": Role.CARER,
}
IN_CLASS = {word: role for word, role in ROLES.items() if role in (Role.LEARNER, Role.TEACHER)} | {
    "administrator": Role.ADMINISTRATOR
}
KINDS = {
    "school": Institution.Kind.SCHOOL,
    "campus": Institution.Kind.SCHOOL,
    "adultEducation": Institution.Kind.COLLEGE,
    "college": Institution.Kind.COLLEGE,
    "university": Institution.Kind.COLLEGE,
    "department": Institution.Kind.DEPARTMENT,
    "division": Institution.Kind.DEPARTMENT,
    "program": Institution.Kind.DEPARTMENT,
    "district": Institution.Kind.AUTHORITY,
    "local": Institution.Kind.AUTHORITY,
    "state": Institution.Kind.AUTHORITY,
    "national": Institution.Kind.AUTHORITY,
    "region": Institution.Kind.AUTHORITY,
    "province": Institution.Kind.AUTHORITY,
    "municipality": Institution.Kind.AUTHORITY,
    "localAuthority": Institution.Kind.AUTHORITY,
    "academicTrust": Institution.Kind.AUTHORITY,
    "ministryOfEducation": Institution.Kind.AUTHORITY,
    "departmentOfEducation": Institution.Kind.AUTHORITY,
}
RELATIONSHIPS = {"parent": "carer", "guardian": "carer", "relative": "carer", "fosterParent": "carer"}
FLAGS = {
    "freeLunch": Circumstance.Kind.FREE_MEALS,
    "iep": Circumstance.Kind.SEN,
    "504": Circumstance.Kind.SEN,
}
CLASS_TYPES = {"homeroom": "homeroom", "scheduled": "scheduled"}
STATUSES = {"": False, "active": False, "tobedeleted": True}
CLASSIC_STATUSES = {"": False, "Active": False, "Inactive": True}
TRUTHS = {"": True, "true": True, "false": False}
