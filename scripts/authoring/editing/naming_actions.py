"""Naming a version of a script."""

from django.db import transaction
from django.utils.translation import gettext as _

from learnplan.people.models import User
from learnplan.rules import RuleBroken
from scripts.authoring.editing.models import ScriptVersion
from scripts.authoring.writing import lock_script, record_writing

MOST_LETTERS = 100


@transaction.atomic
def name_version(*, version: ScriptVersion, name: str, actor: User) -> ScriptVersion:
    """Give a version a name to find it by; an empty one takes the name away. A named version is kept for good."""
    script = lock_script(version.script_id)
    found = script.versions.defer("content").filter(pk=version.pk).first()
    if found is None:
        raise RuleBroken(_("This version is not kept any more. Choose another one from the history."))
    name = " ".join(name.split())
    if len(name) > MOST_LETTERS:
        raise RuleBroken(_("A name has room for %(most)s letters. A few words are enough.") % {"most": MOST_LETTERS})
    others = script.versions.filter(name__iexact=name).exclude(pk=found.pk)
    if name and (other := others.defer("content").first()):
        raise RuleBroken(
            _("Version %(number)s is called “%(name)s” already. Give this one another name.")
            % {"number": other.number, "name": other.name}
        )
    if name == found.name:
        return found
    found.name = name
    found.save(update_fields=["name"])
    record_writing("script.version_named", script=script, thing=script, actor=actor, number=found.number, name=name)
    return found
