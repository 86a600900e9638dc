"""Signing a plan: who may, what is kept, what changed since, and a year that is closed until someone says why not."""

import datetime as dt
import hashlib
import json

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from learnplan.events.models import Event
from learnplan.notices.models import Notice
from learnplan.rules import RuleBroken
from plans.models import Plan
from plans.targets.actions import targets
from plans.years.actions.signing import choose_to_carry, reopen_year, sign_plan, write_purpose
from plans.years.models import CarryWish, Signature
from plans.years.reading import facts_of, sheet_of, sheets_of, signed_of
from plans.years.sheet import digest_of


def sign(plan, person, kind="agreed"):
    return sign_plan(plan=plan, kind=kind, digest=digest_of(sheet_of(plan, kind)), actor=person)


def changed(plan, kind="agreed"):
    return {str(one.signature.user): one.changed for one in signed_of(plan, sheets_of(plan, facts_of(plan)))[kind]}


@pytest.fixture
def summer(plan):
    """The last term of the plan's year."""
    with time_machine.travel(dt.datetime(plan.year + 1, 7, 10, 12, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def closed(summer, plan, target, amina, chidi):
    for person in (amina, chidi):
        sign(plan, person, "closed")
    plan.refresh_from_db()
    return plan


def test_what_was_signed_is_kept_and_anyone_can_check_its_digest(plan, target, amina):
    write_purpose(plan=plan, words="To mend.", actor=amina)
    made = sign(plan, amina)
    made.refresh_from_db()
    assert made.sheet["targets"] == [
        {
            "id": target.pk,
            "words": "Explain a circuit fault",
            "success_test": "Dad gets it",
            "due_on": str(target.due_on),
            "steps": [],
        }
    ]
    written = json.dumps(made.sheet, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert made.digest == hashlib.sha256(written.encode()).hexdigest()


@pytest.mark.parametrize(
    ("name", "role"), [("amina", "learner"), ("chidi", "tutor"), ("mair", "advocate"), ("bea", "carer")]
)
def test_those_beside_the_learner_sign_as_what_they_are(request, name, role, plan, target):
    assert sign(plan, request.getfixturevalue(name)).role == role


@pytest.mark.parametrize("name", ["rosa", "sam", "dov"])
def test_others_do_not_sign(request, name, plan, target):
    with pytest.raises(RuleBroken):
        sign(plan, request.getfixturevalue(name))
    assert not Signature.objects.exists()


def test_change_afterwards_shows_until_it_is_signed_again(plan, target, make_target, amina, chidi):
    sign(plan, amina)
    sign(plan, chidi)
    assert changed(plan) == {"Amina Said": [], "Chidi Okafor": []}
    make_target("Swim a mile")
    targets.change_target(
        target=target, words="Explain two faults", success_test="Dad gets it", due_on=target.due_on, actor=amina
    )
    said = ["New: “Swim a mile”.", "“Explain a circuit fault” is now “Explain two faults”."]
    assert changed(plan) == {"Amina Said": said, "Chidi Okafor": said}
    sign(plan, amina)
    assert changed(plan) == {"Chidi Okafor": said, "Amina Said": []}


def test_check_in_does_not_change_what_was_agreed(plan, target, amina, chidi):
    sign(plan, amina)
    targets.check_in(target=target, level=4, reflection="", actor=amina)
    targets.set_target_state(target=target, state="reached", actor=amina)
    assert changed(plan) == {"Amina Said": []}


def test_letting_go_changes_what_was_agreed(plan, target, make_target, amina):
    make_target("Swim a mile")
    sign(plan, amina)
    targets.set_target_state(target=target, state="dropped", actor=amina)
    assert changed(plan) == {"Amina Said": ["No longer there: “Explain a circuit fault”."]}


def test_signing_what_one_did_not_see_is_refused(plan, target, make_target, amina):
    digest = digest_of(sheet_of(plan, "agreed"))
    make_target("Swim a mile")
    with pytest.raises(RuleBroken, match="has changed since you opened this page"):
        sign_plan(plan=plan, kind="agreed", digest=digest, actor=amina)


def test_signing_twice_what_has_not_changed_is_refused(plan, target, amina):
    sign(plan, amina)
    with pytest.raises(RuleBroken, match="already"):
        sign(plan, amina)


def test_empty_plan_is_not_signed(plan, amina):
    with pytest.raises(RuleBroken, match="no target"):
        sign(plan, amina)


def test_unknown_kind_is_refused(plan, target, amina):
    with pytest.raises(RuleBroken):
        sign_plan(plan=plan, kind="", digest="", actor=amina)


def test_year_is_not_closed_before_its_last_term(plan, target, amina):
    with time_machine.travel(dt.datetime(plan.year, 11, 1, tzinfo=dt.UTC)), pytest.raises(RuleBroken, match="April"):
        sign(plan, amina, "closed")


def test_year_is_closed_once_learner_and_tutor_have_signed(summer, plan, target, amina, chidi, bea):
    sign(plan, amina, "closed")
    sign(plan, bea, "closed")
    assert Plan.objects.get().closed_at is None
    sign(plan, chidi, "closed")
    assert Plan.objects.get().closed_at is not None
    assert Event.objects.filter(verb="plan.year_closed").count() == 1
    assert Notice.objects.filter(recipient=amina, words__contains="is closed").count() == 1


def test_names_under_different_sheets_do_not_close_the_year(summer, plan, target, amina, chidi):
    sign(plan, amina, "closed")
    targets.check_in(target=target, level=4, reflection="", actor=amina)
    sign(plan, chidi, "closed")
    assert Plan.objects.get().closed_at is None


@pytest.mark.parametrize(
    "act",
    [
        lambda t, who: targets.change_target(
            target=t, words="New", success_test="x", due_on=dt.date(t.plan.year + 1, 8, 1), actor=who
        ),
        lambda t, who: targets.check_in(target=t, level=3, reflection="", actor=who),
        lambda t, who: targets.rate(target=t, level=3, comment="x", actor=who),
        lambda t, who: targets.set_target_state(target=t, state="reached", actor=who),
        lambda t, who: targets.write_target(
            plan=t.plan, words="New", success_test="x", due_on=dt.date(t.plan.year + 1, 8, 1), actor=who
        ),
        lambda t, who: write_purpose(plan=t.plan, words="New", actor=who),
        lambda t, who: sign(t.plan, who),
    ],
    ids=["change", "check_in", "rate", "state", "write", "purpose", "sign"],
)
@pytest.mark.parametrize("name", ["amina", "chidi"])
def test_closed_year_stays_as_it_is(request, closed, target, act, name):
    with pytest.raises(RuleBroken, match="closed"):
        act(target, request.getfixturevalue(name))


def test_database_keeps_a_closed_year_whatever_code_runs(closed, target, amina):
    for change in (
        lambda: target.save(),
        lambda: closed.targets.create(words="x", success_test="x", due_on=target.due_on, author=amina),
        lambda: target.check_ins.create(level=1, author=amina),
        lambda: target.ratings.create(level=1, comment="x", rater=amina),
        lambda: target.target_steps.create(words="x", position=1),
    ):
        with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
            change()


@pytest.mark.parametrize("change", ["update", "delete"])
def test_database_keeps_signatures(plan, target, amina, change):
    sign(plan, amina)
    rows = Signature.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(role="tutor") if change == "update" else rows.delete()


def test_closed_year_is_opened_again_with_a_reason_and_takes_new_names(closed, target, amina, chidi, rosa):
    reopen_year(plan=closed, reason="The last check-in was missing.", actor=rosa)
    event = Event.objects.get(verb="plan.year_reopened")
    assert (event.actor, event.facts["reason"]) == (rosa, "The last check-in was missing.")
    assert Signature.objects.filter(kind="closed").count() == 2
    targets.set_target_state(target=target, state="reached", actor=amina)
    sign(closed, chidi, "closed")
    assert Plan.objects.get().closed_at is None
    sign(closed, amina, "closed")
    assert Plan.objects.get().closed_at is not None


def test_reopening_needs_a_reason_a_right_and_a_closed_year(closed, amina, bea, dov):
    for person, reason in ((amina, " "), (bea, "Why not"), (dov, "Why not")):
        with pytest.raises(RuleBroken):
            reopen_year(plan=closed, reason=reason, actor=person)
    reopen_year(plan=closed, reason="A mistake", actor=amina)
    with pytest.raises(RuleBroken, match="not closed"):
        reopen_year(plan=closed, reason="A mistake", actor=amina)


def test_learner_chooses_open_targets_for_next_year_and_chooses_anew(plan, target, make_target, amina, chidi):
    second, done = make_target("Swim a mile"), make_target("Speak up")
    targets.set_target_state(target=done, state="reached", actor=amina)
    assert choose_to_carry(plan=plan, targets=[target, second], actor=amina) == 2
    assert choose_to_carry(plan=plan, targets=[second], actor=chidi) == 1
    assert list(CarryWish.objects.values_list("target", flat=True)) == [second.pk]
    with pytest.raises(RuleBroken):
        choose_to_carry(plan=plan, targets=[done], actor=amina)
    assert choose_to_carry(plan=plan, targets=[], actor=amina) == 0


def test_page_says_what_changed_since(plan, target, make_target, amina, chidi, sign_in):
    sign(plan, amina)
    make_target("Swim a mile")
    said = sign_in(chidi).get(reverse("year", args=[plan.pk])).content.decode()
    assert "Changed since signed" in said
    assert "New: “Swim a mile”." in said


def test_page_signs_and_says_a_refusal(plan, target, make_target, amina, sign_in):
    client, url = sign_in(amina), reverse("year_sign", args=[plan.pk])
    digest = digest_of(sheet_of(plan, "agreed"))
    client.post(url, {"kind": "agreed", "digest": digest})
    assert Signature.objects.count() == 1
    make_target("Swim a mile")
    answer = client.post(url, {"kind": "agreed", "digest": digest}, follow=True)
    assert "The plan has changed since you opened this page." in answer.content.decode()


def test_pages_of_a_closed_year_offer_no_change(closed, target, amina, sign_in):
    client = sign_in(amina)
    said = client.get(reverse("plan", args=[closed.pk])).content.decode()
    assert reverse("target_new", args=[closed.pk]) not in said
    assert client.get(reverse("target_change", args=[target.pk])).status_code == 403
    assert "This year was closed on" in client.get(reverse("year", args=[closed.pk])).content.decode()


def test_forms_say_what_is_wrong(closed, amina, sign_in):
    client = sign_in(amina)
    answer = client.post(reverse("year_reopen", args=[closed.pk]), {"reason": ""})
    assert answer.status_code == 422
    assert "Say why the year has to be opened again." in answer.content.decode()
    answer = client.post(reverse("year_carry", args=[closed.pk]), {"targets": ["999999"]})
    assert answer.status_code == 422
    assert "Only open targets of this plan can go into next year." in answer.content.decode()


def test_institution_can_keep_tutors_from_signing(plan, target, chidi, mair, set_matrix):
    set_matrix("shared", {("plan.sign", "tutor"): "deny"})
    with pytest.raises(RuleBroken, match="may not sign the plan"):
        sign(plan, chidi)
    assert not Signature.objects.exists()


def test_year_opened_again_takes_new_names_though_nothing_changed(closed, amina, chidi):
    reopen_year(plan=closed, reason="A mistake", actor=amina)
    sign(closed, amina, "closed")
    assert Plan.objects.get().closed_at is None
    sign(closed, chidi, "closed")
    assert Plan.objects.get().closed_at is not None
