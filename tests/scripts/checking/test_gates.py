"""What the check says of a script as it is in the database, and what it stands in the way of."""

import threading

import pytest
from django.db import connection, transaction
from django.urls import reverse

from learnplan.rules import RuleBroken
from learnplan.years import current_year
from scripts.authoring.locking import lock_script
from scripts.authoring.models import Branch
from scripts.authoring.reading import read_script
from scripts.checking.check import RULES
from scripts.checking.report import report_of
from scripts.editing.actions.branches import branch_off, choose_branch
from scripts.editing.actions.choices import pick_option, set_options
from scripts.editing.actions.steps import add_step
from scripts.frameworks.models import CommonItem, CommonScript, FrameworkAssociation
from scripts.models import CoreRequest, Place
from scripts.places.actions import ask_place


def report(script, branch, reader=None):
    picture = read_script(script, reader or script.learner)
    return report_of(picture, picture.by_id[branch.pk])


def codes(script, branch, reader=None):
    return [one.code for one in report(script, branch, reader).findings]


def items(script):
    return [common.item for common in script.common_script.items.select_related("item")]


def test_report_counts_required_parts_and_leaves_out_what_is_exempt(script, trunk, engineering, amina):
    music = branch_off(script=script, parent=trunk, forks_after=None, name="Music", actor=amina)
    assert (report(script, trunk).done, report(script, trunk).wanted) == (2, 2)
    assert (report(script, music).done, report(script, music).missing) == (0, ["GCSE maths", "GCSE English"])
    maths = CommonItem.objects.get(item__short="GCSE maths")
    asked = {"script": script, "common_item": maths, "kind": "exempt", "words": "I did it", "asked_by": amina}
    request = CoreRequest.objects.create(**asked, state="waiting")
    assert report(script, music).wanted == 2
    CoreRequest.objects.filter(pk=request.pk).update(state="allowed")
    assert (report(script, music).wanted, report(script, music).missing) == (1, ["GCSE English"])


def test_report_knows_clash_entry_order_and_travel_from_the_rows(
    script, trunk, engineering, amina, make_timed_offer, make_institution, two_at_once
):
    maths, english, _study = items(script)
    FrameworkAssociation.objects.create(
        framework=script.common_script.framework, identifier="1", kind="precedes", origin=english, destination=maths
    )
    for offer in two_at_once:
        add_step(branch=engineering, style="in_class", offer=offer, actor=amina)
    hillcrest = make_institution("Hillcrest")
    far = make_timed_offer("Far away", (3, 12, 13), provider=hillcrest, asks=[maths], travel=40)
    idea = branch_off(script=script, parent=trunk, forks_after=None, name="Idea", actor=amina)
    add_step(branch=idea, style="in_class", offer=far, actor=amina)
    make_timed_offer("Home", (3, 13, 14), provider=script.institution)
    add_step(branch=idea, style="in_class", offer=two_at_once[0], actor=amina)
    assert codes(script, engineering) == ["clash", "order"]
    assert codes(script, idea) == ["entry", "missing", "travel_unknown"]


def test_report_weighs_the_learners_places_and_money_for_those_who_may_see_them(
    script, engineering, amina, bea, rosa, make_timed_offer, make_place
):
    offer = make_timed_offer("Sound studio", places=1, price_pence=500)
    step = add_step(branch=engineering, style="in_class", offer=offer, actor=amina)
    place = make_place(offer, step, "asked")
    assert codes(script, engineering) == ["waiting"]
    Place.objects.filter(pk=place.pk).update(state="completed")
    assert codes(script, engineering) == []
    assert read_script(script, rosa).money is None


def test_choosing_a_path_is_refused_with_the_reason_and_the_way_out(sign_in, script, engineering, amina, two_at_once):
    for offer in two_at_once:
        add_step(branch=engineering, style="in_class", offer=offer, actor=amina)
    path = reverse("branch_choose", args=[engineering.pk])
    page = sign_in(amina).get(path)
    assert page.status_code == 200
    assert 'disabled aria-describedby="why-not"' in page.text
    assert "“Joinery” and “Sound studio” are at the same time. Wednesday 15.00 to 16.00." in page.text
    with pytest.raises(RuleBroken, match=r"are at the same time.*Take one of them up at another time"):
        choose_branch(branch=engineering, actor=amina)
    assert sign_in(amina).post(path).status_code == 422
    assert Branch.objects.get(pk=engineering.pk).state == "idea"


def test_what_is_only_unmet_does_not_keep_a_path_from_being_chosen(script, trunk, amina):
    music = branch_off(script=script, parent=trunk, forks_after=None, name="Music", actor=amina)
    choose_branch(branch=music, actor=amina)
    assert codes(script, music) == ["missing"]


def test_an_offer_that_does_not_fit_is_disabled_on_the_chosen_path_and_free_on_an_idea(
    sign_in, script, trunk, engineering, amina, two_at_once
):
    first, second = two_at_once
    add_step(branch=engineering, style="in_class", offer=first, actor=amina)
    address = reverse("step_new", args=[engineering.pk])
    page = sign_in(amina).get(address, {"q": "joinery"})
    assert [(offer.is_out, [said.finding.code for said in offer.adds]) for offer in page.context["page"]] == [
        (False, ["clash"])
    ]
    assert f"?offer={second.pk}" in page.text
    choose_branch(branch=engineering, actor=amina)
    page = sign_in(amina).get(address, {"q": "joinery"})
    assert page.context["page"][0].is_out
    assert f"?offer={second.pk}" not in page.text
    answer = sign_in(amina).post(address, {"offer": second.pk, "title": "Joinery", "style": "in_class"})
    assert answer.status_code == 422
    assert "Or write it on a branch that is an idea: that is always free." in answer.text
    assert engineering.steps.count() == 1


def test_a_step_of_ones_own_is_always_free(script, engineering, amina, two_at_once):
    add_step(branch=engineering, style="in_class", offer=two_at_once[0], actor=amina)
    choose_branch(branch=engineering, actor=amina)
    own = {"style": "project", "minutes_a_week": 6_000, "year": current_year(), "term": 1}
    assert add_step(branch=engineering, title="Build", actor=amina, **own).pk


def test_a_place_is_not_asked_for_what_is_locked(sign_in, script, engineering, amina, chidi, make_timed_offer):
    other = script.common_script.framework.items.create(identifier="bridge", short="Bridge", statement="Bridge")
    offer = make_timed_offer("Level 3", asks=[other])
    step = add_step(branch=engineering, style="in_class", offer=offer, actor=amina)
    path = reverse("place_ask", args=[offer.pk])
    page = sign_in(chidi).get(path, {"step": step.pk})
    assert "“Level 3” asks for “Bridge” first." in page.text
    assert 'disabled aria-describedby="why-not"' in page.text
    with pytest.raises(RuleBroken, match="Add a step before it that counts for that"):
        ask_place(offer=offer, learner=amina, step=step, actor=chidi)
    bridge = {"title": "Summer bridge", "style": "project", "covers": [other.pk], "position": 0}
    add_step(branch=engineering, actor=amina, **bridge)
    assert ask_place(offer=offer, learner=amina, step=step, actor=chidi).state == "asked"


def test_a_place_without_a_step_is_weighed_against_the_chosen_path(script, engineering, amina, chidi, two_at_once):
    first, second = two_at_once
    add_step(branch=engineering, style="in_class", offer=first, actor=amina)
    assert ask_place(offer=second, learner=amina, actor=chidi).state == "asked"
    Place.objects.all().delete()
    choose_branch(branch=engineering, actor=amina)
    with pytest.raises(RuleBroken, match="at the same time"):
        ask_place(offer=second, learner=amina, actor=chidi)


def test_an_alternative_that_does_not_fit_cannot_be_picked(sign_in, script, engineering, amina, two_at_once):
    first, second = two_at_once
    add_step(branch=engineering, style="in_class", offer=first, actor=amina)
    step = add_step(branch=engineering, title="Make something", style="project", actor=amina)
    options = set_options(
        step=step,
        options=[{"title": "Joinery", "style": "in_class", "offer": second}, {"title": "At home", "style": "project"}],
        actor=amina,
    )
    assert codes(script, engineering) == ["unpicked"]
    page = sign_in(amina).get(reverse("step_options", args=[step.pk])).text
    assert f'disabled aria-describedby="why-{options[0].pk}"' in page
    assert f'disabled aria-describedby="why-{options[1].pk}"' not in page
    assert "are at the same time" in page
    with pytest.raises(RuleBroken, match="are at the same time"):
        pick_option(step=step, option=options[0], actor=amina)
    pick_option(step=step, option=options[1], actor=amina)
    assert codes(script, engineering) == []


def test_the_check_page_says_which_step_covers_what(sign_in, script, engineering, amina, make_timed_offer):
    add_step(branch=engineering, style="in_class", offer=make_timed_offer("Sound", (3, 13, 16)), actor=amina)
    page = sign_in(amina).get(reverse("branch_check", args=[engineering.pk])).text
    assert "2 of 2 required parts of the common script are covered on this path." in page
    assert f"rules {RULES}" in page
    assert "autumn" in page


def test_the_form_of_a_step_asks_what_it_would_add_at_each_change(
    sign_in, script, engineering, amina, bea, two_at_once
):
    first, second = two_at_once
    add_step(branch=engineering, style="in_class", offer=first, actor=amina)
    address = reverse("branch_check", args=[engineering.pk])
    form = sign_in(amina).get(reverse("step_new", args=[engineering.pk]), {"offer": second.pk}).text
    assert f'<a href="{address}" hx-get="{address}" hx-trigger="change from:closest form"' in " ".join(form.split())
    fields = {
        "title": "Joinery",
        "style": "in_class",
        "offer": second.pk,
        "year": "nonsense",
        "term": "9",
        "covers": "x",
    }
    part = sign_in(amina).get(address, fields, headers={"HX-Request": "true"}).text
    assert part.strip().startswith('<div id="would"')
    assert "“Sound studio” and “Joinery” are at the same time." in part
    part = sign_in(amina).get(address, {"style": "project"}, headers={"HX-Request": "true"}).text
    assert "Written like this it fits." in part
    assert "With the step that is being written" in sign_in(amina).get(address, fields).text
    assert "With the step that is being written" not in sign_in(bea).get(address, fields).text


def test_changing_a_step_is_weighed_where_it_stands(sign_in, script, engineering, amina):
    CommonScript.objects.update(most_minutes_a_week=600)
    year = current_year() + 1
    how = {"style": "project", "year": year, "term": 1, "minutes_a_week": 300}
    step = add_step(branch=engineering, title="Build", actor=amina, **how)
    add_step(branch=engineering, title="Draw", actor=amina, **how)
    address = reverse("branch_check", args=[engineering.pk])
    fields = {"step": step.pk, "style": "project", "year": str(year), "term": "1", "minutes_a_week": "301"}
    part = sign_in(amina).get(address, fields, headers={"HX-Request": "true"}).text
    assert "More than 10 hours a week" in part
    assert f"?step={step.pk}" in part


def test_branch_pages_show_the_check(sign_in, script, engineering, amina, two_at_once):
    for offer in two_at_once:
        add_step(branch=engineering, style="in_class", offer=offer, actor=amina)
    pages = [reverse("branch", args=[engineering.pk]), reverse("script_list", args=[script.pk])]
    for path in pages:
        assert "are at the same time" in sign_in(amina).get(path).text


def test_checking_asks_no_query_for_each_branch(script, trunk, engineering, amina, django_assert_num_queries):
    for number in range(5):
        branch_off(script=script, parent=trunk, forks_after=None, name=f"Idea {number}", actor=amina)
    with django_assert_num_queries(1):
        picture = read_script(script, amina)
        for branch in picture.branches:
            assert report_of(picture, branch).said is not None


@pytest.mark.django_db(transaction=True)
def test_choosing_waits_for_a_step_that_is_being_written(script, engineering, amina, two_at_once):
    """The check sees the script as it is when nobody else is writing it: both act under its lock."""
    first, second = two_at_once
    add_step(branch=engineering, style="in_class", offer=first, actor=amina)
    refused, started = [], threading.Event()

    def choose():
        started.set()
        try:
            choose_branch(branch=engineering, actor=amina)
        except RuleBroken as error:
            refused.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        lock_script(script.pk)
        other = threading.Thread(target=choose)
        other.start()
        started.wait()
        add_step(branch=engineering, style="in_class", offer=second, actor=amina)
    other.join()
    assert len(refused) == 1
