"""Whether a freedom can be earned under the matrix of an institution, or is there already. Pure."""

from django.utils.translation import gettext as _

from plans.coproduction.freedoms.catalogue import Freedom, named
from plans.matrix.acts import Column, Setting
from plans.matrix.presets import setting
from plans.matrix.rules import Rules


def is_given(about: Freedom, rules: Rules) -> bool:
    """Say whether every learner may do all of it here without asking, so that there is nothing to earn."""
    return all(setting(rules.cells, act, [Column.LEARNER]) == Setting.ALLOW for act in about.acts)


def why_closed(about: Freedom, rules: Rules) -> str:
    """Return why the freedom cannot be asked for under these rules: nothing to gain, or not here; "" if it can."""
    says = {act: setting(rules.cells, act, [Column.LEARNER]) for act in about.acts}
    if Setting.REQUEST in says.values():
        return ""
    if Setting.DENY in says.values():
        return _("At %(place)s nobody may: %(acts)s (%(rule)s). An administrator there can change that rule.") % {
            "place": rules.institution,
            "acts": named(about.acts),
            "rule": rules.name,
        }
    return _("You have this already: at %(place)s no learner has to ask.") % {"place": rules.institution}
