"""The pages of talks: who sees whose words, what each form refuses, and what comes back."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from learnplan.events.models import Event
from learnplan.home.reading import open_talks
from learnplan.people.models import Bond, User
from learnplan.people.sight import Sight
from plans.asking.actions import answer_asked, ask
from plans.consultation.actions import agenda, outcome, talks
from plans.consultation.beside import appointments
from plans.consultation.models import Answer, Need, NeedTarget, Prompt, Talk
from plans.matrix.models import AskedFor
from plans.targets.actions.drafts import keep_draft
from plans.targets.actions.targets import start_plan
from plans.targets.models import Plan, Target
from tests.plans.consultation.conftest import SUMMARY
from tests.watching import needs_of

all_needs = needs_of()
needs = needs_of("talk.", "need.")

SECRET = "Because I see the end already."


def text(answer):
    return " ".join(answer.content.decode().split())


def page(client, name, *args):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return text(answer)


def post(client, name, *args, **data):
    return client.post(reverse(name, args=args), data)


def needs_of_home(learner):
    """What waits on the home of the learner, as signed in afresh."""
    fresh = User.objects.get(pk=learner.pk)
    return all_needs(fresh)


def errors(answer):
    assert answer.status_code == 422
    return [error for found in answer.context["form"].errors.values() for error in found]


@pytest.fixture
def kept(prompt, amina):
    """A question that Amina has answered, and not opened."""
    agenda.answer_prompt(prompt=prompt, words=SECRET, actor=amina)
    return prompt


def test_answers_are_the_learners_until_opened(sign_in, kept, talk, amina, chidi):
    for name in ("talk", "talk_sheet"):
        assert SECRET in page(sign_in(amina), name, talk.pk)
        assert SECRET not in page(sign_in(chidi), name, talk.pk)
    assert "keeps it for now" in page(sign_in(chidi), "talk", talk.pk)
    assert post(sign_in(amina), "talk_open", talk.pk).status_code == 302
    for name in ("talk", "talk_sheet", "talk_summary"):
        assert SECRET in page(sign_in(chidi), name, talk.pk)


def test_whoever_asked_for_a_talk_sees_that_it_is_and_no_word_of_it(sign_in, plan, amina, bea, chidi, soon):
    talks.ask_for_talk(plan=plan, adult=chidi, reason="She seems worried.", actor=bea)
    talk = talks.book_talk(plan=plan, adult=chidi, at=soon, place="Room 4", actor=amina)
    prompt = agenda.add_prompt(talk=talk, words="What about Mum?", purpose="how", actor=amina)
    agenda.answer_prompt(prompt=prompt, words=SECRET, actor=amina)
    agenda.open_answers(talk=talk, actor=amina)
    seen = page(sign_in(bea), "talk", talk.pk)
    assert "Room 4" in seen
    assert "What about Mum?" not in seen
    assert SECRET not in seen


@pytest.mark.parametrize(("opened_to_carers", "status"), [([Sight.TARGETS], 404), ([Sight.TALKS], 200)])
def test_carer_reads_an_agreed_talk_only_if_talks_are_opened_to_them(
    sign_in, agreed, make_talk, bea, opened_to_carers, status
):
    Bond.objects.filter(adult=bea).update(sees=opened_to_carers)
    other = make_talk(in_minutes=60)
    client = sign_in(bea)
    answer = client.get(agreed.get_absolute_url())
    assert answer.status_code == status
    assert (SECRET in text(answer), SUMMARY in text(answer)) == ((status == 200,) * 2)
    assert client.get(other.get_absolute_url()).status_code == 404
    assert post(client, "need_new", agreed.pk, words="A need of mine").status_code in (403, 404)
    assert not Need.objects.exists()


def test_history_says_nothing_of_talks_to_staff_who_are_not_with_the_learner(sign_in, agreed, plan, rosa, amina, mair):
    assert "agreed with Chidi Okafor’s summary" in page(sign_in(amina), "plan_history", plan.pk)
    assert "agreed with Chidi Okafor’s summary" in page(sign_in(mair), "plan_history", plan.pk)
    assert "Chidi Okafor’s summary" not in page(sign_in(rosa), "plan_history", plan.pk)


def test_booking_refuses_what_cannot_be(sign_in, plan, chidi, mair, amina, soon):
    client = sign_in(amina)
    assert errors(post(client, "talk_book", plan.pk)) == [
        "Pick one.",
        "Pick what it is about.",
        "Pick a day.",
        "Pick a time.",
        "Pick how long it takes.",
    ]
    good = {"adult": chidi.pk, "kind": "going", "day": str(soon.date()), "time": "12:50", "minutes": 30}
    assert errors(post(client, "talk_book", plan.pk, **good | {"day": "31/02", "time": "noon"})) == [
        "Write a day, like 2026-12-19.",
        "Write a time, like 12:50.",
    ]
    assert "passed" in errors(post(client, "talk_book", plan.pk, **good | {"day": "2020-01-01"}))[0]
    assert errors(post(client, "talk_book", plan.pk, **good | {"adult": amina.pk})) == ["Pick one of the list."]
    assert post(client, "talk_book", plan.pk, **good).status_code == 302
    talk = Talk.objects.get()
    assert (timezone.localtime(talk.booked_at).strftime("%H:%M"), talk.adult) == ("12:50", chidi)
    again = post(client, "talk_book", plan.pk, **good | {"adult": mair.pk, "time": "13:00"})
    assert errors(again) == ["Amina Said has a talk with Chidi Okafor at that time. Pick another time."]


def test_next_talk_follows_the_last_one(sign_in, agreed, plan, chidi, amina, soon):
    when = {"day": str((soon + dt.timedelta(days=20)).date()), "time": "09:00", "minutes": 30, "kind": "next"}
    address = f"{reverse('talk_book', args=[plan.pk])}?follows={agreed.pk}"
    assert f'value="{chidi.pk}"' in text(sign_in(amina).get(address))
    assert sign_in(amina).post(address, when | {"adult": chidi.pk}).status_code == 302
    assert Talk.objects.get(state="booked").follows == agreed


def test_learner_answers_one_question_after_another(sign_in, prompt, talk, amina):
    other = agenda.add_prompt(talk=talk, words="And what helps?", purpose="how", actor=amina)
    client = sign_in(amina)
    assert "Question 1 of 2" in page(client, "prompt", prompt.pk)
    assert errors(post(client, "prompt", prompt.pk, words=" ")) == ["Write your answer. A few words are enough."]
    assert post(client, "prompt", prompt.pk, words=SECRET).url == other.get_absolute_url()
    assert post(client, "prompt", other.pk, words="Drawing").url == talk.get_absolute_url()
    assert list(Answer.objects.order_by("pk").values_list("words", flat=True)) == [SECRET, "Drawing"]


def test_learner_answers_all_at_once_and_empty_ones_stay(sign_in, kept, talk, amina):
    other = agenda.add_prompt(talk=talk, words="And what helps?", purpose="how", actor=amina)
    said = {f"prompt-{kept.pk}": "", f"prompt-{other.pk}": "Drawing\r\nand time"}
    assert post(sign_in(amina), "talk_answers", talk.pk, **said).status_code == 302
    now = [prompt.answer["words"] for prompt in Prompt.objects.with_answer()]
    assert now == [SECRET, "Drawing\nand time"]
    too_long = post(sign_in(amina), "talk_answers", talk.pk, **{f"prompt-{other.pk}": "x" * 4001})
    assert "4000" in errors(too_long)[0]


def test_question_that_is_taken_off_meanwhile_loses_no_other_answer(sign_in, kept, talk, amina, chidi):
    gone = agenda.add_prompt(talk=talk, words="And what helps?", purpose="how", actor=chidi)
    agenda.take_back_prompt(prompt=gone, actor=chidi)
    with pytest.raises(talks.RuleBroken, match="taken off"):
        agenda.answer_prompts(talk=talk, said={kept.pk: "New", gone.pk: "Lost?"}, actor=amina)
    assert Prompt.objects.with_answer().get(pk=kept.pk).answer["words"] == SECRET


def test_start_together_opens_the_answers_and_leads_to_the_first_question(sign_in, prompt, talk, amina):
    answer = post(sign_in(amina), "talk_open", talk.pk, together="yes")
    assert answer.url == prompt.get_absolute_url()
    assert Talk.objects.get().opened_at is not None


def test_what_an_adult_wrote_down_is_shown_so(sign_in, talk, prompt, amina, chidi):
    agenda.open_answers(talk=talk, actor=amina)
    assert "You are writing for Amina" in page(sign_in(chidi), "prompt", prompt.pk)
    post(sign_in(chidi), "prompt", prompt.pk, words="I rush.")
    assert "Chidi Okafor wrote this down for you." in page(sign_in(amina), "talk", talk.pk)
    assert "Written down by Chidi Okafor for Amina." in page(sign_in(amina), "talk_sheet", talk.pk)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, ["Write your question.", "Say what your question is about: how you learn, or what learning is for."]),
        ({"words": "Why?", "purpose": "marks"}, ["Select a valid choice. marks is not one of the available choices."]),
        ({"words": "Why do I JUMP ahead?", "purpose": "how"}, ["This question is on the agenda already."]),
    ],
)
def test_question_that_cannot_be_is_refused(sign_in, prompt, talk, amina, data, said):
    assert errors(post(sign_in(amina), "prompt_new", talk.pk, **data)) == said


def test_idea_is_taken_up_once(sign_in, talk, amina):
    idea = "What helps me when I get stuck?"
    assert idea in page(sign_in(amina), "prompt_new", talk.pk)
    post(sign_in(amina), "prompt_new", talk.pk, words=idea, purpose="how")
    assert (talk.prompts.get().words, talk.prompts.get().author) == (idea, amina)
    assert idea not in page(sign_in(amina), "prompt_new", talk.pk)


def test_summary_and_its_dispute_ask_for_words(sign_in, opened, amina, chidi):
    assert errors(post(sign_in(chidi), "talk_summary", opened.pk, words="")) == [
        "Write what you understood, in a few sentences."
    ]
    assert post(sign_in(chidi), "talk_summary", opened.pk, words=SUMMARY).status_code == 302
    assert errors(post(sign_in(amina), "talk_dispute", opened.pk, words="")) == [
        "Say what is not right. A few words are enough."
    ]
    read = opened.summaries.get().pk
    assert post(sign_in(amina), "talk_dispute", opened.pk, words="Not so.", summary=read).status_code == 302
    assert "Not so." in page(sign_in(chidi), "talk_summary", opened.pk)


def test_stale_page_agrees_with_nothing(sign_in, summarised, amina, chidi):
    read = summarised.summaries.get()
    outcome.dispute_talk(talk=summarised, words="No", actor=amina)
    outcome.summarise(talk=summarised, words="Another", actor=chidi)
    answer = sign_in(amina).post(reverse("talk_agree", args=[summarised.pk]), {"summary": read.pk}, follow=True)
    assert "The summary has changed since you opened this page." in text(answer)
    assert Talk.objects.get().state == "summarised"


def test_need_becomes_a_target(sign_in, need, plan, amina, due_on):
    address = f"{reverse('target_new', args=[plan.pk])}?need={need.pk}"
    assert need.words in text(sign_in(amina).get(address))
    data = {"words": "Explain to three people", "success_test": "They get it", "due_on": str(due_on)}
    answer = sign_in(amina).post(address, data, follow=True)
    assert need.words in text(answer)
    link = NeedTarget.objects.get()
    assert (link.need, link.target.words, Need.objects.get().state) == (need, data["words"], "answered")


def test_need_of_someone_else_starts_nothing(sign_in, need, plan, mair, amina):
    address = f"{reverse('target_new', args=[plan.pk])}?need={need.pk}"
    assert need.words not in text(sign_in(mair).get(address))
    for nonsense in ("x", "0", "9" * 30):
        assert sign_in(amina).get(f"{address}{nonsense}").status_code == 200


def test_need_is_tied_to_a_target_that_is_there(sign_in, need, target, amina):
    assert errors(post(sign_in(amina), "need_link", need.pk)) == ["Pick a target."]
    assert errors(post(sign_in(amina), "need_link", need.pk, target=0)) == ["Pick one of the list."]
    post(sign_in(amina), "need_link", need.pk, target=target.pk)
    assert need.targets.get() == target


def test_calling_off_and_asking_say_what_is_missing(sign_in, talk, plan, amina, chidi, mair):
    assert errors(post(sign_in(amina), "talk_call_off", talk.pk)) == ["Say why, so that the other knows."]
    assert errors(post(sign_in(amina), "talk_ask", plan.pk)) == ["Pick one."]
    post(sign_in(amina), "talk_ask", plan.pk, adult=mair.pk)
    again = post(sign_in(amina), "talk_ask", plan.pk, adult=mair.pk)
    assert errors(again) == ["A talk with Mair Jenkins is asked for already. Put your question on its agenda."]


def test_share_of_questions_that_learners_ask_is_shown_to_each_side(sign_in, talk, prompt, amina, chidi, rosa, dov):
    agenda.add_prompt(talk=talk, words="What helped?", purpose="what_for", actor=chidi)
    agenda.add_prompt(talk=talk, words="What else?", purpose="what_for", actor=chidi)
    assert "You asked 1 of the 3 questions in your talks this year." in page(sign_in(amina), "talks")
    for adult in (chidi, rosa):
        assert "Learners asked 1 of the 3 questions this year." in page(sign_in(adult), "talks")
    assert "No questions yet this year." in page(sign_in(dov), "talks")


def test_list_keeps_to_those_in_the_talk(sign_in, talk, amina, chidi, mair, rosa):
    assert talk.get_absolute_url() in page(sign_in(amina), "talks")
    assert talk.get_absolute_url() in page(sign_in(chidi), "talks")
    for other in (mair, rosa):
        assert talk.get_absolute_url() not in page(sign_in(other), "talks")


def paths(found):
    return [(need.action, need.path) for need in found]


def test_each_state_waits_for_whoever_is_to_act(talk, prompt, amina, chidi, client, sign_in, time_machine):
    def of_amina():
        return paths(sign_in(amina).get("/").context["needs"])

    def of_chidi():
        return paths(needs(chidi))

    here = talk.get_absolute_url()
    assert (of_amina(), of_chidi()) == ([("Get ready", here)], [])
    agenda.open_answers(talk=talk, actor=amina)
    assert (of_amina(), of_chidi()) == ([], [])
    time_machine.move_to(talk.until_at)
    assert (of_amina(), of_chidi()) == ([], [("Sum it up", f"{here}summary/")])
    outcome.summarise(talk=talk, words=SUMMARY, actor=chidi)
    assert (of_amina(), of_chidi()) == ([("Read it", here)], [])
    outcome.dispute_talk(talk=talk, words="No", actor=amina)
    assert (of_amina(), of_chidi()) == ([], [("Write again", f"{here}summary/")])
    outcome.summarise(talk=talk, words=SUMMARY, actor=chidi)
    outcome.agree_talk(talk=talk, actor=amina)
    assert (of_amina(), of_chidi()) == ([], [])
    need = outcome.add_need(talk=talk, words="A table", actor=amina)
    target_new = reverse("target_new", args=[talk.plan_id])
    assert of_amina() == [("Make a target of it", f"{target_new}?need={need.pk}")]
    outcome.let_go_need(need=need, actor=amina)
    assert of_amina() == []


def test_talk_asked_for_waits_for_the_other_and_a_leavers_for_nobody(plan, amina, chidi, sign_in):
    talk = talks.ask_for_talk(plan=plan, adult=chidi, reason="Help", actor=amina)
    assert paths(needs(chidi)) == [("Pick a time", reverse("talk_time", args=[talk.pk]))]
    assert paths(sign_in(amina).get("/").context["needs"]) == []
    amina.memberships.update(until_on=dt.date.today() - dt.timedelta(days=1))
    assert (needs(chidi), open_talks(chidi)) == ([], [])


def test_booked_talk_is_coming_up_on_both_homes(talk, amina, chidi, mair, sign_in):
    for person, words in ((amina, "Talk with Chidi Okafor"), (chidi, "Talk with Amina")):
        coming = sign_in(person).get("/").context["coming"]
        assert [(one.words, one.path, one.place) for one in coming] == [(words, talk.get_absolute_url(), "Room 4")]
    assert sign_in(mair).get("/").context["coming"] == []
    talks.call_off_talk(talk=talk, words="Ill", actor=amina)
    assert sign_in(chidi).get("/").context["coming"] == []


@pytest.mark.parametrize("parts", [[Sight.TALKS], [Sight.TALKS, Sight.TARGETS]])
def test_carer_who_sees_no_targets_reads_of_none_in_a_talk(sign_in, need, plan, amina, bea, due_on, parts):
    Bond.objects.filter(adult=bea).update(sees=parts)
    words = "Explain it to Dad"
    outcome.write_target_for(need=need, words=words, success_test="He nods", due_on=due_on, actor=amina)
    client = sign_in(bea)
    for name, key in (("talk", need.talk_id), ("talk_sheet", need.talk_id), ("plan_history", plan.pk)):
        assert (words in page(client, name, key)) == (Sight.TARGETS in parts), name


def test_page_that_names_no_summary_agrees_with_nothing(sign_in, summarised, amina):
    for name, data in (("talk_agree", {}), ("talk_agree", {"summary": "x"}), ("talk_dispute", {"words": "No"})):
        answer = post(sign_in(amina), name, summarised.pk, **data)
        assert "The summary has changed since you opened this page." in text(
            answer if answer.status_code == 422 else sign_in(amina).get(answer.url)
        )
    assert Talk.objects.get().state == "summarised"


def test_talk_leads_to_the_one_before_and_the_one_after(sign_in, agreed, make_talk, amina):
    after = make_talk(in_minutes=60 * 24 * 20, follows=agreed)
    assert f'href="{after.get_absolute_url()}"' in page(sign_in(amina), "talk", agreed.pk)
    assert f'href="{agreed.get_absolute_url()}"' in page(sign_in(amina), "talk", after.pk)


def test_need_of_a_closed_year_leads_into_this_years_plan(sign_in, need, plan, amina, riverside, due_on):
    amina.memberships.update(from_on=dt.date(plan.year - 1, 9, 1))
    Plan.objects.filter(pk=plan.pk).update(year=plan.year - 1, closed_at=timezone.now())
    new = start_plan(learner=amina, institution=riverside, year=plan.year, actor=amina)
    address = f"{reverse('target_new', args=[new.pk])}?need={need.pk}"
    assert f'href="{address}"' in page(sign_in(amina), "talk", need.talk_id)
    assert [one.path for one in needs_of_home(amina) if need.words in one.words] == [address]
    data = {"words": "Explain to three people", "success_test": "They get it", "due_on": str(due_on)}
    assert sign_in(amina).post(address, data).status_code == 302
    assert (NeedTarget.objects.get().target.plan, Need.objects.get().state) == (new, "answered")


def test_leavers_talk_is_in_no_adults_calendar(talk, amina, chidi):
    assert [one.key for one in appointments(chidi)] == [f"talk-{talk.pk}"]
    amina.memberships.update(until_on=dt.date.today() - dt.timedelta(days=1))
    assert appointments(chidi) == []
    assert [one.key for one in appointments(amina)] == [f"talk-{talk.pk}"]
    amina.memberships.update(from_on=dt.date.today() + dt.timedelta(days=9), until_on=None)
    assert [one.key for one in appointments(chidi)] == [f"talk-{talk.pk}"], "an entrant is no leaver"


def test_draft_kept_from_a_need_answers_it_once_it_is_in_the_plan(sign_in, need, plan, amina, chidi, due_on):
    client = sign_in(amina)
    address = f"{reverse('target_new', args=[plan.pk])}?need={need.pk}"
    data = {"words": "Explain to three people", "success_test": "They get it", "due_on": str(due_on)}
    assert client.post(address, data | {"keep": "1"}).status_code == 302
    draft = Target.objects.get()
    assert (NeedTarget.objects.get().target, Need.objects.get().state, draft.state) == (draft, "open", "draft")
    assert [one.path for one in needs_of_home(amina) if need.words in one.words] == [
        draft_page := f"{draft.get_absolute_url()}draft/"
    ]
    assert data["words"] in page(client, "talk", need.talk_id)
    assert data["words"] not in page(sign_in(chidi), "talk", need.talk_id)
    client = sign_in(amina)
    assert need.words in text(client.get(draft_page))
    assert client.post(draft_page, data | {"keep": "1"}).status_code == 302
    assert client.post(draft_page, data).status_code == 302
    assert (Target.objects.get().state, Need.objects.get().state) == ("active", "answered")
    assert NeedTarget.objects.count() == 1
    assert Event.objects.filter(verb="need.answered").count() == 1
    assert [one for one in needs_of_home(amina) if need.words in one.words] == []


@pytest.mark.parametrize("kept_first", [False, True])
def test_target_asked_for_from_a_need_answers_it_when_allowed(sign_in, need, plan, amina, chidi, due_on, kept_first):
    client = sign_in(chidi)
    address = f"{reverse('target_new', args=[plan.pk])}?need={need.pk}"
    data = {"words": "Explain to three people", "success_test": "They get it", "due_on": str(due_on)}
    if kept_first:
        client.post(address, data | {"keep": "1"})
        address = f"{Target.objects.get().get_absolute_url()}draft/"
    asking = client.post(address, data)
    assert asking.status_code == 422
    kept = {name: asking.context["form"].initial.get(name) or "" for name in ("need", "draft")}
    where = reverse("ask", args=[plan.pk, "target.write"])
    assert f'name="need" value="{need.pk}"' in text(asking)
    assert client.post(where, data | kept | {"reason": "You said so."}).status_code == 302
    assert Need.objects.get().state == "open"
    answer_asked(asked=AskedFor.objects.get(), allow=True, reason="Yes.", actor=amina)
    target = Target.objects.get()
    assert (target.state, NeedTarget.objects.get().target, Need.objects.get().state) == ("active", target, "answered")


def test_request_that_names_a_strangers_need_or_draft_leaves_them_alone(need, plan, plan_of_ella, amina, chidi, due_on):
    other = keep_draft(plan=plan_of_ella, words="Her own", actor=plan_of_ella.learner)
    facts = {"words": "Walk", "success_test": "Far", "due_on": str(due_on), "need": need.pk + 1, "draft": other.pk}
    asked = ask(act="target.write", plan=plan, actor=chidi, reason="Please", facts=facts)
    answer_asked(asked=asked, allow=True, reason="Yes.", actor=amina)
    assert (Target.objects.get(plan=plan).words, Target.objects.get(pk=other.pk).words) == ("Walk", "Her own")
    assert not NeedTarget.objects.exists()


def test_carer_who_asked_for_a_talk_reads_no_word_before_it_is_agreed(sign_in, plan, prompt, amina, bea, chidi, talk):
    Bond.objects.filter(adult=bea).update(sees=[Sight.TALKS])
    Talk.objects.filter(pk=talk.pk).update(asked_by=bea)
    agenda.answer_prompt(prompt=prompt, words=SECRET, actor=amina)
    agenda.open_answers(talk=talk, actor=amina)
    outcome.summarise(talk=talk, words=SUMMARY, actor=chidi)
    seen = page(sign_in(bea), "talk", talk.pk)
    assert (SECRET in seen, SUMMARY in seen, prompt.words in seen) == (False, False, False)
    assert sign_in(bea).get(reverse("talk_sheet", args=[talk.pk])).status_code == 403
