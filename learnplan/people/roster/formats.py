"""The dialects of a roster: which file holds what, under which headers. Data only.

Sources: 1EdTech OneRoster CSV binding 1.1 and 1.2; Microsoft School Data Sync, CSV formats v2.1 and v1 (classic).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileFormat:
    """One kind of file, and the staging table it `loads` into.

    `columns` maps each known header to our field, or to None: known and not needed. `fixed` are fields that every row
    of the file has.
    """

    name: str
    loads: str
    columns: dict[str, str | None]
    required: tuple[str, ...]
    fixed: dict[str, str]


@dataclass(frozen=True, slots=True)
class Dialect:
    """One family of files, in the order in which they are loaded; `not_needed` are known and left unread."""

    name: str
    files: tuple[FileFormat, ...]
    not_needed: tuple[str, ...] = ()
    american_dates: bool = False
    inactive_ends: bool = False


def file(name: str, loads: str, read: str, unread: str = "", **fixed: str) -> FileFormat:
    """Return a format from lists of headers with commas between: those that are read, and those known and not needed.

    A header is followed by "= field" where our field has another name, and begins with "*" where it is required.

    >>> file("userFlags", "flag", "*userSourcedId = user, *flag").columns
    {'userSourcedId': 'user', 'flag': 'flag'}
    """
    columns: dict[str, str | None] = {}
    required = []
    for entry in read.split(", "):
        header, _equals, into = entry.removeprefix("*").partition(" = ")
        columns[header] = into or header
        if entry.startswith("*"):
            required.append(header)
    columns |= dict.fromkeys(unread.split(", ") if unread else ())
    return FileFormat(name, loads, columns, tuple(required), fixed)


ONEROSTER = Dialect(
    "OneRoster",
    (
        file(
            "orgs",
            "org",
            "*sourcedId = sourced_id, status, *name, *type = kind, identifier = code, parentSourcedId = parent",
            "dateLastModified",
        ),
        file(
            "academicSessions",
            "session",
            "*sourcedId = sourced_id, status, *title, *type = kind, *startDate = starts_on, *endDate = ends_on",
            "dateLastModified, parentSourcedId, schoolYear",
        ),
        file(
            "courses",
            "course",
            "*sourcedId = sourced_id, status, *title, courseCode = code, orgSourcedId = org",
            "dateLastModified, schoolYearSourcedId, grades, subjects, subjectCodes",
        ),
        file(
            "classes",
            "class",
            "*sourcedId = sourced_id, status, *title, classCode = code, courseSourcedId = course, "
            "*schoolSourcedId = org, termSourcedIds = sessions, classType = class_type",
            "dateLastModified, grades, location, subjects, subjectCodes, periods",
        ),
        file(
            "users",
            "user",
            "*sourcedId = sourced_id, status, enabledUser = enabled, orgSourcedIds = orgs, role, username, "
            "*givenName = given_name, *familyName = family_name, preferredGivenName = preferred_name, email, "
            "agentSourcedIds = agents, grades = grade",
            "dateLastModified, userIds, middleName, identifier, sms, phone, password, userMasterIdentifier, "
            "resourceSourcedIds, preferredMiddleName, preferredFamilyName, primaryOrgSourcedId, pronouns",
        ),
        file(
            "roles",
            "role",
            "*sourcedId = sourced_id, status, *userSourcedId = user, *role, beginDate = from_on, endDate = until_on, "
            "*orgSourcedId = org",
            "dateLastModified, roleType, userProfileSourcedId",
        ),
        file(
            "enrollments",
            "enrolment",
            "*sourcedId = sourced_id, status, *classSourcedId = class, *userSourcedId = user, *role, "
            "beginDate = from_on, endDate = until_on",
            "dateLastModified, schoolSourcedId, primary",
        ),
    ),
    not_needed=(
        *("demographics", "userProfiles", "userResources", "resources", "courseResources", "classResources"),
        *("categories", "lineItems", "lineItemLearningObjectiveIds", "lineItemScoreScales"),
        *("results", "resultLearningObjectiveIds", "resultScoreScales", "scoreScales"),
    ),
)

SDS = Dialect(
    "School Data Sync v2.1",
    (
        file("orgs", "org", "*sourcedId = sourced_id, *name, *type = kind, parentSourcedId = parent"),
        file(
            "academicSessions",
            "session",
            "*sourcedId = sourced_id, *title, *type = kind, *startDate = starts_on, *endDate = ends_on",
            "schoolYear",
        ),
        file(
            "courses",
            "course",
            "*sourcedId = sourced_id, orgSourcedId = org, *title, code",
            "schoolYearSourcedId, subject, grade",
        ),
        file(
            "classes",
            "class",
            "*sourcedId = sourced_id, *title, *orgSourcedId = org, sessionSourcedIds = sessions, "
            "courseSourcedId = course, code",
        ),
        file(
            "users",
            "user",
            "*sourcedId = sourced_id, *username, givenName = given_name, familyName = family_name, email",
            "password, activeDirectoryMatchId, phone, sms, userNumber, middleName",
        ),
        file(
            "roles",
            "role",
            "*userSourcedId = user, *orgSourcedId = org, *role, grade, roleStartDate = from_on, roleEndDate = until_on",
            "sessionSourcedId, isPrimary",
        ),
        file("enrollments", "enrolment", "*classSourcedId = class, *userSourcedId = user, *role"),
        file(
            "relationships",
            "relationship",
            "*userSourcedId = user, *relationshipUserSourcedId = other, *relationshipRole = kind",
        ),
        file("userFlags", "flag", "*userSourcedId = user, *flag"),
    ),
    not_needed=("demographics",),
)

CLASSIC_PERSON = (
    "ID = sourced_id, SIS ID = sourced_id, School DfE Number = orgs, School SIS ID = orgs, *First Name = given_name, "
    "*Last Name = family_name, *Username = username, Status = status, Secondary Email = email"
)
CLASSIC_PERSON_UNREAD = "Password, State ID, Middle Name, Teacher Number, Title, Qualification, Student Number"
CLASSIC_ENROLMENT = "Section ID = class, Section SIS ID = class, ID = user, SIS ID = user"
CLASSIC = Dialect(
    "School Data Sync classic",
    (
        file(
            "School",
            "org",
            "DfE Number = sourced_id, SIS ID = sourced_id, *Name = name, School Number = code",
            "School NCES_ID, State ID, Grade Low, Grade High, Principal SIS ID, Principal Name, "
            "Principal Secondary Email, Address, City, State, Country, Postal Code, Phone, Zone",
            kind="school",
        ),
        file(
            "Section",
            "class",
            "ID = sourced_id, SIS ID = sourced_id, School DfE Number = org, School SIS ID = org, "
            "*Section Name = title, Section Number = code, Term SIS ID = sessions, Term Name = session_title, "
            "Term StartDate = session_starts_on, Term EndDate = session_ends_on, Course SIS ID = course, "
            "Course Name = course_title, Course Number = course_code, Status = status",
            "Course Description, Course Subject, Periods",
        ),
        file(
            "Student",
            "user",
            f"{CLASSIC_PERSON}, Grade = grade",
            f"{CLASSIC_PERSON_UNREAD}, Birthdate, Graduation Year",
            role="student",
        ),
        file("Teacher", "user", CLASSIC_PERSON, CLASSIC_PERSON_UNREAD, role="teacher"),
        file("StudentEnrollment", "enrolment", CLASSIC_ENROLMENT, role="student"),
        file("TeacherRoster", "enrolment", CLASSIC_ENROLMENT, role="teacher"),
    ),
    american_dates=True,
    inactive_ends=True,
)

# Headers and manifest names seen in the wild, and what was meant. They are reported, never guessed.
MISSPELT = {
    "userId": "userIds",
    "agents": "agentSourcedIds",
    "agentSourcedId": "agentSourcedIds",
    "grade": "grades",
    "schoolYearId": "schoolYearSourcedId",
    "prefferedGivenName": "preferredGivenName",
    "prefferedMiddleName": "preferredMiddleName",
    "prefferedFamilyName": "preferredFamilyName",
    "dataLastModified": "dateLastModified",
    "dateLastModifed": "dateLastModified",
    "sourceId": "sourcedId",
    "orgSourcedId": "orgSourcedIds",
    "termSourcedId": "termSourcedIds",
}
