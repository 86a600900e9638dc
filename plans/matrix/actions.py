"""Setting who may do what: drafting and publishing a matrix, and freeing a learner of asking."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.events.actions import record
from learnplan.notices.actions import notify_each
from learnplan.people.models import Institution, User
from learnplan.people.permissions import administers
from learnplan.rules import RuleBroken
from plans.matrix.acts import Setting
from plans.matrix.models import AskedFor, Freed, Matrix
from plans.matrix.presets import DEFAULT, PRESETS, Cells, Preset, is_whole, preset_of, setting
from plans.matrix.telling import to_asker


@act
def draft_matrix(*, institution: Institution, cells: Cells, reason: str, actor: User) -> Matrix:
    """Keep a draft of who may do what, to be looked at; nothing changes until it is published."""
    _check_administers(actor, institution)
    if not (reason := (reason or "").strip()):
        raise RuleBroken(_("Say why. Everyone of the institution can read it."))
    if not is_whole(cells):
        raise RuleBroken(_("Every act needs a setting it can have. Choose a preset, or set each one."))
    latest = latest_of(institution)
    if cells == (latest.cells if latest else PRESETS[DEFAULT]):
        raise RuleBroken(_("Nothing is different from what holds now. Choose something else first."))
    return Matrix.objects.create(
        institution=institution,
        after=version_of(latest),
        preset=preset_of(cells),
        cells=cells,
        reason=reason,
        set_by=actor,
    )


@act
def publish_matrix(*, matrix: Matrix, actor: User) -> Matrix:
    """Let a draft hold from now on; what waited under the rules it changes lapses, and its askers are told.

    Raises RuleBroken when another version was published since the draft was made.
    """
    institution = Institution.objects.select_for_update(no_key=True).get(pk=matrix.institution_id)
    _check_administers(actor, institution)
    matrix = Matrix.objects.select_for_update(of=("self",)).get(pk=matrix.pk)
    if matrix.is_published:
        raise RuleBroken(_("This version is published already."))
    latest = latest_of(institution)
    if matrix.after != version_of(latest):
        raise RuleBroken(_("Another version was published since. Draft again from that one, and look at it first."))
    matrix.version, matrix.published_at, matrix.set_by = matrix.after + 1, timezone.now(), actor
    matrix.save(update_fields=["version", "published_at", "set_by"])
    label = str(Preset(matrix.preset).label)
    facts = {"place": institution.name, "version": matrix.version, "preset": label, "why": matrix.reason}
    event = record("matrix.published", actor=actor, thing=matrix, institution=institution, **facts)
    _lapse(matrix, actor, event)
    return matrix


def latest_of(institution: Institution) -> Matrix | None:
    """Return the version that holds at the institution, or None while it has set nothing."""
    return Matrix.objects.published().filter(institution=institution).order_by("-version").first()


def version_of(matrix: Matrix | None) -> int:
    """Return the version of a published matrix, 0 for none."""
    return (matrix.version or 0) if matrix else 0


def _lapse(matrix: Matrix, actor: User, event) -> None:
    """End what waits at the institution for an answer that the new version no longer asks for."""
    waiting = AskedFor.objects.filter(plan__institution=matrix.institution_id, state=AskedFor.State.WAITING)
    told = []
    waiting = waiting.order_by("pk").select_for_update(of=("self",))
    for asked in waiting.select_related("plan__learner", "asker", "target"):
        says = setting(matrix.cells, asked.act, [asked.column])
        if says == Setting.REQUEST:
            continue
        is_free = says == Setting.ALLOW
        answer = _("The rules have changed: you may do this without asking now.") if is_free else ""
        answer = answer or _("The rules have changed: this may not be done now. “%(why)s”") % {"why": matrix.reason}
        end_asked(asked, AskedFor.State.LAPSED, answer, actor)
        words = _("What you asked for, “%(what)s”, needs no answer any more. %(answer)s")
        told.append(to_asker(asked, words, event))
    notify_each(told)


def _check_administers(actor: User, institution: Institution) -> None:
    if not administers(actor, institution):
        raise RuleBroken(_("Only an administrator of %(place)s can set this.") % {"place": institution})


def end_asked(asked: AskedFor, state: str, answer: str, actor: User) -> None:
    """Write how a request ended, which is locked."""
    asked.state, asked.answer, asked.answered_by, asked.answered_at = state, answer, actor, timezone.now()
    asked.save(update_fields=["state", "answer", "answered_by", "answered_at"])


def free(*, learner: User, acts: Iterable[str]) -> None:
    """Free the learner of asking for `acts` from now on: for the actions of freedoms, which record why."""
    have = set(Freed.objects.current().filter(learner=learner).values_list("act", flat=True))
    Freed.objects.bulk_create(Freed(learner=learner, act=act) for act in acts if act not in have)


def end_freed(*, learner: User, acts: Iterable[str]) -> None:
    """Let `acts` be asked for again, as before: for the actions of freedoms, which record why."""
    Freed.objects.current().filter(learner=learner, act__in=list(acts)).update(until_at=timezone.now())
