"""A version of a script that waits for a second name, and a learner's template that somebody is to look at."""

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learnplan.people.models import Role
from learnplan.waiting.models import Waiting
from learnplan.waiting.shapes import Need, Source, Who, columns
from plans.years.rules import HELPERS
from scripts.publishing.models import BranchTemplate
from scripts.sharing.models import Signing, VersionSignature


def _to_sign():
    """The version that a learner put up last, while no tutor or advocate has signed it."""
    same = Signing.objects.filter(version__script=OuterRef("version__script"), taken_back_at=None)
    later = same.filter(
        Q(put_up_at__gt=OuterRef("put_up_at")) | Q(put_up_at=OuterRef("put_up_at"), pk__gt=OuterRef("pk"))
    )
    signed = VersionSignature.objects.filter(signing=OuterRef("pk"), role__in=HELPERS)
    rows = Signing.objects.filter(~Exists(later), ~Exists(signed), taken_back_at=None)
    script = "version__script"
    own = columns(thing=script, learner=f"{script}__learner", institution=f"{script}__institution", since="put_up_at")
    return rows.values(**own)


def _to_look_at():
    own = columns(learner="author", institution="institution", by="author", since="written_at", name=F("name"))
    return BranchTemplate.objects.filter(state=BranchTemplate.State.WAITING, is_by_learner=True).values(**own)


def _sign(row: Waiting) -> Need:
    words = _("%(who)s signed the script.") % {"who": row.learner}
    path = reverse("script_signing", args=[row.thing_id])
    return Need(words, _("Read it, and sign it too if you agree."), path, _("Look"))


def _look(row: Waiting) -> Need:
    words = _("A learner would like to publish “%(name)s” without their name.") % row.facts
    return Need(words, _("Look at it before others see it."), reverse("template", args=[row.thing_id]), _("Look"))


SOURCES = (
    Source("script.sign", gettext_lazy("Scripts to sign"), frozenset({"script"}), _to_sign, _sign, who=Who.SIGNER),
    Source(
        "template.look",
        gettext_lazy("Templates to look at"),
        frozenset({"template"}),
        _to_look_at,
        _look,
        Who.HELPERS,
        Role.ADMINISTRATOR,
        otherwise=True,
    ),
)
