"""The dialects of a roster: which file holds what, under which headers. Data only.

Sources: 1EdTech OneRoster CSV binding 1.1 and 1.2; Microsoft School Data Sync, CSV formats v2.1 and v1 (classic).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

COMMON = {"sourcedId": "sourced_id", "status": "status", "dateLastModified": None}


@dataclass(frozen=True, slots=True)
class FileFormat:
    """One kind of file. `columns` maps each known header to our field, or to None: known and not needed."""

    name: str
    loads: str
    columns: Mapping[str, str | None]
    required: tuple[str, ...]
    fixed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dialect:
    """One family of files, in the order in which they are loaded; `not_needed` are known and left unread."""

    name: str
    files: tuple[FileFormat, ...]
    not_needed: tuple[str, ...] = ()
    american_dates: bool = False
    inactive_ends: bool = False


def nothing(*headers: str) -> dict[str, str | None]:
    """Headers that are known and not needed here."""
    return dict.fromkeys(headers)


ONEROSTER = Dialect(
    "OneRoster",
    (
        FileFormat(
            "orgs",
            "org",
            COMMON | {"name": "name", "type": "kind", "identifier": "code", "parentSourcedId": "parent"},
            ("sourcedId", "name", "type"),
        ),
        FileFormat(
            "academicSessions",
            "session",
            COMMON
            | {"title": "title", "type": "kind", "startDate": "starts_on", "endDate": "ends_on"}
            | nothing("parentSourcedId", "schoolYear"),
            ("sourcedId", "title", "type", "startDate", "endDate"),
        ),
        FileFormat(
            "courses",
            "course",
            COMMON
            | {"title": "title", "courseCode": "code", "orgSourcedId": "org"}
            | nothing("schoolYearSourcedId", "grades", "subjects", "subjectCodes"),
            ("sourcedId", "title"),
        ),
        FileFormat(
            "classes",
            "class",
            COMMON
            | {
                "title": "title",
                "classCode": "code",
                "courseSourcedId": "course",
                "schoolSourcedId": "org",
                "termSourcedIds": "sessions",
                "classType": "class_type",
            }
            | nothing("grades", "location", "subjects", "subjectCodes", "periods"),
            ("sourcedId", "title", "schoolSourcedId"),
        ),
        FileFormat(
            "users",
            "user",
            COMMON
            | {
                "enabledUser": "enabled",
                "orgSourcedIds": "orgs",
                "role": "role",
                "username": "username",
                "givenName": "given_name",
                "familyName": "family_name",
                "preferredGivenName": "preferred_name",
                "email": "email",
                "agentSourcedIds": "agents",
                "grades": "grade",
            }
            | nothing("userIds", "middleName", "identifier", "sms", "phone", "password", "userMasterIdentifier")
            | nothing("resourceSourcedIds", "preferredMiddleName", "preferredFamilyName", "primaryOrgSourcedId")
            | nothing("pronouns"),
            ("sourcedId", "givenName", "familyName"),
        ),
        FileFormat(
            "roles",
            "role",
            COMMON
            | {
                "userSourcedId": "user",
                "role": "role",
                "beginDate": "from_on",
                "endDate": "until_on",
                "orgSourcedId": "org",
            }
            | nothing("roleType", "userProfileSourcedId"),
            ("sourcedId", "userSourcedId", "role", "orgSourcedId"),
        ),
        FileFormat(
            "enrollments",
            "enrolment",
            COMMON
            | {
                "classSourcedId": "class",
                "userSourcedId": "user",
                "role": "role",
                "beginDate": "from_on",
                "endDate": "until_on",
            }
            | nothing("schoolSourcedId", "primary"),
            ("sourcedId", "classSourcedId", "userSourcedId", "role"),
        ),
    ),
    not_needed=(
        "demographics",
        "userProfiles",
        "userResources",
        "resources",
        "courseResources",
        "classResources",
        "categories",
        "lineItems",
        "lineItemLearningObjectiveIds",
        "lineItemScoreScales",
        "results",
        "resultLearningObjectiveIds",
        "resultScoreScales",
        "scoreScales",
    ),
)

SDS = Dialect(
    "School Data Sync v2.1",
    (
        FileFormat(
            "orgs",
            "org",
            {"sourcedId": "sourced_id", "name": "name", "type": "kind", "parentSourcedId": "parent"},
            ("sourcedId", "name", "type"),
        ),
        FileFormat(
            "academicSessions",
            "session",
            {
                "sourcedId": "sourced_id",
                "title": "title",
                "type": "kind",
                "startDate": "starts_on",
                "endDate": "ends_on",
                "schoolYear": None,
            },
            ("sourcedId", "title", "type", "startDate", "endDate"),
        ),
        FileFormat(
            "courses",
            "course",
            {"sourcedId": "sourced_id", "orgSourcedId": "org", "title": "title", "code": "code"}
            | nothing("schoolYearSourcedId", "subject", "grade"),
            ("sourcedId", "title"),
        ),
        FileFormat(
            "classes",
            "class",
            {
                "sourcedId": "sourced_id",
                "orgSourcedId": "org",
                "title": "title",
                "sessionSourcedIds": "sessions",
                "courseSourcedId": "course",
                "code": "code",
            },
            ("sourcedId", "title", "orgSourcedId"),
        ),
        FileFormat(
            "users",
            "user",
            {
                "sourcedId": "sourced_id",
                "username": "username",
                "givenName": "given_name",
                "familyName": "family_name",
                "email": "email",
            }
            | nothing("password", "activeDirectoryMatchId", "phone", "sms", "userNumber", "middleName"),
            ("sourcedId", "username"),
        ),
        FileFormat(
            "roles",
            "role",
            {
                "userSourcedId": "user",
                "orgSourcedId": "org",
                "role": "role",
                "grade": "grade",
                "roleStartDate": "from_on",
                "roleEndDate": "until_on",
            }
            | nothing("sessionSourcedId", "isPrimary"),
            ("userSourcedId", "orgSourcedId", "role"),
        ),
        FileFormat(
            "enrollments",
            "enrolment",
            {"classSourcedId": "class", "userSourcedId": "user", "role": "role"},
            ("classSourcedId", "userSourcedId", "role"),
        ),
        FileFormat(
            "relationships",
            "relationship",
            {"userSourcedId": "user", "relationshipUserSourcedId": "other", "relationshipRole": "kind"},
            ("userSourcedId", "relationshipUserSourcedId", "relationshipRole"),
        ),
        FileFormat(
            "userFlags",
            "flag",
            {"userSourcedId": "user", "flag": "flag"},
            ("userSourcedId", "flag"),
        ),
    ),
    not_needed=("demographics",),
)

CLASSIC_PERSON = {
    "ID": "sourced_id",
    "SIS ID": "sourced_id",
    "School DfE Number": "orgs",
    "School SIS ID": "orgs",
    "First Name": "given_name",
    "Last Name": "family_name",
    "Username": "username",
    "Status": "status",
    "Secondary Email": "email",
} | nothing("Password", "State ID", "Middle Name", "Teacher Number", "Title", "Qualification", "Student Number")
SECTION_ID = {"Section ID": "class", "Section SIS ID": "class"}

CLASSIC = Dialect(
    "School Data Sync classic",
    (
        FileFormat(
            "School",
            "org",
            {
                "DfE Number": "sourced_id",
                "SIS ID": "sourced_id",
                "Name": "name",
                "School Number": "code",
            }
            | nothing("School NCES_ID", "State ID", "Grade Low", "Grade High", "Principal SIS ID", "Principal Name")
            | nothing("Principal Secondary Email", "Address", "City", "State", "Country", "Postal Code", "Phone")
            | nothing("Zone"),
            ("Name",),
            fixed={"kind": "school"},
        ),
        FileFormat(
            "Section",
            "class",
            {
                "ID": "sourced_id",
                "SIS ID": "sourced_id",
                "School DfE Number": "org",
                "School SIS ID": "org",
                "Section Name": "title",
                "Section Number": "code",
                "Term SIS ID": "sessions",
                "Term Name": "session_title",
                "Term StartDate": "session_starts_on",
                "Term EndDate": "session_ends_on",
                "Course SIS ID": "course",
                "Course Name": "course_title",
                "Course Number": "course_code",
                "Status": "status",
            }
            | nothing("Course Description", "Course Subject", "Periods"),
            ("Section Name",),
        ),
        FileFormat(
            "Student",
            "user",
            CLASSIC_PERSON | {"Grade": "grade"} | nothing("Birthdate", "Graduation Year"),
            ("First Name", "Last Name", "Username"),
            fixed={"role": "student"},
        ),
        FileFormat(
            "Teacher",
            "user",
            CLASSIC_PERSON,
            ("First Name", "Last Name", "Username"),
            fixed={"role": "teacher"},
        ),
        FileFormat(
            "StudentEnrollment",
            "enrolment",
            SECTION_ID | {"ID": "user", "SIS ID": "user"},
            (),
            fixed={"role": "student"},
        ),
        FileFormat(
            "TeacherRoster",
            "enrolment",
            SECTION_ID | {"ID": "user", "SIS ID": "user"},
            (),
            fixed={"role": "teacher"},
        ),
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
