"""Showing one branch to one adult: who may, what they see of the script, and that it ends."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from learnplan.events.models import Event
from learnplan.notices.models import Notice
from learnplan.people.models import Bond, Membership
from learnplan.rules import RuleBroken
from scripts.authoring.models import Script
from scripts.editing.actions.branches import branch_off
from scripts.editing.actions.steps import add_step
from scripts.sharing.actions import end_share, share_branch
from scripts.sharing.models import BranchShare


@pytest.fixture
def workshop(engineering, amina):
    return add_step(branch=engineering, title="Workshop year", style="workplace", actor=amina)


@pytest.fixture
def secret(script, trunk, amina):
    """Another branch, which nobody is shown."""
    branch = branch_off(
        script=script, parent=trunk, forks_after=trunk.steps.first(), name="Run away to sea", ending="Cook", actor=amina
    )
    add_step(branch=branch, title="Sell the bicycle", style="community", actor=amina)
    return branch


@pytest.fixture
def bea_sees_no_script(bea):
    Bond.objects.filter(adult=bea).update(sees=["targets"])


@pytest.fixture
def share(engineering, workshop, bea, amina):
    return share_branch(branch=engineering, adult=bea, words="What do you think?", actor=amina)


def test_adult_is_told_and_sees_the_path_of_the_branch_only(
    sign_in, bea, bea_sees_no_script, share, engineering, secret
):
    notice = Notice.objects.get(recipient=bea)
    assert notice.words == "Amina Said shows you a branch of the script: Engineering."
    page = sign_in(bea).get(notice.path)
    assert page.status_code == 200
    assert [step.title for step in page.context["steps"]] == ["Workshop year"]
    assert [step.title for step in page.context["before"]] == ["GCSE maths", "GCSE English", "Study skills"]
    for hidden in ("Run away", "bicycle", "Cook", "Whole script", "The whole script"):
        assert hidden not in page.text


def test_shown_branch_opens_nothing_else_of_the_script(
    sign_in, bea, bea_sees_no_script, share, script, engineering, workshop, secret
):
    client = sign_in(bea)
    hidden = secret.steps.get()
    addresses = [
        reverse("script", args=[script.pk]),
        reverse("script_list", args=[script.pk]),
        reverse("branch", args=[engineering.pk]),
        reverse("branch", args=[secret.pk]),
        reverse("step_comments", args=[hidden.pk]),
        reverse("branch_share", args=[engineering.pk]),
        reverse("script_signing", args=[script.pk]),
        reverse("step_change", args=[workshop.pk]),
    ]
    assert {path: client.get(path).status_code for path in addresses} == dict.fromkeys(addresses, 404)
    assert not Script.objects.visible_to(bea).exists()


def test_shown_branch_says_nothing_of_target_place_or_money(
    sign_in, bea, bea_sees_no_script, engineering, amina, make_offer, make_place
):
    offer = make_offer("Welding at night", price_pence=123_400)
    step = add_step(branch=engineering, title="Weld", style="workplace", offer=offer, actor=amina)
    make_place(offer, step=step, state="offered", price_pence=123_400)
    share = share_branch(branch=engineering, adult=bea, actor=amina)
    page = sign_in(bea).get(share.get_absolute_url())
    assert "Weld" in page.text
    for hidden in ("1,234", "offered", "Welding at night"):
        assert hidden not in page.text


def test_share_taken_back_is_not_there_any_more(sign_in, bea, share, amina, client):
    answer = sign_in(amina).post(reverse("share_end", args=[share.pk]))
    assert answer.url == reverse("branch_share", args=[share.branch_id])
    assert sign_in(bea).get(share.get_absolute_url()).status_code == 404
    assert sign_in(bea).get(reverse("shared_branches")).context["lines"] == []
    assert Notice.objects.filter(recipient=bea).count() == 1


def test_share_ends_with_the_bond(sign_in, bea, share):
    Bond.objects.filter(adult=bea).update(consented_at=None)
    assert sign_in(bea).get(share.get_absolute_url()).status_code == 404


def renew(learner, adult, kind="carer"):
    """End the bond, and make it again with consent of today."""
    old = Bond.objects.get(learner=learner, adult=adult)
    today = timezone.localdate()
    Bond.objects.filter(pk=old.pk).update(until_on=today - dt.timedelta(days=1))
    return Bond.objects.create(
        learner=learner, adult=adult, kind=kind, from_on=today, consented_at=timezone.now(), sees=["targets"]
    )


def test_bond_made_anew_opens_nothing_by_itself(sign_in, bea, share, amina):
    BranchShare.objects.update(shared_at=timezone.now() - dt.timedelta(days=30))
    renew(amina, bea)
    assert sign_in(bea).get(share.get_absolute_url()).status_code == 404
    assert sign_in(bea).get(reverse("shared_branches")).context["lines"] == []
    page = sign_in(amina).get(reverse("branch_share", args=[share.branch_id]))
    assert page.context["shares"] == []
    assert [pk for pk, _name in page.context["form"].fields["adult"].choices] == [bea.pk]
    assert sign_in(amina).get(reverse("shared_branches")).context["lines"] == []
    again = share_branch(branch=share.branch, adult=bea, actor=amina)
    assert sign_in(bea).get(again.get_absolute_url()).status_code == 200
    assert BranchShare.objects.lasting().count() == 1


def test_tutor_who_comes_back_does_not_find_what_was_shown_before(engineering, amina, chidi):
    share_branch(branch=engineering, adult=chidi, actor=amina)
    assert BranchShare.objects.in_force().count() == 1
    BranchShare.objects.update(shared_at=timezone.now() - dt.timedelta(days=30))
    Bond.objects.filter(adult=chidi).update(from_on=timezone.localdate() - dt.timedelta(days=2))
    assert not BranchShare.objects.in_force().exists()


def test_consent_given_anew_opens_nothing_by_itself(sign_in, bea, share):
    BranchShare.objects.update(shared_at=timezone.now() - dt.timedelta(days=1))
    Bond.objects.filter(adult=bea).update(consented_at=timezone.now())
    assert sign_in(bea).get(share.get_absolute_url()).status_code == 404


def test_learner_does_not_read_that_somebody_sees_what_they_do_not(sign_in, bea, share, amina):
    assert "This is what Bea Said sees." in sign_in(amina).get(share.get_absolute_url()).text
    Bond.objects.filter(adult=bea).update(until_on=timezone.localdate() - dt.timedelta(days=1))
    assert "who no longer sees it" in sign_in(amina).get(share.get_absolute_url()).text
    page = sign_in(amina).get(reverse("branch_share", args=[share.branch_id]))
    assert page.context["shares"] == []


def test_taken_back_twice_is_recorded_once(share, amina):
    end_share(share=share, actor=amina)
    end_share(share=share, actor=amina)
    assert Event.objects.filter(verb="share.ended").count() == 1


@pytest.mark.parametrize("who", ["chidi", "bea", "mair"])
def test_only_the_learner_shows_a_branch(request, engineering, who):
    with pytest.raises(RuleBroken, match="Only the learner"):
        share_branch(branch=engineering, adult=request.getfixturevalue("bea"), actor=request.getfixturevalue(who))


def test_branch_is_not_shown_to_whoever_is_not_with_the_learner(engineering, amina, rosa, dov):
    for stranger in (rosa, dov):
        with pytest.raises(RuleBroken, match="your tutor, your advocate or somebody who reads along"):
            share_branch(branch=engineering, adult=stranger, actor=amina)
    assert not BranchShare.objects.exists()


def test_branch_is_not_shown_twice(share, engineering, bea, amina):
    with pytest.raises(RuleBroken, match="sees this branch already"):
        share_branch(branch=engineering, adult=bea, actor=amina)


def test_tutor_is_told_where_the_learner_does_not_decide_alone(engineering, bea, chidi, amina):
    Membership.objects.filter(user=amina).update(year_group="10")
    share_branch(branch=engineering, adult=bea, actor=amina)
    told = Notice.objects.get(recipient=chidi)
    assert told.words == "Amina Said shows Bea Said a branch of the script: Engineering."


def test_old_enough_learner_shows_a_carer_without_telling_the_tutor(chidi, share):
    assert not Notice.objects.filter(recipient=chidi).exists()


def test_form_names_its_errors_and_keeps_the_words(sign_in, engineering, bea, amina):
    client = sign_in(amina)
    path = reverse("branch_share", args=[engineering.pk])
    page = client.post(path, {"words": "Look"})
    assert page.status_code == 422
    assert page.context["form"].errors == {"adult": ["Choose who should see it."]}
    assert ">Look</textarea>" in page.text.replace("\n", "")
    page = client.post(path, {"adult": "999999"})
    assert page.context["form"].errors == {"adult": ["Choose one of the people who are with you today."]}


def test_learner_without_adults_is_told_what_to_do(sign_in, engineering, amina):
    page = sign_in(amina).get(reverse("branch_share", args=[engineering.pk]))
    assert "Nobody is with you yet" in page.text


def test_history_of_sharing_is_the_learners(sign_in, share, amina, chidi, rosa, bea, riverside):
    from learnplan.years import current_year
    from plans.targets.actions.targets import start_plan

    plan = start_plan(learner=amina, institution=riverside, year=current_year(), actor=amina)
    path = reverse("plan_history", args=[plan.pk])
    seen = {
        name: "showed the branch" in sign_in(user).get(path).text
        for name, user in (("amina", amina), ("chidi", chidi), ("rosa", rosa), ("bea", bea))
    }
    assert seen == {"amina": True, "chidi": False, "rosa": False, "bea": False}
