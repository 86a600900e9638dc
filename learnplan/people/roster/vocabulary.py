"""What the words of rosters mean here: roles, kinds of institution, relationships and flags."""

from learnplan.people.models import Circumstance, Institution, Role


def meanings(words_of: dict[str, str]) -> dict[str, str]:
    """Return what each word means, from the words (with spaces between) of each meaning."""
    return {word: meaning for meaning, words in words_of.items() for word in words.split()}


ROLES = meanings(
    {
        Role.LEARNER: "student",
        Role.TEACHER: "teacher aide proctor professor lecturer instructor faculty adjunct substitute teacherAssistant "
        "paraprofessional coach",
        Role.ADVOCATE: "counselor advisor",
        Role.ADMINISTRATOR: "administrator principal siteAdministrator districtAdministrator systemAdministrator",
        Role.CARER: "parent guardian relative",
    }
)
IN_CLASS = {word: role for word, role in ROLES.items() if role in (Role.LEARNER, Role.TEACHER)} | {
    "administrator": Role.ADMINISTRATOR
}
KINDS = meanings(
    {
        Institution.Kind.SCHOOL: "school campus",
        Institution.Kind.COLLEGE: "adultEducation college university",
        Institution.Kind.DEPARTMENT: "department division program",
        Institution.Kind.AUTHORITY: "district local state national region province municipality localAuthority "
        "academicTrust ministryOfEducation departmentOfEducation",
    }
)
RELATIONSHIPS = meanings({"carer": "parent guardian relative fosterParent"})
FLAGS = meanings({Circumstance.Kind.FREE_MEALS: "freeLunch", Circumstance.Kind.SEN: "iep 504"})
CLASS_TYPES = ("homeroom", "scheduled")
STATUSES = {"": False, "active": False, "tobedeleted": True}
CLASSIC_STATUSES = {"": False, "Active": False, "Inactive": True}
TRUTHS = {"": True, "true": True, "false": False}
