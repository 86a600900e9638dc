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
    required: list[str]
    fixed: dict[str, str]


@dataclass(frozen=True, slots=True)
class Dialect:
    """One family of files, in the order in which they are loaded; `not_needed` are known and left unread."""

    name: str
    files: tuple[FileFormat, ...]
    not_needed: tuple[str, ...] = ()
    american_dates: bool = False
    inactive_ends: bool = False


def files(table: str) -> tuple[FileFormat, ...]:
    """Return the formats in a table: a line "name > staging table" for each file, and under it lines of its headers.

    Headers stand with commas between. "header = field" is read into that field, and a header alone into the field of
    its own name; a "*" before it says that it is required. A line that begins with "-" has the headers that are known
    and not needed, and one that begins with "+" a field that every row has.

    >>> [flags] = files("userFlags > flag" + chr(10) + "*userSourcedId = user, flag")
    >>> flags.columns, flags.required
    ({'userSourcedId': 'user', 'flag': 'flag'}, ['userSourcedId'])
    """
    found: list[FileFormat] = []
    for line in filter(None, map(str.strip, table.splitlines())):
        if ">" in line:
            name, loads = line.split(" > ")
            found.append(FileFormat(name, loads, {}, [], {}))
            continue
        columns, sign = found[-1].columns, line[0]
        for entry in line.strip("-+, ").split(", "):
            header, _equals, into = entry.removeprefix("*").partition(" = ")
            if sign == "+":
                found[-1].fixed[header] = into
            else:
                columns[header] = None if sign == "-" else into or header
            if entry.startswith("*"):
                found[-1].required.append(header)
    return tuple(found)


ONEROSTER = Dialect(
    "OneRoster",
    files("""
        orgs > org
            *sourcedId = sourced_id, status, *name, *type = kind, identifier = code, parentSourcedId = parent
            - dateLastModified
        academicSessions > session
            *sourcedId = sourced_id, status, *title, *type = kind, *startDate = starts_on, *endDate = ends_on
            - dateLastModified, parentSourcedId, schoolYear
        courses > course
            *sourcedId = sourced_id, status, *title, courseCode = code, orgSourcedId = org
            - dateLastModified, schoolYearSourcedId, grades, subjects, subjectCodes
        classes > class
            *sourcedId = sourced_id, status, *title, classCode = code, courseSourcedId = course
            *schoolSourcedId = org, termSourcedIds = sessions, classType = class_type
            - dateLastModified, grades, location, subjects, subjectCodes, periods
        users > user
            *sourcedId = sourced_id, status, enabledUser = enabled, orgSourcedIds = orgs, role, username
            *givenName = given_name, *familyName = family_name, preferredGivenName = preferred_name, email
            agentSourcedIds = agents, grades = grade
            - dateLastModified, userIds, middleName, identifier, sms, phone, password, userMasterIdentifier
            - resourceSourcedIds, preferredMiddleName, preferredFamilyName, primaryOrgSourcedId, pronouns
        roles > role
            *sourcedId = sourced_id, status, *userSourcedId = user, *role, beginDate = from_on, endDate = until_on
            *orgSourcedId = org
            - dateLastModified, roleType, userProfileSourcedId
        enrollments > enrolment
            *sourcedId = sourced_id, status, *classSourcedId = class, *userSourcedId = user, *role
            beginDate = from_on, endDate = until_on
            - dateLastModified, schoolSourcedId, primary
    """),
    not_needed=(
        *("demographics", "userProfiles", "userResources", "resources", "courseResources", "classResources"),
        *("categories", "lineItems", "lineItemLearningObjectiveIds", "lineItemScoreScales"),
        *("results", "resultLearningObjectiveIds", "resultScoreScales", "scoreScales"),
    ),
)

SDS = Dialect(
    "School Data Sync v2.1",
    files("""
        orgs > org
            *sourcedId = sourced_id, *name, *type = kind, parentSourcedId = parent
        academicSessions > session
            *sourcedId = sourced_id, *title, *type = kind, *startDate = starts_on, *endDate = ends_on
            - schoolYear
        courses > course
            *sourcedId = sourced_id, orgSourcedId = org, *title, code
            - schoolYearSourcedId, subject, grade
        classes > class
            *sourcedId = sourced_id, *title, *orgSourcedId = org, sessionSourcedIds = sessions
            courseSourcedId = course, code
        users > user
            *sourcedId = sourced_id, *username, givenName = given_name, familyName = family_name, email
            - password, activeDirectoryMatchId, phone, sms, userNumber, middleName
        roles > role
            *userSourcedId = user, *orgSourcedId = org, *role, grade, roleStartDate = from_on, roleEndDate = until_on
            - sessionSourcedId, isPrimary
        enrollments > enrolment
            *classSourcedId = class, *userSourcedId = user, *role
        relationships > relationship
            *userSourcedId = user, *relationshipUserSourcedId = other, *relationshipRole = kind
        userFlags > flag
            *userSourcedId = user, *flag
    """),
    not_needed=("demographics",),
)

# Of two headers for one field the last counts.
CLASSIC_PERSON = """
            ID = sourced_id, SIS ID = sourced_id, School DfE Number = orgs, School SIS ID = orgs
            *First Name = given_name, *Last Name = family_name, *Username = username, Status = status
            Secondary Email = email
            - Password, State ID, Middle Name, Teacher Number, Title, Qualification, Student Number
"""
CLASSIC = Dialect(
    "School Data Sync classic",
    files(f"""
        School > org
            DfE Number = sourced_id, SIS ID = sourced_id, *Name = name, School Number = code
            - School NCES_ID, State ID, Grade Low, Grade High, Principal SIS ID, Principal Name
            - Principal Secondary Email, Address, City, State, Country, Postal Code, Phone, Zone
            + kind = school
        Section > class
            ID = sourced_id, SIS ID = sourced_id, School DfE Number = org, School SIS ID = org, *Section Name = title
            Section Number = code, Term SIS ID = sessions, Term Name = session_title
            Term StartDate = session_starts_on, Term EndDate = session_ends_on, Course SIS ID = course
            Course Name = course_title, Course Number = course_code, Status = status
            - Course Description, Course Subject, Periods
        Student > user{CLASSIC_PERSON}
            Grade = grade
            - Birthdate, Graduation Year
            + role = student
        Teacher > user{CLASSIC_PERSON}
            + role = teacher
        StudentEnrollment > enrolment
            Section ID = class, Section SIS ID = class, ID = user, SIS ID = user
            + role = student
        TeacherRoster > enrolment
            Section ID = class, Section SIS ID = class, ID = user, SIS ID = user
            + role = teacher
    """),
    american_dates=True,
    inactive_ends=True,
)

# Headers seen in the wild that are not like what was meant. They are reported, never guessed.
MISSPELT = {"agents": "agentSourcedIds", "schoolYearId": "schoolYearSourcedId"}
