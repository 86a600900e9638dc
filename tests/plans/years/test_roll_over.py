"""Rolling over: who gets a plan, what goes along, who leaves and who joins, and nothing before somebody says so."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.urls import reverse

from learnplan.events.models import Event
from learnplan.notices.models import Notice
from learnplan.people.models import Membership
from learnplan.rules import RuleBroken
from learnplan.years import current_year, year_bounds
from plans.models import Plan, Target
from plans.targets.actions.targets import change_target, set_target_state, start_plan
from plans.years import tasks
from plans.years.actions.rolling import (
    prepare_roll_over,
    run_roll_over,
    set_aside_roll_over,
    set_left_out,
    start_roll_over,
)
from plans.years.actions.signing import choose_to_carry
from plans.years.models import RollOver, RollOverLine

YEAR = current_year()
NEXT_FIRST, NEXT_LAST = year_bounds(YEAR + 1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def leaver(make_user, riverside):
    user = make_user("Lena", "Last", role="learner", at=riverside)
    user.memberships.update(until_on=NEXT_FIRST - DAY, year_group="13")
    return user


@pytest.fixture
def entrant(make_user, riverside):
    user = make_user("Nia", "Next")
    Membership.objects.create(
        user=user, institution=riverside, role="learner", year_group="12", from_on=NEXT_FIRST + 2 * DAY
    )
    return user


def prepare(riverside, rosa, *people, carry="chosen", from_year=YEAR):
    ids = [person.pk for person in people]
    return prepare_roll_over(institution=riverside, from_year=from_year, learners=ids, carry=carry, actor=rosa)


def do(riverside, rosa, *people, carry="chosen"):
    made = start_roll_over(roll_over=prepare(riverside, rosa, *people, carry=carry), actor=rosa)
    run_roll_over(roll_over_id=made.pk)
    made.refresh_from_db()
    return made


def outcomes(made):
    return {line.learner.given_name: (line.outcome, line.carried) for line in made.lines.select_related("learner")}


def next_plan(learner):
    return Plan.objects.filter(learner=learner, year=YEAR + 1).first()


def test_preview_says_who_starts_joins_leaves_and_has_a_plan(amina, leaver, entrant, make_user, riverside, rosa, plan):
    other = make_user("Kit", "Kept", role="learner", at=riverside)
    start_plan(learner=other, institution=riverside, year=YEAR + 1, actor=other)
    made = prepare(riverside, rosa, amina, leaver, entrant, other)
    assert outcomes(made) == {
        "Kit": ("keeps", 0),
        "Lena": ("leaves", 0),
        "Nia": ("joins", 0),
        "Amina": ("starts", 0),
    }
    assert (Plan.objects.filter(year=YEAR + 1).count(), made.state) == (1, "preview")


@pytest.mark.parametrize("carry", ["chosen", "open", "none"])
def test_empty_selection_is_an_error_never_everyone(amina, riverside, rosa, carry):
    with pytest.raises(RuleBroken, match="does not mean everyone"):
        prepare(riverside, rosa, carry=carry)
    assert not RollOver.objects.exists()


def test_only_administrators_of_the_place_roll_over(amina, riverside, northgate, chidi, rosa, sam, make_user):
    for person in (amina, chidi, sam, make_user("Ned", "Nor", role="administrator", at=northgate)):
        with pytest.raises(RuleBroken, match="Only an administrator"):
            prepare(riverside, person, amina)


def test_learners_of_elsewhere_are_refused(dov, amina, riverside, rosa):
    with pytest.raises(RuleBroken, match="1 of those chosen"):
        prepare(riverside, rosa, amina, dov)


def test_year_must_be_this_one_or_the_next(amina, riverside, rosa):
    for wrong in (YEAR - 2, YEAR + 1):
        with pytest.raises(RuleBroken, match="academic year"):
            prepare(riverside, rosa, amina, from_year=wrong)


def test_chosen_targets_go_along_and_the_old_ones_are_carried_on(amina, riverside, rosa, plan, target, make_target):
    make_target("Swim a mile")
    choose_to_carry(plan=plan, targets=[target], actor=amina)
    assert outcomes(do(riverside, rosa, amina)) == {"Amina": ("starts", 1)}
    new = next_plan(amina).targets.get()
    assert (new.words, new.state, new.carried_from_id) == (target.words, "active", target.pk)
    assert year_bounds(YEAR + 1)[0] <= new.due_on <= year_bounds(YEAR + 1)[1]
    assert dict(plan.targets.values_list("words", "state")) == {target.words: "changed", "Swim a mile": "active"}


def test_all_open_targets_go_along_as_drafts_and_the_old_ones_stay(amina, riverside, rosa, plan, target, make_target):
    done = make_target("Speak up")
    set_target_state(target=done, state="reached", actor=amina)
    assert outcomes(do(riverside, rosa, amina, carry="open")) == {"Amina": ("starts", 1)}
    assert list(next_plan(amina).targets.values_list("words", "state")) == [(target.words, "draft")]
    target.refresh_from_db()
    assert target.state == "active"


def test_targets_of_a_closed_year_go_along_and_stay_as_they_were_signed(amina, riverside, rosa, plan, target):
    choose_to_carry(plan=plan, targets=[target], actor=amina)
    Plan.objects.filter(pk=plan.pk).update(closed_at=dt.datetime.now(dt.UTC))
    assert outcomes(do(riverside, rosa, amina)) == {"Amina": ("starts", 1)}
    target.refresh_from_db()
    assert (target.state, next_plan(amina).targets.count()) == ("active", 1)


def test_doing_it_again_changes_nothing(amina, riverside, rosa, plan, target):
    choose_to_carry(plan=plan, targets=[target], actor=amina)
    first = do(riverside, rosa, amina)
    before = (Plan.objects.count(), Target.objects.count(), Event.objects.count(), Notice.objects.count())
    run_roll_over(roll_over_id=first.pk)
    assert (Plan.objects.count(), Target.objects.count(), Event.objects.count(), Notice.objects.count()) == before
    assert outcomes(do(riverside, rosa, amina)) == {"Amina": ("keeps", 0)}
    assert (Plan.objects.count(), Target.objects.count(), Notice.objects.count()) == (before[0], before[1], before[3])


def test_drafts_are_not_taken_twice(amina, riverside, rosa, plan, target):
    do(riverside, rosa, amina, carry="open")
    do(riverside, rosa, amina, carry="open")
    assert next_plan(amina).targets.count() == 1


def test_learner_who_gets_a_plan_is_told_once_and_a_leaver_gets_none(amina, leaver, riverside, rosa):
    done = do(riverside, rosa, amina, leaver)
    assert outcomes(done) == {"Amina": ("starts", 0), "Lena": ("leaves", 0)}
    assert next_plan(leaver) is None
    told = Notice.objects.values_list("recipient", "path")
    assert list(told) == [(amina.pk, next_plan(amina).get_absolute_url())]


def test_what_changed_since_the_preview_counts(amina, leaver, riverside, rosa):
    made = prepare(riverside, rosa, amina, leaver)
    amina.memberships.update(until_on=dt.date.today())
    leaver.memberships.update(until_on=None)
    start_roll_over(roll_over=made, actor=rosa)
    run_roll_over(roll_over_id=made.pk)
    assert outcomes(made) == {"Amina": ("leaves", 0), "Lena": ("starts", 0)}


def test_someone_who_is_gone_altogether_is_one_line_of_the_report(amina, riverside, rosa, make_user):
    gone = make_user("Gil", "Gone", role="learner", at=riverside)
    made = prepare(riverside, rosa, amina, gone)
    start_roll_over(roll_over=made, actor=rosa)
    gone.memberships.all().delete()
    run_roll_over(roll_over_id=made.pk)
    assert outcomes(made) == {"Amina": ("starts", 0), "Gil": ("refused", 0)}
    assert made.lines.get(learner=gone).words == "No longer a learner here in either year."


def test_one_bad_line_does_not_stop_the_others(amina, riverside, northgate, rosa, make_user, plan, target):
    """Someone whose next plan is another institution's already, with a target to bring along."""
    kit = make_user("Kit", "Kept", role="learner", at=riverside)
    old = start_plan(learner=kit, institution=riverside, year=YEAR, actor=kit)
    mine = old.targets.create(words="Sail", success_test="x", due_on=target.due_on, author=kit)
    choose_to_carry(plan=old, targets=[mine], actor=kit)
    Membership.objects.create(user=kit, institution=northgate, role="learner", from_on=NEXT_FIRST)
    start_plan(learner=kit, institution=northgate, year=YEAR + 1, actor=kit)
    done = do(riverside, rosa, kit, amina)
    assert outcomes(done) == {"Kit": ("refused", 0), "Amina": ("starts", 0)}
    assert (done.state, done.lines.get(learner=kit).words[:24]) == ("done", "Only an administrator ca")


def test_learner_left_out_gets_nothing_and_can_be_taken_in_again(amina, riverside, rosa, make_user):
    kit = make_user("Kit", "Kept", role="learner", at=riverside)
    made = prepare(riverside, rosa, amina, kit)
    line = made.lines.get(learner=kit)
    set_left_out(line=line, is_out=True, actor=rosa)
    set_left_out(line=made.lines.get(learner=amina), is_out=True, actor=rosa)
    with pytest.raises(RuleBroken, match="nobody left"):
        start_roll_over(roll_over=made, actor=rosa)
    set_left_out(line=line, is_out=False, actor=rosa)
    start_roll_over(roll_over=made, actor=rosa)
    run_roll_over(roll_over_id=made.pk)
    assert (next_plan(kit) is None, next_plan(amina)) == (False, None)


def test_roll_over_is_decided_once(amina, riverside, rosa):
    made = prepare(riverside, rosa, amina)
    set_aside_roll_over(roll_over=made, actor=rosa)
    for act in (start_roll_over, set_aside_roll_over):
        with pytest.raises(RuleBroken, match="already"):
            act(roll_over=made, actor=rosa)
    with pytest.raises(RuleBroken, match="started already"):
        set_left_out(line=made.lines.get(), is_out=True, actor=rosa)
    run_roll_over(roll_over_id=made.pk)
    assert next_plan(amina) is None


def test_task_does_what_a_dead_worker_left(amina, riverside, rosa, make_user):
    kit = make_user("Kit", "Kept", role="learner", at=riverside)
    made = prepare(riverside, rosa, amina, kit)
    start_roll_over(roll_over=made, actor=rosa)
    made.lines.filter(learner=kit).update(done_at=dt.datetime.now(dt.UTC))
    tasks.roll_over(made.pk)
    made.refresh_from_db()
    assert (made.state, next_plan(amina) is None, next_plan(kit)) == ("done", False, None)


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_lines(riverside, rosa, make_user):
    learners = [make_user(f"L{n}", "Many", role="learner", at=riverside, username=f"l{n}") for n in range(45)]
    made = prepare(riverside, rosa, *learners)
    start_roll_over(roll_over=made, actor=rosa)

    def work():
        run_roll_over(roll_over_id=made.pk)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    made.refresh_from_db()
    assert (made.state, Plan.objects.count()) == ("done", 45)
    assert set(made.lines.values_list("outcome", flat=True)) == {"starts"}
    assert Event.objects.filter(verb="roll_over.done").count() == 1


def test_form_refuses_an_empty_choice_and_says_so(amina, rosa, sign_in):
    answer = sign_in(rosa).post(reverse("roll_over_new"), {"from_year": YEAR, "carry": "chosen"})
    assert answer.status_code == 422
    assert "Choosing nobody does not mean everyone." in answer.content.decode()
    answer = sign_in(rosa).post(reverse("roll_over_new"), {"from_year": "1999", "carry": "x", "year_groups": "99"})
    assert answer.content.decode().count('class="error"') == 3
    assert not RollOver.objects.exists()


def test_pages_lead_from_year_group_to_preview_to_report(
    amina, entrant, rosa, riverside, sign_in, make_user, django_capture_on_commit_callbacks
):
    kit = make_user("Kit", "Eleven", role="learner", at=riverside)
    kit.memberships.update(year_group="11")
    client = sign_in(rosa)
    form = client.get(reverse("roll_over_new"), {"q": "elev"}).content.decode()
    assert [words in form for words in ("Year 12: 1 learner", "1 planned entrant", "Kit Eleven")] == [True] * 3
    client.post(
        reverse("roll_over_new"),
        {"from_year": YEAR, "carry": "none", "year_groups": ["12", "entrants"], "learners": [kit.pk]},
    )
    made = RollOver.objects.get()
    assert set(outcomes(made)) == {"Amina", "Nia", "Kit"}
    page = client.get(made.get_absolute_url()).content.decode()
    assert "Nothing has happened yet" in page
    client.post(
        reverse("roll_over_line", args=[made.lines.get(learner=kit).pk]), {"out": "1", "query": "outcome=starts"}
    )
    client.post(made.get_absolute_url(), {"start": "1"})
    run_roll_over(roll_over_id=made.pk)
    page = client.get(made.get_absolute_url(), {"outcome": "joins"}).content.decode()
    assert ("Nia Next" in page, "Amina Said" in page, "What became of each" in page) == (True, False, True)
    assert (next_plan(entrant) is None, next_plan(kit)) == (False, None)


def test_page_says_a_refusal(amina, rosa, riverside, sign_in):
    made = prepare(riverside, rosa, amina)
    set_left_out(line=made.lines.get(), is_out=True, actor=rosa)
    answer = sign_in(rosa).post(made.get_absolute_url(), {"start": "1"}, follow=True)
    assert "There is nobody left in it" in answer.content.decode()


def test_query_of_a_line_cannot_lead_elsewhere(amina, rosa, riverside, sign_in):
    made = prepare(riverside, rosa, amina)
    url = reverse("roll_over_line", args=[made.lines.get().pk])
    answer = sign_in(rosa).post(url, {"out": "1", "query": "//evil.example\r\nX: y"})
    assert answer["Location"] == f"{made.get_absolute_url()}#lines"


def test_report_is_paged_in_few_queries(riverside, rosa, make_user, sign_in, django_assert_max_num_queries):
    learners = [make_user(f"L{n}", "Many", role="learner", at=riverside, username=f"l{n}") for n in range(60)]
    made = do(riverside, rosa, *learners)
    client = sign_in(rosa)
    with django_assert_max_num_queries(12):
        page = client.get(made.get_absolute_url()).content.decode()
    assert page.count("Gets a plan") == 51
    assert RollOverLine.objects.filter(done_at__isnull=False).count() == 60


def test_wording_changed_after_choosing_goes_along_as_it_is_now(amina, riverside, rosa, plan, target):
    choose_to_carry(plan=plan, targets=[target], actor=amina)
    change_target(target=target, words="New words", success_test="x", due_on=target.due_on, actor=amina)
    do(riverside, rosa, amina)
    assert next_plan(amina).targets.get().words == "New words"
