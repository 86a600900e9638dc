"""The pages of who may do what: for everyone to read, the draft and its preview, publishing."""

import re

import pytest
from django.urls import reverse

from learnplan.people.models import Membership
from plans.asking import actions
from plans.matrix import actions as matrix_actions
from plans.matrix.forms import field_of
from plans.matrix.models import Matrix
from plans.matrix.presets import PRESETS, cells_in_order

pytestmark = pytest.mark.django_db


def words_of(response) -> str:
    """The page from its main part on: spaces one, and none beside a tag."""
    text = response.content.decode()
    return re.sub(r" ?(<[^>]*>) ?", r"\1", " ".join(text[text.index("<main") :].split()))


def own_mix(**changes) -> dict:
    cells = PRESETS["learner_led"]
    fields = {field_of(act, column): cells[act][column] for act, column in cells_in_order()}
    return {"preset": "own", "reason": "We tried it.", **fields, **changes}


@pytest.fixture
def draft(riverside, rosa):
    return matrix_actions.draft_matrix(institution=riverside, cells=PRESETS["guided"], reason="For a term.", actor=rosa)


def test_everyone_reads_what_holds_before_anything_is_set(plan, riverside, bea, sign_in):
    said = words_of(sign_in(bea).get(reverse("who_may", args=[riverside.pk])))
    assert "In short: learner-led" in said
    assert "has not set anything yet" in said
    assert "Set it differently" not in said


def test_learner_reads_what_is_theirs_and_who_set_it(set_matrix, riverside, amina, sign_in):
    set_matrix("shared")
    set_matrix("guided", reason="Everybody, for a term.")
    said = words_of(sign_in(amina).get(reverse("who_may", args=[riverside.pk])))
    assert "You and your plan" in said
    assert "Set by Rosa Byrne on" in said
    assert "version 2" in said
    assert "Everybody, for a term." in said
    assert "Version 1, shared" in said


def test_draft_shows_what_it_touches_and_touches_nothing(draft, asked, plan, rosa, sign_in, make_user, riverside):
    make_user("Ella", "Hart", role="learner", at=riverside)
    said = words_of(sign_in(rosa).get(draft.get_absolute_url()))
    assert "<b>1</b><small>live plan touched</small>" in said
    assert "<b>1</b><small>waiting request that lapses</small>" in said
    assert "Amina Said" in said
    assert "Ella Hart" not in said  # she has no plan yet
    assert "Chidi Okafor asks to write a target" in said
    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_draft_for_advocates_touches_only_those_who_have_one(riverside, rosa, plan, sign_in, amina, mair):
    cells = PRESETS["learner_led"] | {"talk.book": {"learner": "allow", "tutor": "allow", "advocate": "deny"}}
    draft = matrix_actions.draft_matrix(institution=riverside, cells=cells, reason="x", actor=rosa)
    assert "<b>1</b><small>live plan touched" in words_of(sign_in(rosa).get(draft.get_absolute_url()))
    amina.bonds.filter(adult=mair).delete()
    assert "<b>0</b><small>live plans touched" in words_of(sign_in(rosa).get(draft.get_absolute_url()))


def test_draft_touches_no_leaver(draft, plan, amina, rosa, sign_in, riverside):
    Membership.objects.filter(user=amina).delete()
    assert "<b>0</b><small>live plans touched" in words_of(sign_in(rosa).get(draft.get_absolute_url()))


def test_names_and_requests_go_on_page_by_page(draft, plan, chidi, facts, rosa, sign_in, monkeypatch):
    monkeypatch.setattr("plans.matrix.views.SIZE", 1)
    for number in range(2):
        given = facts | {"words": f"Number {number}"}
        actions.ask(act="target.write", plan=plan, actor=chidi, reason="x", facts=given)
    first = sign_in(rosa).get(draft.get_absolute_url())
    assert (len(first.context["requests"].rows), first.context["request_count"]) == (1, 2)
    then = sign_in(rosa).get(draft.get_absolute_url(), {"waiting": first.context["requests"].after})
    assert [one.facts["words"] for one in then.context["requests"].rows] == ["Number 1"]
    assert then.context["requests"].after == ""


def test_administrator_drafts_a_preset_looks_and_publishes(riverside, rosa, sign_in):
    client, new = sign_in(rosa), reverse("matrix_new", args=[riverside.pk])
    sent = client.post(new, {"preset": "guided", "reason": "For a term."})
    draft = Matrix.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, draft.get_absolute_url())
    assert client.post(draft.get_absolute_url())["Location"] == reverse("who_may", args=[riverside.pk])
    draft.refresh_from_db()
    assert (draft.version, draft.preset, draft.cells) == (1, "guided", PRESETS["guided"])


def test_administrator_sets_act_by_act(riverside, rosa, sign_in):
    field = field_of("session.lead", "learner")
    sign_in(rosa).post(reverse("matrix_new", args=[riverside.pk]), own_mix(**{field: "deny"}))
    draft = Matrix.objects.get()
    assert (draft.preset, draft.cells["session.lead"]["learner"]) == ("own", "deny")


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"reason": "x"}, "Choose one of the four."),
        ({"preset": "anarchy", "reason": "x"}, "Select a valid choice"),
        ({"preset": "guided"}, "Say why, in a sentence."),
        ({"preset": "own", "reason": "x"}, "Choose one."),
        ({"preset": "learner_led", "reason": "x"}, "Nothing is different"),
        ({"preset": "guided", "reason": "x" * 1001}, "at most 1000"),
        (own_mix(target_write__learner="deny"), "Select a valid choice"),
    ],
)
def test_draft_form_says_what_is_wrong(riverside, rosa, sign_in, given, error):
    response = sign_in(rosa).post(reverse("matrix_new", args=[riverside.pk]), given)
    assert response.status_code == 422
    assert error in words_of(response)
    assert not Matrix.objects.exists()


def test_publishing_an_overtaken_draft_is_refused_on_its_page(draft, set_matrix, rosa, sign_in):
    set_matrix("shared")
    response = sign_in(rosa).post(draft.get_absolute_url())
    assert response.status_code == 422
    assert "Another version was published since" in words_of(response)


def test_own_mix_says_what_it_is_most_like(set_matrix, riverside, amina, sign_in):
    set_matrix("guided", {("session.lead", "learner"): "deny"})
    said = words_of(sign_in(amina).get(reverse("who_may", args=[riverside.pk])))
    assert "Most like “guided”: 1 setting differs. Adults may write." in said


def test_draft_is_for_administrators_there_to_see(draft, amina, chidi, bea, rosa, make_user, northgate, sign_in):
    other = make_user("Nan", "Far", role="administrator", at=northgate)
    people = (amina, chidi, bea, other, rosa)
    assert [sign_in(user).get(draft.get_absolute_url()).status_code for user in people] == [404, 404, 404, 404, 200]
