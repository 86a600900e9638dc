"""A script names the targets of its steps only to those who see them, on every page of it."""

import datetime as dt

import pytest
from django.urls import reverse

from learnplan.people.models import Bond
from learnplan.years import current_year
from plans.targets.actions.targets import start_plan, write_target
from scripts.authoring.models import ScriptVersion
from scripts.editing.actions.steps import add_step

WORDS = "Talk without shaking"


@pytest.fixture
def aimed(engineering, riverside, amina):
    """A step on Engineering for a target of Amina's."""
    plan = start_plan(learner=amina, institution=riverside, year=current_year(), actor=amina)
    target = write_target(plan=plan, words=WORDS, success_test="So", due_on=dt.date.today(), actor=amina)
    return add_step(
        branch=engineering, title="Join the club", style="community", year=2026, term=2, target=target, actor=amina
    )


def paths(script, engineering, aimed):
    first = ScriptVersion.objects.filter(script=script).order_by("number").first()
    last = ScriptVersion.objects.filter(script=script).order_by("-number").first()
    pages = [reverse(name, args=[script.pk]) for name in ("script", "script_list", "script_grid", "script_signing")]
    pages += [reverse("branch", args=[engineering.pk]), reverse("step_comments", args=[aimed.pk])]
    return [*pages, f"{first.get_absolute_url()}?with={last.number}"]


def test_carer_to_whom_targets_are_closed_reads_no_words_of_one(sign_in, script, engineering, aimed, amina, bea):
    Bond.objects.filter(adult=bea).update(sees=["script"])
    shown = paths(script, engineering, aimed)
    assert {path: WORDS in sign_in(bea).get(path).text for path in shown} == dict.fromkeys(shown, False)
    assert {sign_in(bea).get(path).status_code for path in shown} == {200}
    assert WORDS in sign_in(amina).get(reverse("branch", args=[engineering.pk])).text


@pytest.mark.parametrize("who", ["bea", "chidi", "mair", "amina"])
def test_who_sees_targets_reads_them(request, sign_in, script, engineering, aimed, who):
    reader = request.getfixturevalue(who)
    shown = [reverse(name, args=[script.pk]) for name in ("script", "script_list")]
    shown.append(reverse("branch", args=[engineering.pk]))
    assert [WORDS in sign_in(reader).get(path).text for path in shown] == [True, True, True]
