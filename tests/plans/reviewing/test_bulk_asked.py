"""Answering many requests at once: few statements however many, each line by itself, and nothing half done."""

import datetime as dt
import re

import pytest

from learnplan.events.models import Event
from learnplan.notices.models import Notice
from plans.asking.actions import answer_all_asked, ask, withdraw_asked
from plans.matrix.models import AskedFor
from plans.reviewing.actions.bulk import do_bulk, prepare_bulk
from plans.reviewing.models import BulkAct
from plans.targets.actions import targets
from plans.targets.models import Target

MOST_QUERIES = 16
DAY = str(dt.date.today() + dt.timedelta(days=40))


def words_of(response):
    """The text of the page as a reader meets it: tags out, spaces one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def wish(words="Solder without a bridge", **more):
    """What a target that is asked for would say."""
    return {"words": words, "success_test": "Ten joints, no bridge", "due_on": DAY, **more}


def asks(plan, act="target.write", target=None, facts=None):
    """The learner of the plan asks; where nothing else is said, to write a target."""
    facts = {} if target and facts is None else facts or wish()
    return ask(act=act, plan=plan, actor=plan.learner, reason="I can now", facts=facts, target=target)


def allow(asked, actor, yes=True):
    """Answer them all, as an act on many does; returns why each was refused, "" where it was not."""
    keys = [one.pk for one in asked]
    return [one.why for one in answer_all_asked(asked=keys, allow=yes, reason="Well thought", actor=actor)]


def put(client, asked, kind="allow"):
    """Choose the requests on the page and look; returns the address of the act."""
    data = {"item": [one.pk for one in asked], "kind": kind, "words": "Well thought"}
    return client.post("/plans/review/?of=asked", data).headers["Location"]


@pytest.fixture
def guided(set_matrix):
    """At Riverside learners ask before they change their plan."""
    return set_matrix("guided")


@pytest.fixture
def sixty(guided, make_caseload, chidi):
    """Sixty learners who each ask to write a target; Chidi is their tutor."""
    return [asks(target.plan) for target in make_caseload(chidi, 60)]


def test_sixty_targets_are_written_with_one_yes_in_a_few_queries(sixty, chidi, sign_in, django_assert_max_num_queries):
    client = sign_in(chidi)
    address = put(client, sixty)
    with django_assert_max_num_queries(MOST_QUERIES):
        client.post(address)
    report = words_of(client.get(address))
    assert "60 done" in report
    assert report.count("write a target: said yes") == 60
    written = Target.objects.filter(words="Solder without a bridge")
    assert set(written.values_list("plan", "author", "state")) == {
        (one.plan_id, one.asker_id, "active") for one in sixty
    }
    done = Event.objects.filter(verb="target.written", thing="target", thing_id__in=written.values("pk"))
    assert set(done.values_list("actor", "learner", "on_behalf_of")) == {(one.asker_id,) * 2 + (None,) for one in sixty}
    yes = Event.objects.filter(verb="asked.allowed", actor=chidi)
    assert set(yes.values_list("thing_id", "learner")) == {(one.pk, one.asker_id) for one in sixty}
    told = Notice.objects.filter(event__in=yes).values_list("recipient", "words", "path")
    said = "Chidi Okafor said yes, and it is done: Solder without a bridge. “Well thought”"
    assert set(told) == {(one.asker_id, said, one.get_absolute_url()) for one in sixty}
    assert set(AskedFor.objects.values_list("state", "answer", "answered_by")) == {
        ("allowed", "Well thought", chidi.pk)
    }


def test_sixty_are_refused_with_one_reason_and_each_reads_it(sixty, chidi, sign_in, django_assert_max_num_queries):
    client = sign_in(chidi)
    page = client.get("/plans/review/?of=asked").content.decode()
    assert 'value="refuse"' in page
    address = put(client, sixty, kind="refuse")
    assert "Say no to what they ask for" in words_of(client.get(address))
    with django_assert_max_num_queries(MOST_QUERIES):
        client.post(address)
    report = words_of(client.get(address))
    assert "60 done" in report
    assert report.count("write a target: said no") == 60
    assert not Target.objects.filter(words="Solder without a bridge").exists()
    assert set(AskedFor.objects.values_list("state", "answer")) == {("refused", "Well thought")}
    assert Event.objects.filter(verb="asked.refused", actor=chidi).count() == 60
    assert Notice.objects.filter(words__startswith="Chidi Okafor said no").count() == 60


@pytest.mark.parametrize("count", [1, 3])
def test_steps_cost_one_statement_for_all(guided, make_caseload, chidi, count, django_assert_num_queries):
    asked = [asks(one.plan, facts=wish(steps=["Draw it", "Say it"])) for one in make_caseload(chidi, count)]
    with django_assert_num_queries(
        11
    ):  # three locks, read, targets, steps, answers, events, notices, turns, what waits
        assert allow(asked, chidi) == [""] * count
    for target in Target.objects.filter(words="Solder without a bridge"):
        assert list(target.target_steps.values_list("words", "position")) == [("Draw it", 1), ("Say it", 2)]


@pytest.mark.parametrize("count", [1, 3])
def test_every_act_on_targets_is_done_in_as_many_statements_for_three_as_for_one(
    guided, make_caseload, chidi, count, django_assert_num_queries
):
    open_ones = make_caseload(chidi, count)
    asked = [asks(one.plan) for one in open_ones]
    asked += [asks(one.plan, "target.change", one, wish("Solder and explain")) for one in open_ones]
    asked += [asks(one.plan, "target.reach", one) for one in open_ones]
    # Lock, read, new targets, changed targets, answers, events, notices, turns, what waits.
    with django_assert_num_queries(11):
        assert allow(asked, chidi) == [""] * 3 * count
    for target in Target.objects.filter(pk__in=[one.pk for one in open_ones]):
        assert (target.words, target.state) == ("Solder and explain", "reached")
        verbs = Event.objects.filter(thing="target", thing_id=target.pk).order_by("pk").values_list("verb", flat=True)
        assert list(verbs) == ["target.reworded", "target.reached"]


def test_let_go_and_opened_again_and_changed_steps(guided, make_caseload, chidi):
    gone, back, steps = make_caseload(chidi, 3)
    Target.objects.filter(pk=back.pk).update(state="dropped")
    back.refresh_from_db()
    new = {"words": steps.words, "success_test": steps.success_test, "due_on": str(steps.due_on), "steps": ["One"]}
    asked = [
        asks(gone.plan, "target.let_go", gone),
        asks(back.plan, "target.reopen", back),
        asks(steps.plan, "target.change", steps, new),
    ]
    assert allow(asked, chidi) == ["", "", ""]
    assert dict(Target.objects.values_list("pk", "state")) == {
        gone.pk: "dropped",
        back.pk: "active",
        steps.pk: "active",
    }
    assert list(steps.target_steps.values_list("words", flat=True)) == ["One"]


def test_refused_lines_leave_nothing_and_the_others_are_done(guided, make_caseload, chidi, make_user, northgate):
    free, twin, closed, taken, elsewhere = make_caseload(chidi, 5)
    stranger = make_user("Nan", "Far", role="teacher", at=northgate)
    elsewhere.plan.learner.bonds.update(adult=stranger)
    asked = [
        asks(free.plan),
        asks(free.plan, facts=wish("SOLDER without a bridge")),
        asks(twin.plan, facts=wish(twin.words)),
        asks(closed.plan, "target.reach", closed),
        asks(taken.plan),
        asks(elsewhere.plan),
    ]
    Target.objects.filter(pk=closed.pk).update(state="reached")
    withdraw_asked(asked=asked[4], actor=taken.plan.learner)
    before = Notice.objects.count()
    items = [{"key": one.pk} for one in asked] + [{"key": 0}]
    report = do_bulk(bulk=prepare_bulk(kind="allow", items=items, words="Yes", actor=chidi), actor=chidi).report
    assert [line["why"] for line in report] == [
        "",
        "There is already a target with these words in this plan.",
        "There is already a target with these words in this plan.",
        "It already is “reached”.",
        "This is answered already: taken back.",
        "It is not there, or it is not yours to see.",
        "It is not there, or it is not yours to see.",
    ]
    assert [line["who"] for line in report][4:] == [str(taken.plan.learner), "(not here)", "(not here)"]
    states = AskedFor.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["allowed", "waiting", "waiting", "waiting", "withdrawn", "waiting"]
    assert Target.objects.filter(words__iexact="Solder without a bridge").count() == 1
    assert Event.objects.filter(verb__in=["target.written", "asked.allowed"]).count() == 2
    assert Notice.objects.count() == before + 1


def test_what_another_room_does_alone_leaves_nothing_when_it_is_refused(guided, make_caseload, chidi):
    here, there = make_caseload(chidi, 2)
    later = [
        one.plan.learner.plans.create(institution=one.plan.institution, year=one.plan.year + 1) for one in (here, there)
    ]
    due_on = str(dt.date(later[0].year, 12, 1))
    asked = [
        asks(one.plan, "target.carry", one, {"to": plan.pk, "due_on": due_on})
        for one, plan in zip((here, there), later, strict=True)
    ]
    targets.set_target_state(target=there, state="need_help", actor=there.plan.learner)
    Target.objects.filter(pk=there.pk).update(state="dropped")
    why = allow(asked, chidi)
    assert (why[0], why[1][:21]) == ("", "This target is closed")
    assert list(Target.objects.filter(plan__in=later).values_list("plan", "carried_from")) == [(later[0].pk, here.pk)]
    assert list(AskedFor.objects.order_by("pk").values_list("state", flat=True)) == ["allowed", "waiting"]
    assert Event.objects.filter(verb__in=["target.carried", "asked.allowed"]).count() == 2


def test_doing_it_twice_is_doing_it_once(guided, make_caseload, chidi):
    [target] = make_caseload(chidi, 1)
    asked = asks(target.plan)
    bulk = prepare_bulk(kind="allow", items=[{"key": asked.pk}], words="Yes", actor=chidi)
    first_tap, second_tap = BulkAct.objects.get(pk=bulk.pk), BulkAct.objects.get(pk=bulk.pk)
    done = do_bulk(bulk=first_tap, actor=chidi)
    events = Event.objects.count()
    assert do_bulk(bulk=second_tap, actor=chidi).report == done.report
    assert Event.objects.count() == events
    bulk.refresh_from_db()
    assert [line["why"] for line in bulk.report] == [""]
