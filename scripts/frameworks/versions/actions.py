"""Keeping what a version changed, and an administrator's decision what a common script takes of it."""

from collections import Counter
from collections.abc import Mapping

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learnplan.acts import act
from learnplan.events.actions import record
from learnplan.events.models import Event
from learnplan.notices.actions import Telling, notify_all, notify_each
from learnplan.people.models import Bond, Membership, Role, User
from learnplan.rules import RuleBroken
from scripts.frameworks.actions import MOST_ITEMS
from scripts.frameworks.choosing import in_tree_order
from scripts.frameworks.models import CommonItem, CommonScript, Framework
from scripts.frameworks.versions.differences import VersionChange
from scripts.frameworks.versions.models import FrameworkVersion, ItemChange, TakenItem, Taking
from scripts.frameworks.versions.reading import Pending, pending
from scripts.frameworks.versions.wording import shown

KEPT_AT_ONCE = 2000
Kind = TakenItem.Kind


@act
def keep_version(
    *, framework: Framework, changes: list[VersionChange], file: str = "", actor: User | None = None
) -> FrameworkVersion | None:
    """Keep what an import changed as the framework's next version; None when it is not the first and nothing changed.

    The import itself records the event. Of the first version no changes are kept: everything was new.
    """
    last = framework.versions.aggregate(last=Max("number"))["last"]
    if last is not None and not changes:
        return None
    count = {kind: sum(kind in change.kinds for change in changes) for kind in ("added", "reworded", "moved", "ended")}
    version = FrameworkVersion.objects.create(
        framework=framework,
        number=(last or 0) + 1,
        imported_by=actor,
        file=file[:255],
        changed_at=framework.changed_at,
        **count,
    )
    if last is not None:
        rows = (
            ItemChange(version=version, item_id=each.item_id, was=each.was, now=each.now, is_moved=each.is_moved)
            for each in changes
        )
        ItemChange.objects.bulk_create(rows, batch_size=KEPT_AT_ONCE)
    return version


@act
def take_changes(
    *,
    common_script: CommonScript,
    version: FrameworkVersion,
    adds: Mapping[int, bool],
    rewords: set[int],
    ends: set[int],
    actor: User,
) -> Taking:
    """Decide what the common script takes of its framework up to `version`; each script on it is then offered that.

    `adds` are ids of new items with whether each is required, `rewords` and `ends` ids of items it holds. Nothing
    at all is a decision too: the common script stays as it is. Learners who are offered something are told, and their
    tutors. Raises RuleBroken when that was decided already, a newer version has come in meanwhile, or something is no
    change of this framework.
    """
    if common_script.institution_id not in actor.institutions_as(Role.ADMINISTRATOR):
        raise RuleBroken(_("Only an administrator of %(place)s decides this.") % {"place": common_script.institution})
    common_script = CommonScript.objects.select_for_update().get(pk=common_script.pk)
    waiting = pending(common_script)
    held = {common.item_id: common for common in common_script.items.select_related("item")}
    if waiting is None or waiting.newest.pk != version.pk:
        raise RuleBroken(_("This was decided already, or a newer version came in. Look at what there is now."))
    _check_chosen(waiting, set(adds), rewords, ends)
    if sum(common.ended_at is None for common in held.values()) + len(adds) - len(ends) > MOST_ITEMS:
        raise RuleBroken(_("A common script holds at most %(most)s items. Add fewer.") % {"most": MOST_ITEMS})
    taking = Taking.objects.create(common_script=common_script, version=version, taken_by=actor)
    changes = {change.item_id: change for change in (*waiting.added, *waiting.reworded, *waiting.ended)}
    held |= _add(common_script, held, adds)
    _end([held[pk] for pk in ends])
    taken = [*((Kind.ADD, pk) for pk in adds), *((Kind.REWORD, pk) for pk in rewords), *((Kind.END, pk) for pk in ends)]
    TakenItem.objects.bulk_create(_taken(taking, kind, held[pk], changes[pk]) for kind, pk in taken)
    facts = {"name": common_script.name, "version": version.number}
    facts |= {"added": len(adds), "reworded": len(rewords), "ended": len(ends)}
    verb = "common_script.took" if taken else "common_script.kept"
    event = record(verb, actor=actor, thing=common_script, institution=common_script.institution, **facts)
    if taken:
        _tell_of_taking(taking, event)
    return taking


def _check_chosen(waiting: Pending, adds: set[int], rewords: set[int], ends: set[int]) -> None:
    """RuleBroken when something is chosen that the version does not change in that way."""
    for chosen, changes in ((adds, waiting.added), (rewords, waiting.reworded), (ends, waiting.ended)):
        if chosen - {change.item_id for change in changes}:
            raise RuleBroken(_("Something was chosen that this version does not change. Look at the list again."))


def _taken(taking: Taking, kind: str, common: CommonItem, change: VersionChange) -> TakenItem:
    (said,) = shown([change], {})
    said_of = {"was": said.was, "now": said.now, "name": common.item.name}
    return TakenItem(taking=taking, common_item=common, kind=kind, is_required=common.is_required, **said_of)


def _add(common_script: CommonScript, held: dict[int, CommonItem], adds: Mapping[int, bool]) -> dict[int, CommonItem]:
    """Put new items where the tree has them: each after the last one held that comes before it there."""
    order = [common.item_id for common in sorted(held.values(), key=lambda common: common.position)]
    before = -1
    found: dict[int, CommonItem] = {}
    for item, _is_required in in_tree_order(common_script.framework, dict.fromkeys({*order, *adds}, False)):
        if item.pk in adds:
            common = held.get(item.pk) or CommonItem(common_script=common_script, item=item, position=0)
            common.item, common.is_required, common.ended_at = item, adds[item.pk], None
            if item.pk not in held:
                order.insert(before + 1, item.pk)
                common.save()
            found[item.pk] = common
        before = max(before, order.index(item.pk))
    if set(adds) - set(found):
        raise RuleBroken(_("Something that was chosen has ended since. Look at the list again."))
    rows = held | found
    for position, pk in enumerate(order, start=1):
        rows[pk].position = position
    CommonItem.objects.bulk_update(rows.values(), ["position", "is_required", "ended_at"])
    return found


def _end(ending: list[CommonItem]) -> None:
    for common in ending:
        common.ended_at, common.is_required = timezone.now(), False
    CommonItem.objects.bulk_update(ending, ["ended_at", "is_required"])


def _tell_of_taking(taking: Taking, event: Event) -> None:
    """Tell each learner who can now answer what the taking changes, and each tutor of theirs. Six queries."""
    offered = dict(_offered(taking))
    key, title = f"common_script.took:{taking.pk}", taking.common_script.framework.title
    words = _("%(framework)s has changed. Look at what that would mean for your script, and decide.")
    told = ((learner, reverse("proposal", args=[script, taking.pk])) for learner, script in offered.items())
    notify_all(told=told, key=key, words=words % {"framework": title}, event=event)
    path = taking.common_script.get_absolute_url()
    told_of = ((tutor, _words_for_tutor(taking, count)) for tutor, count in _tutors_of(offered).items())
    notify_each(Telling(tutor, key, words, path, event) for tutor, words in told_of)


def _offered(taking: Taking):
    """Return (learner id, script id) of whom the taking concerns: those with a script who are learners here today.

    Something new concerns everyone; new words and endings those who have a step for it.
    """
    here = Membership.objects.current().filter(institution=taking.common_script.institution_id, role=Role.LEARNER)
    scripts = taking.common_script.scripts.filter(learner__in=here.values("user"))
    if not taking.items.filter(kind=TakenItem.Kind.ADD).exists():
        scripts = scripts.filter(branches__steps__common_item__in=taking.items.values("common_item")).distinct()
    return scripts.order_by("pk").values_list("learner_id", "pk")


def _tutors_of(learners) -> dict[User, int]:
    """Return the tutors of these learners today, each with how many of them."""
    bonds = Bond.objects.in_force().tutors().filter(learner__in=learners)
    count = Counter(bonds.values_list("adult", flat=True))
    return {tutor: count[tutor.pk] for tutor in User.objects.filter(pk__in=count).order_by("pk")}


def _words_for_tutor(taking: Taking, count: int) -> str:
    return ngettext(
        "“%(name)s” takes changes of a new version. %(count)s learner of yours is offered them and decides.",
        "“%(name)s” takes changes of a new version. %(count)s learners of yours are offered them and decide.",
        count,
    ) % {"name": taking.common_script.name, "count": count}
