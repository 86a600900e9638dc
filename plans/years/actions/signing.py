"""What is done with a plan's year: saying what education is for, signing, closing, reopening, choosing to carry."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.events.models import Event
from learnplan.notices.actions import notify
from learnplan.people.models import Bond, User
from learnplan.rules import RuleBroken
from learnplan.years import year_name
from plans.matrix.acts import Act
from plans.matrix.permissions import check
from plans.targets.locking import record_act
from plans.targets.models import Plan, Target
from plans.targets.permissions import Standing, standing_to
from plans.targets.rules import check_year_open
from plans.years import rules
from plans.years.models import CarryWish, Purpose, PurposeSignature, Reopening, Signature, Signer
from plans.years.reading import sheet_of, signed_since
from plans.years.sheet import digest_of


@act
def write_purpose(*, plan: Plan, words: str, actor: User) -> Purpose:
    """Keep new words of what education is for, as the next version; the learner's own are signed by them at once.

    A tutor or advocate may write for the learner: then it waits for the learner's name.
    """
    words = rules.clean_text(words, rules.MOST_PURPOSE, _("Write what education is for, in your own words."))
    plan, stands = _lock_plan(plan, actor)
    check_year_open(plan)
    if not stands.may_write:
        raise RuleBroken(_("Only the learner, or their tutor or advocate for them, can write this."))
    latest = plan.purposes.first()
    if latest and latest.words == words:
        raise RuleBroken(_("Nothing is different yet. Change the words, then save."))
    made = Purpose.objects.create(plan=plan, version=(latest.version if latest else 0) + 1, words=words, author=actor)
    event = record_act("purpose.written", plan, actor, thing=made, version=made.version)
    if stands.is_learner:
        PurposeSignature.objects.create(purpose=made, user=actor, role=Signer.LEARNER)
        _tell_side(plan, event, _("%(actor)s wrote what education is for, and asks you to sign it."), made)
    else:
        _tell_side(plan, event, _("%(actor)s wrote down for you what education is for. Read it, and sign it."), made)
    return made


@act
def sign_purpose(*, purpose: Purpose, actor: User) -> PurposeSignature:
    """Put one's name under exactly this version, which must be the latest."""
    plan, stands = _lock_plan(purpose.plan, actor)
    role = rules.check_signer(stands, is_purpose=True)
    check_year_open(plan)
    if purpose.pk != plan.purposes.values_list("pk", flat=True).first():
        raise RuleBroken(_("There is a newer version of this. Read that one, and sign it if you agree."))
    if purpose.signatures.filter(user=actor).exists():
        raise RuleBroken(_("You have signed this version already."))
    made = PurposeSignature.objects.create(purpose=purpose, user=actor, role=role)
    event = record_act("purpose.signed", plan, actor, thing=purpose, version=purpose.version)
    _tell_side(plan, event, _("%(actor)s signed what education is for, in your words."), purpose)
    return made


@act
def sign_plan(*, plan: Plan, kind: str, digest: str, actor: User) -> Signature:
    """Put one's name under the plan as it stands, `kind` "agreed" or "closed"; `digest` is of what the signer saw.

    Once the learner and their tutor (or advocate) have closed the same sheet, the year is closed.
    """
    plan, stands = _lock_plan(plan, actor)
    role = rules.check_signer(stands)
    check(Act.SIGN, plan=plan, actor=actor, stands=stands)
    check_year_open(plan)
    rules.check_kind(plan, kind, timezone.localdate())
    if kind == Signature.Kind.CLOSED:  # a change under way comes before, and is on the sheet; the next one waits
        list(plan.targets.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    sheet = sheet_of(plan, kind)
    if not sheet["targets"]:
        raise RuleBroken(_("There is no target in this plan yet. Write one first, then sign."))
    if digest_of(sheet) != digest:
        raise RuleBroken(_("The plan has changed since you opened this page. Look at it again, then sign."))
    same = signed_since(plan, kind).filter(digest=digest)
    if same.filter(user=actor).exists():
        raise RuleBroken(_("You have signed this already, and nothing has changed since."))
    made = Signature.objects.create(plan=plan, kind=kind, user=actor, role=role, sheet=sheet, digest=digest)
    verb, said = {
        Signature.Kind.AGREED: ("plan.agreed", _("%(actor)s signed the plan for %(year)s.")),
        Signature.Kind.CLOSED: ("plan.year_signed", _("%(actor)s signed that the year %(year)s can be closed.")),
    }[Signature.Kind(kind)]
    event = record_act(verb, plan, actor, thing=plan, year=plan.year_name, digest=digest)
    _tell_side(plan, event, said, plan)
    if kind == Signature.Kind.CLOSED and {Signer.LEARNER} < set(same.values_list("role", flat=True)) - {Signer.CARER}:
        _close(plan, actor)
    return made


@act
def reopen_year(*, plan: Plan, reason: str, actor: User) -> Plan:
    """Open a closed year again, for a reason that stays in the record; closing it takes new signatures."""
    reason = rules.clean_text(reason, rules.MOST_REASON, _("Say why the year has to be opened again."))
    plan, stands = _lock_plan(plan, actor)
    if not may_reopen(stands):
        raise RuleBroken(_("The learner, their tutor or advocate, or an administrator can open the year again."))
    if not plan.closed_at:
        raise RuleBroken(_("This year is not closed."))
    plan.closed_at = None
    plan.save(update_fields=["closed_at"])
    Reopening.objects.create(plan=plan, by=actor, reason=reason)
    event = record_act("plan.year_reopened", plan, actor, thing=plan, year=plan.year_name, reason=reason)
    _tell_side(plan, event, _("%(actor)s opened the year %(year)s again: %(reason)s"), plan, reason=reason)
    return plan


@act
def choose_to_carry(*, plan: Plan, targets: Iterable[Target], actor: User) -> int:
    """Say which open targets go into next year's plan, in place of what was said before; returns how many."""
    plan, stands = _lock_plan(plan, actor)
    if not (stands.is_learner or stands.is_helper):
        raise RuleBroken(_("The learner chooses what goes into next year, or their tutor or advocate for them."))
    wanted = {target.pk for target in targets}
    if wanted - set(plan.targets.open().values_list("pk", flat=True)):
        raise RuleBroken(_("Only open targets of this plan can go into next year."))
    CarryWish.objects.filter(target__plan=plan).exclude(target__in=wanted).delete()
    there = set(CarryWish.objects.filter(target__in=wanted).values_list("target", flat=True))
    CarryWish.objects.bulk_create([CarryWish(target_id=pk) for pk in sorted(wanted - there)])
    year = year_name(plan.year + 1)
    record_act("plan.carry_chosen", plan, actor, thing=plan, count=len(wanted), year=year)
    return len(wanted)


def may_reopen(stands: Standing) -> bool:
    """Say whether this person may open a closed year again."""
    return stands.is_learner or stands.is_helper or stands.is_administrator


def _close(plan: Plan, actor: User) -> None:
    """Close the year, whose targets are locked."""
    plan.closed_at = timezone.now()
    plan.save(update_fields=["closed_at"])
    event = record_act("plan.year_closed", plan, actor, thing=plan, year=plan.year_name)
    _tell_side(plan, event, _("The year %(year)s is closed: both of you have signed."), plan)


def _lock_plan(plan: Plan, actor: User) -> tuple[Plan, Standing]:
    rows = Plan.objects.select_for_update(of=("self",), no_key=True).select_related("learner", "institution")
    plan = rows.get(pk=plan.pk)
    return plan, standing_to(actor, plan)


def _tell_side(plan: Plan, event: Event, sentence: str, leads_to, **more) -> None:
    """Tell the other side: the learner of an adult's act, the tutor (or else the advocate) of the learner's.

    `sentence` has %(actor)s and may have %(year)s; `leads_to` is what the notice leads to.
    """
    people = [plan.learner] if event.actor_id != plan.learner_id else _helpers(plan)
    words = sentence % {"actor": event.actor or _("Learnplan"), "year": plan.year_name, **more}
    for person in people:
        notify(recipient=person, key=f"event-{event.pk}", words=words, path=leads_to.get_absolute_url(), event=event)


def _helpers(plan: Plan) -> list:
    bonds = Bond.objects.in_force().filter(learner=plan.learner_id).select_related("adult")
    by_kind: dict[str, dict] = {}
    for bond in bonds:
        by_kind.setdefault(bond.kind, {})[bond.adult_id] = bond.adult
    return list((by_kind.get(Bond.Kind.TUTOR) or by_kind.get(Bond.Kind.ADVOCATE) or {}).values())
