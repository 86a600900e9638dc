"""What an institution's own administrator may touch with a roster: the institution and its parts."""

from django.utils.translation import gettext as _

from learnplan.people.models import Institution
from learnplan.people.roster.refusals import BundleRefused
from learnplan.people.roster.run import Run

PARTS = """
    WITH RECURSIVE part AS (
        SELECT id FROM learnplan_institution WHERE id = %s
        UNION SELECT i.id FROM learnplan_institution i JOIN part ON i.parent_id = part.id
    ) SELECT id FROM part
"""


def reach_of(institution: Institution) -> list[int]:
    """Return the ids of the institution and of all that lies under it."""
    return [part.pk for part in Institution.objects.raw(PARTS, [institution.pk])]


def roster_of(institution: Institution) -> str:
    """Return the name of the roster that the institution came from, or of its own one."""
    return institution.roster if institution.sourced_id else f"institution-{institution.pk}"


def claim_institution(run: Run, institution: Institution) -> None:
    """Find an institution that no roster knows yet in this one, by its name or code. Raises BundleRefused."""
    if institution.sourced_id:
        return
    claimed = run.do(
        "UPDATE learnplan_institution i SET roster = %(roster)s, sourced_id = like_it.sid FROM (SELECT min(sid) AS sid "
        "FROM s_org s, learnplan_institution i WHERE i.id = %(id)s AND s.outcome IS NULL AND NOT s.gone "
        "AND (lower(s.name) = lower(i.name) OR (i.code <> '' AND s.code = i.code)) HAVING count(DISTINCT sid) = 1) "
        "like_it WHERE i.id = %(id)s",
        id=institution.pk,
    )
    if not claimed:
        message = _("No institution in this roster has the name or code of {name}, so it cannot be told whose it is.")
        raise BundleRefused("not_yours", message.format(name=institution.name), file="orgs")
