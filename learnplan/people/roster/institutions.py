"""Storing institutions: whose they are, what is above each, and what an administrator's own import may touch."""

from django.utils.translation import gettext as _

from learnplan.people.models import Institution
from learnplan.people.roster.refusals import BundleRefused
from learnplan.people.roster.run import STANDS, Run, in_reach

PARTS = """
    WITH RECURSIVE part AS (
        SELECT id FROM learnplan_institution WHERE id = %s
        UNION SELECT i.id FROM learnplan_institution i JOIN part ON i.parent_id = part.id
    ) SELECT id FROM part
"""


def reach_of(institution: Institution) -> list[int]:
    """Return the ids of the institution and of all that lies under it."""
    return [part.pk for part in Institution.objects.raw(PARTS, [institution.pk])]


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


def store_institutions(run: Run) -> None:
    """Store institutions, then what is above each, which may stand later in the file."""
    run.begin("org")
    if run.reach is not None:
        refuse_out_of_reach(run)
    run.store("org", {"name": "s.name", "kind": "s.kind", "code": "s.code"})
    if run.reach is not None:
        run.reach = run.value(
            "SELECT array_agg(DISTINCT id) FROM (SELECT unnest(%(reach)s::bigint[]) AS id UNION ALL "
            "SELECT known_id FROM s_org WHERE known_id IS NOT NULL AND outcome IS DISTINCT FROM 'refused') known"
        )
    store_parents(run)


def refuse_out_of_reach(run: Run) -> None:
    """Refuse institutions that are neither the importing one nor below it."""
    message = _("This is neither your institution nor a part of it: ask whoever runs the consortium to bring it in.")
    where = (
        "s.sid NOT IN (WITH RECURSIVE mine AS ("
        "SELECT i.sourced_id::text AS sid FROM learnplan_institution i WHERE i.id = ANY(%(reach)s) "
        "AND i.roster = %(roster)s AND i.sourced_id IS NOT NULL UNION SELECT o.sid FROM s_org o "
        "JOIN mine ON o.parent = mine.sid WHERE o.outcome IS NULL AND o.known_id IS NULL) SELECT sid FROM mine)"
    )
    run.refuse("org", "not_yours", "sourced_id", message, where)


def store_parents(run: Run) -> None:
    """Set what is above each institution, but for what is missing and what leads round in a circle."""
    run.find("org", "parent_id", "org", "parent", where=STANDS)
    message = _("The institution above it, {detail}, is not known. This one is taken without it.")
    where = "s.parent IS NOT NULL AND s.parent_id IS NULL AND NOT s.gone"
    run.warn("org", "parent_missing", "parent", message, where, detail="s.parent")
    message = _("The institutions above it lead back to itself. It is taken without them.")
    circle = (
        "(WITH RECURSIVE edge AS (SELECT known_id AS id, parent_id FROM s_org WHERE parent_id IS NOT NULL "
        "UNION ALL SELECT i.id, i.parent_id FROM learnplan_institution i WHERE i.parent_id IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM s_org o WHERE o.known_id = i.id)), up AS (SELECT id AS start, parent_id AS above FROM edge "
        "UNION SELECT up.start, edge.parent_id FROM up JOIN edge ON edge.id = up.above) "
        "SELECT start FROM up WHERE start = above) circle"
    )
    where, change = "circle.start = s.known_id", "parent_id = NULL"
    run.warn("org", "parent_circle", "parent", message, where, source=circle, change=change)
    run.change(
        "org",
        "updated",
        "UPDATE learnplan_institution t SET parent_id = s.parent_id FROM s_org s WHERE t.id = s.known_id "
        f"AND {STANDS} AND t.parent_id IS DISTINCT FROM s.parent_id AND {in_reach('s.parent_id')}",
    )
