"""The home of a learner: my plan, with what needs me, my targets, my script, my people and my money."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.home.learner_reading import read_home
from learnplan.home.needs import needs
from learnplan.people.models import Role, User
from learnplan.years import academic_year, term
from plans.consultation.dates import coming_up
from plans.targets.answers import line
from plans.targets.models import Target
from scripts.authoring.chosen.telling import chosen_of
from scripts.authoring.mapping.drawing import draw_mini

TERMS = {1: gettext_lazy("autumn"), 2: gettext_lazy("spring"), 3: gettext_lazy("summer")}
MOST_OPEN, MOST_REACHED = 4, 1


def context(user: User) -> dict:
    """Return what the home page of the learner `user` shows."""
    today = timezone.localdate()
    home = read_home(user, academic_year(today), today)
    return {
        "plan": home.plan,
        "purpose": home.purpose,
        "when": when(user, today),
        "needs": needs(user, home),
        "picture": home.picture,
        "chosen": chosen_of(home.picture, is_learner=True) if home.picture else None,
        "drawing": draw_mini(home.picture, title=_("Where my script is going")) if home.picture else None,
        "rows": rows(home.targets),
        "target_count": sum(not target.is_draft for target in home.targets),
        "people": home.people,
        "coming": coming_up(home.talks, user),
        "encouragements": home.encouragements,
        "money": home.money,
    }


def rows(targets: list[Target]) -> list:
    """Return the few targets that home shows: those with a call first, then by date; then the last one reached."""
    still = sorted((t for t in targets if t.is_open), key=lambda t: (t.state not in Target.CALLS, t.due_on))
    reached = [t for t in targets if t.state == Target.State.REACHED]
    reached.sort(key=lambda t: t.closed_at or t.moved_at, reverse=True)
    return [line(target) for target in still[:MOST_OPEN] + reached[:MOST_REACHED]]


def when(user: User, today: dt.date) -> dict:
    """Return where in their education the learner is today: year group, term and institution."""
    here = next(one for one in user.current_memberships if one.role == Role.LEARNER)
    return {"year_group": here.year_group, "term": TERMS[term(today)], "institution": here.institution}
