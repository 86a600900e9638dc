"""The pages of a script: who gets in, what they show, how they refuse, how many queries they ask."""

import pytest
from django.urls import reverse

from learnplan.people.models import Bond
from scripts.authoring.models import Branch, Script, Step
from scripts.editing.actions.branches import branch_off, choose_branch
from scripts.editing.actions.steps import add_step

BASE_QUERIES = 3


@pytest.fixture
def workshop(engineering, amina):
    return add_step(branch=engineering, title="Workshop year", style="workplace", actor=amina)


@pytest.fixture
def pages(script, engineering, workshop):
    """Every page of Amina's script, by name."""
    return {
        "script": reverse("script", args=[script.pk]),
        "script_list": reverse("script_list", args=[script.pk]),
        "branch": reverse("branch", args=[engineering.pk]),
        "branch_new": reverse("branch_new", args=[script.pk]),
        "branch_change": reverse("branch_change", args=[engineering.pk]),
        "branch_choose": reverse("branch_choose", args=[engineering.pk]),
        "branch_state": reverse("branch_state", args=[engineering.pk]),
        "step_new": reverse("step_new", args=[engineering.pk]),
        "step_change": reverse("step_change", args=[workshop.pk]),
        "step_remove": reverse("step_remove", args=[workshop.pk]),
    }


READ = ["script", "script_list", "branch"]


@pytest.mark.parametrize("who", ["amina", "chidi", "mair"])
def test_every_page_opens_for_those_who_may_write(request, sign_in, pages, who):
    client = sign_in(request.getfixturevalue(who))
    assert {name: client.get(path).status_code for name, path in pages.items()} == dict.fromkeys(pages, 200)


@pytest.mark.parametrize("who", ["bea", "rosa"])
def test_readers_read_and_change_nothing(request, sign_in, pages, who):
    client = sign_in(request.getfixturevalue(who))
    wanted = {name: 200 if name in READ else 403 for name in pages}
    assert {name: client.get(path).status_code for name, path in pages.items()} == wanted
    assert "New branch" not in client.get(pages["script_list"]).text


@pytest.mark.parametrize("who", ["sam", "dov"])
def test_others_are_told_nothing(request, sign_in, pages, who):
    client = sign_in(request.getfixturevalue(who))
    assert {name: client.get(path).status_code for name, path in pages.items()} == dict.fromkeys(pages, 404)
    assert client.post(pages["branch_choose"]).status_code == 404


def test_a_carer_who_lost_consent_is_told_nothing(sign_in, pages, bea):
    Bond.objects.filter(adult=bea).update(consented_at=None)
    assert sign_in(bea).get(pages["script"]).status_code == 404


def test_script_start_explains_then_starts(sign_in, common_script, amina):
    client = sign_in(amina)
    page = client.get(reverse("script_start"))
    assert page.status_code == 200
    assert "The Riverside core" in page.text
    answer = client.post(reverse("script_start"))
    assert answer.url == reverse("script", args=[Script.objects.get(learner=amina).pk])
    assert client.get(reverse("script_start")).url == answer.url


def test_script_start_says_why_not(sign_in, amina):
    page = sign_in(amina).post(reverse("script_start"))
    assert page.status_code == 422
    assert "has not adopted a common script for Year 12 yet" in page.text


def test_script_start_by_the_tutor_and_not_by_the_carer(sign_in, common_script, amina, bea, chidi, dov):
    assert sign_in(bea).post(reverse("script_start"), {"learner": amina.pk}).status_code == 403
    assert sign_in(dov).post(reverse("script_start"), {"learner": amina.pk}).status_code == 404
    assert sign_in(chidi).post(reverse("script_start"), {"learner": amina.pk}).status_code == 302
    assert Script.objects.get().learner == amina


def test_an_idea_is_one_page_and_two_fields(sign_in, script, pages, amina):
    client = sign_in(amina)
    form = client.get(pages["branch_new"]).context["form"]
    assert [name for name, field in form.fields.items() if field.required] == ["name", "after"]
    step = Step.objects.get(title="GCSE English")
    answer = client.post(pages["branch_new"], {"name": "Music", "after": step.pk})
    music = Branch.objects.get(name="Music")
    assert answer.url == reverse("branch", args=[music.pk])
    assert (music.forks_after, music.parent, music.state) == (step, step.branch, "idea")


def test_branch_new_starts_from_the_step_asked_for(sign_in, pages, workshop, amina):
    form = sign_in(amina).get(pages["branch_new"], {"after": workshop.pk}).context["form"]
    assert form["after"].value() == str(workshop.pk)


def test_branch_new_says_what_is_wrong(sign_in, pages, amina):
    client = sign_in(amina)
    page = client.post(pages["branch_new"], {"name": "", "after": "start"})
    assert page.status_code == 422
    assert page.context["form"].errors == {"name": ["Give it a name: a word or two are enough."]}
    page = client.post(pages["branch_new"], {"name": "engineering", "after": "start"})
    assert page.status_code == 422
    assert "You already have a branch called “engineering”" in page.text


def test_branch_new_refuses_a_step_of_another_script(sign_in, pages, amina):
    page = sign_in(amina).post(pages["branch_new"], {"name": "Music", "after": "999999"})
    assert list(page.context["form"].errors) == ["after"]


def test_branch_change_saves_and_says_what_is_wrong(sign_in, pages, engineering, amina):
    client = sign_in(amina)
    assert client.post(pages["branch_change"], {"name": "common script", "ending": ""}).status_code == 422
    assert client.post(pages["branch_change"], {"name": "Making", "ending": "Workshop"}).status_code == 302
    engineering.refresh_from_db()
    assert (engineering.name, engineering.ending) == ("Making", "Workshop")


def test_branch_choose_shows_the_consequence_first(
    sign_in, script, trunk, engineering, workshop, amina, make_offer, make_place
):
    offer = make_offer("Sound studio")
    music = branch_off(script=script, parent=trunk, forks_after=trunk.steps.first(), name="Music", actor=amina)
    studio = add_step(branch=music, style="evening", offer=offer, actor=amina)
    make_place(offer, studio, "offered")
    choose_branch(branch=music, actor=amina)
    page = sign_in(amina).get(reverse("branch_choose", args=[engineering.pk]))
    assert [step.title for step in page.context["gained"]] == ["GCSE English", "Study skills", "Workshop year"]
    assert [step.title for step in page.context["given_up"]] == ["Sound studio"]
    assert [place.offer for place in page.context["places"]] == [offer]
    assert "1 place hangs on it" in page.text
    music.refresh_from_db()
    assert music.state == "chosen"


def test_branch_choose_chooses_by_post(sign_in, pages, script, engineering, amina):
    answer = sign_in(amina).post(pages["branch_choose"])
    assert answer.url == reverse("script", args=[script.pk])
    engineering.refresh_from_db()
    assert engineering.state == "chosen"


def test_branch_choose_says_why_not(sign_in, pages, engineering, amina):
    Branch.objects.filter(pk=engineering.pk).update(state="finished")
    page = sign_in(amina).post(pages["branch_choose"])
    assert page.status_code == 422
    assert "is finished" in page.text


def test_branch_state_refuses_the_chosen_path_in_the_form(sign_in, pages, engineering, amina):
    choose_branch(branch=engineering, actor=amina)
    page = sign_in(amina).post(pages["branch_state"], {"state": "set_aside"})
    assert page.status_code == 422
    assert "Choose another path first" in page.text


def test_branch_state_sets_aside(sign_in, pages, engineering, amina):
    client = sign_in(amina)
    assert list(client.post(pages["branch_state"], {"state": ""}).context["form"].errors) == ["state"]
    assert client.post(pages["branch_state"], {"state": "set_aside"}).status_code == 302
    engineering.refresh_from_db()
    assert engineering.state == "set_aside"


def test_step_new_finds_offers_by_words_with_and_without_htmx(sign_in, pages, amina, make_offer, make_institution):
    make_offer("Sound studio", summary="Recording and mixing")
    make_offer("Level 3 Engineering")
    make_offer("Studio abroad", provider=make_institution("Far"), open_to=make_institution("Far School"))
    client = sign_in(amina)
    page = client.get(pages["step_new"], {"q": "studio northgate"})
    assert [offer.title for offer in page.context["page"]] == ["Sound studio"]
    part = client.get(pages["step_new"], {"q": "studio northgate"}, headers={"HX-Request": "true"})
    assert part.text.strip().startswith('<div id="offers"')
    assert "Sound studio" in part.text
    assert "Nothing has all of those words" in client.get(pages["step_new"], {"q": "zebra"}).text


def test_step_new_takes_up_an_offer(sign_in, pages, engineering, amina, make_offer):
    offer = make_offer("Sound studio", style="evening")
    client = sign_in(amina)
    form = client.get(pages["step_new"], {"offer": offer.pk}).context["form"]
    assert (form["title"].value(), form["style"].value()) == ("Sound studio", "evening")
    client.post(pages["step_new"], {"offer": offer.pk, "title": "Sound studio", "style": "evening"})
    assert engineering.steps.last().offer == offer


def test_step_new_hides_an_offer_that_is_not_open_to_the_learner(sign_in, pages, amina, make_offer, make_institution):
    offer = make_offer(provider=make_institution("Far"), open_to=make_institution("Far School"))
    assert sign_in(amina).get(pages["step_new"], {"offer": offer.pk}).status_code == 404


def test_step_new_says_what_is_wrong(sign_in, pages, amina):
    page = sign_in(amina).post(pages["step_new"], {"title": "", "style": "magic", "year": "x"})
    assert page.status_code == 422
    assert sorted(page.context["form"].errors) == ["style", "title", "year"]


def test_step_change_changes_and_marks_done(sign_in, pages, workshop, amina):
    client = sign_in(amina)
    assert client.post(pages["step_change"], {"title": "", "style": "online"}).status_code == 422
    assert client.post(pages["step_change"], {"title": "Workshop", "style": "online"}).status_code == 302
    client.post(reverse("step_done", args=[workshop.pk]), {"is_done": "yes"})
    workshop.refresh_from_db()
    assert (workshop.title, workshop.style) == ("Workshop", "online")
    assert workshop.done_at is not None


def test_step_remove_asks_first_then_removes(sign_in, pages, workshop, amina):
    client = sign_in(amina)
    assert "Take Workshop year off?" in client.get(pages["step_remove"]).text
    assert Step.objects.filter(pk=workshop.pk).exists()
    assert client.post(pages["step_remove"]).status_code == 302
    assert not Step.objects.filter(pk=workshop.pk).exists()


def test_step_remove_of_a_required_part_says_the_rule(sign_in, trunk, amina):
    step = trunk.steps.first()
    page = sign_in(amina).post(reverse("step_remove", args=[step.pk]))
    assert page.status_code == 422
    assert "is a required part of The Riverside core at Riverside Sixth Form" in page.text
    assert Step.objects.filter(pk=step.pk).exists()


def grow(script, trunk, actor, make_offer, make_place, branches, steps_each):
    """Give the script branches with own steps and steps on offers, some with a place."""
    for number in range(branches):
        branch = branch_off(
            script=script, parent=trunk, forks_after=trunk.steps.last(), name=f"Branch {number}", actor=actor
        )
        for place in range(steps_each):
            offer = make_offer(f"Offer {number} {place}") if place % 2 else None
            step = add_step(branch=branch, title=f"Step {number} {place}", style="online", offer=offer, actor=actor)
            if offer:
                make_place(offer, step, "asked")


@pytest.mark.parametrize("name", ["script", "script_list"])
def test_script_pages_ask_the_same_queries_at_any_size(
    name, sign_in, script, trunk, amina, chidi, make_offer, make_place, django_assert_num_queries
):
    path = reverse(name, args=[script.pk])
    client = sign_in(amina)
    with django_assert_num_queries(BASE_QUERIES + 2):
        client.get(path)
    grow(script, trunk, amina, make_offer, make_place, 8, 5)
    with django_assert_num_queries(BASE_QUERIES + 2):
        assert client.get(path).text.count("Step 7 4") >= (name == "script_list")
    client = sign_in(chidi)
    with django_assert_num_queries(BASE_QUERIES + 2):
        client.get(path)


@pytest.mark.parametrize("name", ["branch", "branch_choose", "branch_state", "step_new"])
@pytest.mark.parametrize("size", [1, 3])
def test_branch_pages_stay_within_twelve_queries(
    name, size, sign_in, script, trunk, amina, chidi, make_offer, make_place, django_assert_max_num_queries
):
    grow(script, trunk, amina, make_offer, make_place, size, size)
    branch = script.branches.last()
    for person in (amina, chidi):
        client = sign_in(person)
        with django_assert_max_num_queries(12):
            assert client.get(reverse(name, args=[branch.pk])).status_code == 200


def test_branch_new_proposes_to_fork_where_nothing_of_the_core_is_lost(sign_in, script, trunk, amina):
    page = sign_in(amina).get(reverse("branch_new", args=[script.pk]))
    assert page.context["form"].initial == {"after": str(trunk.steps.last().pk)}
    first = trunk.steps.first()
    asked = sign_in(amina).get(f"{reverse('branch_new', args=[script.pk])}?after={first.pk}")
    assert asked.context["form"].initial == {"after": str(first.pk)}
    refused = sign_in(amina).post(reverse("branch_new", args=[script.pk]), {"name": "", "after": first.pk})
    assert "What do you call this branch? Give it a name" in " ".join(refused.text.split())
