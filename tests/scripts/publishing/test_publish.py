"""Publishing a branch without a name: what goes along, what could tell, who looks, and that it can be withdrawn."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from learnplan.notices.models import Notice
from learnplan.people.models import Bond, User
from learnplan.rules import RuleBroken
from scripts.authoring.models import StepOption
from scripts.editing.actions.branches import branch_off
from scripts.editing.actions.choices import pick_option
from scripts.editing.actions.steps import add_step
from scripts.publishing.actions.templates import answer_template, publish_branch, withdraw_template
from scripts.publishing.drafting import text_of
from scripts.publishing.models import BranchTemplate, TemplateOption
from scripts.sharing.actions import write_comment

State = BranchTemplate.State


def test_what_goes_along_is_words_styles_lengths_and_terms_without_years(put_forward):
    template = put_forward(about="For people who like machines.")
    steps = list(template.steps.values_list("title", "style", "starts", "lasts"))
    assert steps == [("Workshop year", "workplace", 0, 1), ("Build a rig", "project", 2, 1)]
    assert list(template.steps.first().options.values_list("title", flat=True)) == ["A summer in a garage"]
    assert (template.name, template.ending, template.asks) == (
        "Engineering", "Degree apprenticeship", ["Maths at grade 5"],
    )  # fmt: skip


def test_what_is_emptied_is_left_out(put_forward, ready):
    first, second = ready.steps.all()
    template = put_forward(**{f"step-{first.pk}": "", f"ask-{ready.asks.get().pk}": ""})
    assert list(template.steps.values_list("title", flat=True)) == [second.title]
    assert template.asks == []


def test_own_name_stops_it_until_it_is_changed_or_said_to_stay(put_forward, ready):
    step = ready.steps.first()
    key = f"step-{step.pk}"
    with pytest.raises(RuleBroken) as refused:
        put_forward(**{key: "Help in Amina’s garage"})
    said = "“Amina” is your name, or of somebody with you. Change it, or say below that it can stay."
    assert refused.value.message_dict == {key: [said]}
    assert not BranchTemplate.objects.exists()
    assert put_forward(**{key: "Help in Amina’s garage"}, stays=["Amina"]).state == State.WAITING


LEADING = ["Mail a.said@example.org", "Call 07700 900123", "See www.example.org", "Ask @amina_s"]


@pytest.mark.parametrize("text", LEADING)
def test_what_leads_to_a_person_cannot_stay(put_forward, text):
    with pytest.raises(RuleBroken, match="Take it out"):
        put_forward(about=text, stays=[text, text.split(" ", 1)[1]])


def test_names_of_school_and_tutor_are_pointed_out(put_forward):
    with pytest.raises(RuleBroken) as refused:
        put_forward(about="Ask Mr Okafor at Riverside in 2026")
    assert [said.split("”")[0] for said in refused.value.message_dict["about"]] == ["“2026", "“Okafor", "“Riverside"]


def test_page_points_out_before_anything_is_sent(sign_in, ready, amina, chidi):
    add_step(branch=ready, title="Ask Chidi for a bench", style="project", actor=amina)
    page = sign_in(amina).get(reverse("branch_publish", args=[ready.pk]))
    assert page.status_code == 200
    assert "“Chidi” is your name, or of somebody with you" in page.text
    assert page.context["form"].fields["stays"].choices == [("Chidi", "Chidi")]
    assert "first term" in page.text
    assert "2026" not in page.context["form"].as_div()


def test_markup_that_could_tell_is_pointed_out_as_text(sign_in, ready, amina):
    add_step(branch=ready, title="www.<script>alert(1)</script>", style="project", actor=amina)
    page = sign_in(amina).get(reverse("branch_publish", args=[ready.pk]))
    assert "is a link. Take it out" in page.text
    assert "<script>alert(1)" not in page.text


def test_form_names_its_errors_and_takes_a_confirmation(sign_in, ready, amina, chidi):
    client = sign_in(amina)
    path = reverse("branch_publish", args=[ready.pk])
    words = text_of(ready).pieces() | {"name": "", "about": "Ask Chidi"}
    page = client.post(path, words)
    assert (page.status_code, sorted(page.context["form"].errors)) == (422, ["about", "name"])
    page = client.post(path, words | {"name": "Machines", "stays": "nonsense"})
    assert sorted(page.context["form"].errors) == ["about", "stays"]
    emptied = {key: "" if key.startswith("step-") else value for key, value in text_of(ready).pieces().items()}
    assert "Leave at least one step in it" in client.post(path, emptied).text
    answer = client.post(path, words | {"name": "Machines", "stays": "Chidi"})
    assert answer.url == reverse("template", args=[BranchTemplate.objects.get().pk])


def test_tutor_and_advocate_are_told_without_a_name_and_look(put_forward, chidi, mair, rosa, amina):
    template = put_forward()
    told = Notice.objects.filter(path=reverse("template", args=[template.pk]))
    assert set(told.values_list("recipient__username", flat=True)) == {"chidi", "mair"}
    assert "Amina" not in told.first().words
    for person, looks in ((chidi, True), (mair, True), (rosa, False), (amina, False)):
        assert BranchTemplate.objects.to_look_at(person).exists() == looks


def test_administrator_looks_where_there_is_neither_tutor_nor_advocate(put_forward, rosa, amina):
    Bond.objects.filter(learner=amina).delete()
    template = put_forward()
    assert list(BranchTemplate.objects.to_look_at(rosa)) == [template]


def test_nobody_looks_at_their_own(put_forward, rosa, amina, riverside):
    Bond.objects.filter(learner=amina).delete()
    template = put_forward()
    amina.memberships.create(institution=riverside, role="administrator", from_on="2020-09-01")
    both = User.objects.get(pk=amina.pk)
    assert [list(BranchTemplate.objects.to_look_at(person)) for person in (rosa, both)] == [[template], []]


def test_waiting_is_seen_by_nobody_else(put_forward, chidi, bea, rosa, sam, dov, make_user, riverside):
    template = put_forward()
    ella = make_user("Ella", "Hart", role="learner", at=riverside)
    for person in (bea, rosa, sam, dov, ella):
        assert not BranchTemplate.objects.visible_to(person).filter(pk=template.pk).exists()


def test_sent_back_with_a_reason_then_put_forward_again(put_forward, chidi, amina):
    template = put_forward()
    with pytest.raises(RuleBroken, match="Say why"):
        answer_template(template=template, approve=False, reason=" ", actor=chidi)
    answer_template(template=template, approve=False, reason="Say more about the end.", actor=chidi)
    assert Notice.objects.filter(recipient=amina).first().words == (
        "“Engineering” is not published yet: Say more about the end."
    )
    again = put_forward(ending="Engineer at a works")
    assert (again.pk, again.state, again.reason, again.steps.count()) == (template.pk, State.WAITING, "", 2)


def test_published_tells_its_author_and_is_seen_by_the_institution(published, amina, rosa, make_user, riverside, dov):
    ella = make_user("Ella", "Hart", role="learner", at=riverside)
    assert Notice.objects.filter(recipient=amina).first().words == "“Engineering” is published, without your name."
    seen = [BranchTemplate.objects.listed_for(person).exists() for person in (ella, rosa, dov)]
    assert seen == [True, True, False]


def test_answered_once(published, mair):
    with pytest.raises(RuleBroken, match="answered this already"):
        answer_template(template=published, approve=True, actor=mair)


@pytest.mark.parametrize("who", ["amina", "bea", "rosa", "dov"])
def test_only_who_is_asked_answers(request, put_forward, who):
    with pytest.raises(RuleBroken, match="tutor or advocate looks"):
        answer_template(template=put_forward(), approve=True, actor=request.getfixturevalue(who))


def test_withdrawn_at_any_time_by_its_author(published, amina, make_user, riverside):
    ella = make_user("Ella", "Hart", role="learner", at=riverside)
    withdraw_template(template=published, actor=amina)
    withdraw_template(template=published, actor=amina)
    assert not BranchTemplate.objects.visible_to(ella).exists()
    assert BranchTemplate.objects.get().state == State.WITHDRAWN


def test_office_withdraws_what_others_see_and_the_author_is_told(published, rosa, amina):
    withdraw_template(template=published, actor=rosa)
    assert "withdrawn by the office" in Notice.objects.filter(recipient=amina).first().words


def test_office_does_not_withdraw_what_nobody_sees_yet(put_forward, rosa):
    with pytest.raises(RuleBroken, match="Only who wrote it"):
        withdraw_template(template=put_forward(), actor=rosa)


def test_tutor_does_not_withdraw(published, chidi):
    with pytest.raises(RuleBroken, match="Only who wrote it"):
        withdraw_template(template=published, actor=chidi)


def test_branch_is_out_once(published, put_forward):
    with pytest.raises(RuleBroken, match="out already"):
        put_forward()


def test_withdrawn_branch_can_be_published_anew(published, put_forward, amina):
    withdraw_template(template=published, actor=amina)
    assert put_forward().pk != published.pk


def test_only_the_learner_publishes_and_never_the_common_script(ready, trunk, amina, chidi):
    words = text_of(ready).pieces()
    with pytest.raises(RuleBroken, match="Only the learner"):
        publish_branch(branch=ready, words=words, actor=chidi)
    with pytest.raises(RuleBroken, match="Everyone has the common script"):
        publish_branch(branch=trunk, words=text_of(trunk).pieces(), actor=amina)


def test_branch_without_steps_is_not_published(script, trunk, amina):
    bare = branch_off(script=script, parent=trunk, forks_after=None, name="Bare", actor=amina)
    with pytest.raises(RuleBroken, match="at least one step"):
        publish_branch(branch=bare, words={"name": "Bare"}, actor=amina)


def test_later_changes_of_the_branch_change_nothing_of_what_is_published(published, ready, amina):
    add_step(branch=ready, title="Secret plan", style="online", actor=amina)
    assert "Secret plan" not in published.steps.values_list("title", flat=True)


def test_comments_never_go_along(sign_in, ready, put_forward, amina, chidi):
    write_comment(step=ready.steps.first(), words="Only between us", actor=amina)
    template = put_forward()
    assert "between us" not in sign_in(chidi).get(template.get_absolute_url()).text


def test_what_is_picked_is_the_step_and_not_an_alternative_to_itself(put_forward, ready, amina):
    step = ready.steps.first()
    other = StepOption.objects.create(step=step, rank=2, title="A year in a garage", style="workplace")
    pick_option(step=step, option=other, actor=amina)
    line = put_forward().steps.first()
    assert (line.title, [one.title for one in line.options.all()]) == ("A year in a garage", ["A summer in a garage"])


def leave(user):
    """End every membership as of yesterday."""
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    user.memberships.update(until_on=yesterday)
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("has_helpers", [True, False])
def test_leavers_template_waits_for_nobody(put_forward, amina, chidi, rosa, has_helpers):
    if not has_helpers:
        Bond.objects.filter(learner=amina).delete()
    template = put_forward()
    leave(amina)
    assert [BranchTemplate.objects.to_look_at(person).exists() for person in (chidi, rosa)] == [False, False]
    with pytest.raises(RuleBroken, match="tutor or advocate looks"):
        answer_template(template=template, approve=True, actor=chidi)
    assert withdraw_template(template=template, actor=amina).state == State.WITHDRAWN


def test_leaver_publishes_nothing_where_they_learned(ready, amina):
    with pytest.raises(RuleBroken, match="no longer learn there"):
        publish_branch(branch=ready, words=text_of(ready).pieces(), actor=leave(amina))


def test_what_was_typed_is_there_again_when_it_is_sent_back(sign_in, ready, put_forward, amina, chidi):
    first = ready.steps.first()
    changed = {f"step-{first.pk}": "A year somewhere", "ending": "", "about": "Good", "name": "Machines"}
    template = put_forward(**changed)
    answer_template(template=template, approve=False, reason="More, please.", actor=chidi)
    form = sign_in(amina).get(reverse("branch_publish", args=[ready.pk])).context["form"]
    assert {name: form[name].value() for name in changed} == changed
    assert form[f"step-{ready.steps.last().pk}"].value() == "Build a rig"


def test_what_was_typed_is_kept_no_longer_than_needed(put_forward, amina, chidi):
    template = put_forward()
    assert template.typed["name"] == "Engineering"
    assert answer_template(template=template, approve=True, actor=chidi).typed == {}
    withdraw_template(template=template, actor=amina)
    again = put_forward()
    assert withdraw_template(template=again, actor=amina).typed == {}


@pytest.fixture
def rare(ready, amina, make_offer):
    """A step with an offer, and an alternative with another, on the branch."""
    step = add_step(branch=ready, title="Weld", style="workplace", offer=make_offer("Welding"), actor=amina)
    option = StepOption.objects.create(step=step, rank=1, title="Rig", style="online", offer=make_offer("Rigging"))
    return f"step-{step.pk}", f"option-{option.pk}"


def offers_of(template):
    steps = template.steps.values_list("offer__title", flat=True).exclude(offer=None)
    options = TemplateOption.objects.filter(step__template=template).exclude(offer=None)
    return [*steps, *options.values_list("offer__title", flat=True)]


def test_every_offer_that_goes_along_is_said_and_can_be_left_out(sign_in, ready, rare, amina, chidi):
    client, path = sign_in(amina), reverse("branch_publish", args=[ready.pk])
    form = client.get(path).context["form"]
    assert form.fields["offers"].choices == [(rare[0], "Welding (Weld)"), (rare[1], "Rigging (Rig)")]
    assert form["offers"].value() == list(rare)
    words = text_of(ready).pieces()
    answer = client.post(path, words | {"offers": [rare[1]]})
    template = BranchTemplate.objects.get()
    assert answer.url == template.get_absolute_url()
    assert offers_of(template) == ["Rigging"]
    answer_template(template=template, approve=False, reason="More.", actor=chidi)
    assert client.get(path).context["form"]["offers"].value() == [rare[1]]


def test_no_offer_ticked_lets_none_go_along(sign_in, ready, rare, amina, chidi):
    sign_in(amina).post(reverse("branch_publish", args=[ready.pk]), text_of(ready).pieces())
    assert offers_of(BranchTemplate.objects.get()) == []


def test_what_goes_along_with_an_alternative_is_said(sign_in, ready, rare, amina):
    page = sign_in(amina).get(reverse("branch_publish", args=[ready.pk]))
    assert page.context["form"].fields[rare[1]].help_text == "With it go: online."


def test_names_in_parts_and_places_with_a_place_are_pointed_out(put_forward, amina, make_offer, make_place, northgate):
    User.objects.filter(pk=amina.pk).update(family_name="Said-O’Brien", preferred_name="")
    amina.refresh_from_db()
    with pytest.raises(RuleBroken) as refused:
        put_forward(about="Ask O'Brien or Said, at Northgate")
    pieces = [said.split("”")[0] for said in refused.value.message_dict["about"]]
    assert sorted(pieces) == ["“Brien", "“Said"]
    make_place(make_offer("Welding"), state="accepted")
    with pytest.raises(RuleBroken) as refused:
        put_forward(about="At northgate, of SA1 4QT")
    assert [said.split("”")[0] for said in refused.value.message_dict["about"]] == ["“SA1 4QT", "“northgate"]
