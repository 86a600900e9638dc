"""Suggesting a template to a learner: by whom, that it writes nothing, and the learner's answer."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from learnplan.events.models import Event
from learnplan.notices.models import Notice
from learnplan.people.models import Bond, User
from learnplan.rules import RuleBroken
from scripts.publishing.actions.starting import (
    decline_suggestion,
    fork_template,
    suggest_template,
    take_back_suggestion,
)
from scripts.publishing.actions.templates import withdraw_template
from scripts.publishing.models import TemplateSuggestion


@pytest.fixture
def suggestion(boats, amina, chidi):
    return suggest_template(template=boats, learner=amina, words="You like water.", actor=chidi)


def told(user):
    return [notice.words for notice in Notice.objects.filter(recipient=user).order_by("pk")]


def test_learner_is_told_once_and_nothing_is_written(script, suggestion, boats, amina):
    before = script.versions.count()
    assert told(amina) == ["Chidi Okafor thinks of the template “Boats” for you."]
    assert Notice.objects.get(recipient=amina).path == boats.get_absolute_url()
    assert Event.objects.filter(verb="suggestion.made", learner=amina).count() == 1
    assert (script.branches.count(), script.versions.count()) == (1, before)


@pytest.mark.parametrize("who", ["bea", "rosa", "sam", "dov", "amina"])
def test_only_tutor_and_advocate_suggest(request, boats, amina, who):
    with pytest.raises(RuleBroken, match="whose tutor or advocate you are"):
        suggest_template(template=boats, learner=amina, actor=request.getfixturevalue(who))


def test_advocate_suggests_too(boats, amina, mair):
    assert suggest_template(template=boats, learner=amina, actor=mair).adult == mair


def test_template_that_either_does_not_see_is_refused(draft, amina, chidi, northgate):
    with pytest.raises(RuleBroken, match="not there any more"):
        suggest_template(template=draft, learner=amina, actor=chidi)


def test_template_of_another_institution_is_refused(boats, amina, mair, northgate):
    boats.institution = northgate
    boats.save()
    mair.memberships.create(institution=northgate, role="advocate", from_on="2020-09-01")
    with pytest.raises(RuleBroken, match="cannot open this template"):
        suggest_template(template=boats, learner=amina, actor=User.objects.get(pk=mair.pk))


def test_leaver_is_suggested_nothing(sign_in, boats, amina, chidi):
    amina.memberships.update(until_on=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(RuleBroken, match="cannot open this template"):
        suggest_template(template=boats, learner=User.objects.get(pk=amina.pk), actor=chidi)
    page = sign_in(chidi).get(reverse("template_suggest", args=[boats.pk]))
    assert not page.context["has_learners"]


def test_same_template_waits_once(suggestion, boats, amina, chidi, mair):
    with pytest.raises(RuleBroken, match="has it from you already"):
        suggest_template(template=boats, learner=amina, actor=chidi)
    suggest_template(template=boats, learner=amina, actor=mair)
    decline_suggestion(suggestion=suggestion, actor=amina)
    assert suggest_template(template=boats, learner=amina, actor=chidi).state == "waiting"


def test_learner_declines_with_a_reason_or_without(suggestion, amina, chidi, bea, mair):
    for other in (chidi, bea, mair):
        with pytest.raises(RuleBroken, match="Only the learner"):
            decline_suggestion(suggestion=suggestion, actor=other)
    decline_suggestion(suggestion=suggestion, reason=" I get seasick. ", actor=amina)
    assert told(chidi) == ["Amina Said does not start from “Boats” now: I get seasick."]
    with pytest.raises(RuleBroken, match="answered or taken back already"):
        decline_suggestion(suggestion=suggestion, actor=amina)
    assert Event.objects.filter(verb="suggestion.declined").count() == 1


def test_starting_from_it_answers_it_and_tells_who_suggested_it(script, trunk, suggestion, boats, amina, chidi):
    events = Event.objects.count()
    where = {"script": script, "parent": trunk, "forks_after": None, "year": 2027}
    branch = fork_template(template=boats, actor=amina, **where)
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.branch) == ("taken", branch)
    assert told(chidi) == ["Amina Said started a branch from “Boats”, which you suggested."]
    assert Event.objects.count() == events + 1


def test_starting_from_another_template_answers_nothing(script, trunk, suggestion, published, amina):
    fork_template(template=published, script=script, parent=trunk, forks_after=None, year=2027, name="B", actor=amina)
    suggestion.refresh_from_db()
    assert suggestion.state == "waiting"


def test_adult_who_is_no_longer_with_the_learner_is_not_told(script, trunk, suggestion, boats, amina, chidi):
    Bond.objects.filter(adult=chidi).delete()
    fork_template(template=boats, script=script, parent=trunk, forks_after=None, year=2027, actor=amina)
    assert told(chidi) == []


def test_who_suggested_it_takes_it_back(sign_in, suggestion, boats, amina, chidi, mair):
    with pytest.raises(RuleBroken, match="Only who suggested"):
        take_back_suggestion(suggestion=suggestion, actor=mair)
    take_back_suggestion(suggestion=suggestion, actor=chidi)
    assert sign_in(amina).get(boats.get_absolute_url()).context["suggestions"] == []


def test_pages_lead_the_learner_from_the_suggestion_to_the_branch(sign_in, script, suggestion, boats, amina):
    client = sign_in(amina)
    page = client.get(reverse("templates"))
    assert [one.pk for one in page.context["suggestions"]] == [suggestion.pk]
    page = client.get(boats.get_absolute_url())
    assert "You like water." in page.text
    assert "Only Chidi Okafor, who suggested it, is told." in client.get(reverse("template_fork", args=[boats.pk])).text
    answer = client.post(reverse("suggestion_decline", args=[suggestion.pk]), {"reason": "x" * 500}, follow=True)
    assert "Said. Chidi Okafor is told." in answer.text
    suggestion.refresh_from_db()
    assert (suggestion.state, len(suggestion.reason)) == ("declined", 300)
    assert "You like water." not in client.get(boats.get_absolute_url()).text


def test_withdrawn_template_is_suggested_no_longer(sign_in, suggestion, boats, amina, chidi):
    withdraw_template(template=boats, actor=chidi)
    assert list(sign_in(amina).get(reverse("templates")).context["suggestions"]) == []


def test_suggestion_is_between_the_two(suggestion, amina, chidi, mair, bea, rosa, dov):
    seen = [TemplateSuggestion.objects.visible_to(user).exists() for user in (amina, chidi, mair, bea, rosa, dov)]
    assert seen == [True, True, False, False, False, False]
    Bond.objects.filter(adult=chidi).update(until_on=timezone.localdate() - dt.timedelta(days=1))
    assert not TemplateSuggestion.objects.visible_to(chidi).exists()


def test_form_names_its_errors_and_suggests(sign_in, boats, amina, chidi, dov):
    client, path = sign_in(chidi), reverse("template_suggest", args=[boats.pk])
    page = client.post(path, {"words": "You like water."})
    assert (page.status_code, page.context["form"].errors) == (422, {"learner": ["Choose the learner you think of."]})
    assert "You like water." in page.text
    page = client.post(path, {"learner": dov.pk})
    assert page.context["form"].errors == {"learner": ["Choose one of the learners who are with you today."]}
    assert client.post(path, {"learner": amina.pk}).url == path
    page = client.post(path, {"learner": amina.pk})
    assert page.context["form"].errors == {"learner": ["Amina Said has it from you already."]}
    assert [one.learner for one in client.get(path).context["made"]] == [amina]
    answer = client.post(reverse("suggestion_take_back", args=[TemplateSuggestion.objects.get().pk]), follow=True)
    assert "Taken back." in answer.text
