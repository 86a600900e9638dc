"""Starting a branch from a template: what comes along, closed offers in words, and how forks are counted."""

import pytest
from django.urls import reverse
from django.utils import timezone

from learnplan.events.models import Event
from learnplan.people.models import Membership, User
from learnplan.rules import RuleBroken
from scripts.authoring.models import Branch, Script
from scripts.publishing.actions.starting import fork_template
from scripts.publishing.actions.templates import add_template_step, publish_template, withdraw_template
from scripts.publishing.models import TemplateFork
from scripts.publishing.wording import used_in_words


@pytest.fixture
def fork(boats, script, trunk, amina):
    def make(template=boats, **how):
        where = {"script": script, "parent": trunk, "forks_after": trunk.steps.first(), "year": 2027, "actor": amina}
        return fork_template(template=template, **where | how)

    return make


def test_branch_has_everything_of_the_template_with_its_terms_from_the_year(fork, boats):
    branch = fork()
    step = branch.steps.get()
    assert (branch.name, branch.ending, branch.state) == ("Boats", "Boatyard", "idea")
    said = (step.title, step.style, step.year, step.term, step.lasts, step.minutes_a_week)
    assert said == ("A week in a yard", "workplace", 2027, 2, 2, 90)
    assert list(step.options.values_list("rank", "title")) == [(1, "A week at sea"), (2, "A week in the office")]
    assert list(branch.asks.values_list("words", flat=True)) == ["Swim"]
    assert branch.forked_from.template == boats


def test_fork_is_one_event_and_one_version(fork, script):
    script.refresh_from_db()
    before = (Event.objects.count(), script.versions.count())
    fork()
    assert (Event.objects.count(), script.versions.count()) == (before[0] + 1, before[1] + 1)


def test_open_offer_comes_along_and_a_closed_one_as_words(fork, draft, chidi, make_offer):
    still_open, closed = make_offer("Welding"), make_offer("Rigging")
    withdraw_template(template=draft, actor=chidi)
    add_template_step(template=draft, title="Weld", style="workplace", offer=still_open, actor=chidi)
    add_template_step(template=draft, title="Rig", style="workplace", offer=closed, actor=chidi)
    add_template_step(template=draft, title="Rigging again", style="workplace", offer=closed, actor=chidi)
    publish_template(template=draft, actor=chidi)
    closed.closed_at = timezone.now()
    closed.save()
    _first, *steps = fork().steps.all()
    assert {(step.year, step.term) for step in steps} == {(None, None)}  # the template does not say when
    assert [(step.title, step.offer and step.offer.title) for step in steps] == [
        ("Weld", "Welding"),
        ("Rig (like Rigging at Northgate College)", None),
        ("Rigging again", None),
    ]


def test_name_that_is_taken_is_refused_and_nothing_is_written(fork, script):
    fork()
    with pytest.raises(RuleBroken, match="already have a branch called"):
        fork()
    assert (script.branches.count(), TemplateFork.objects.count()) == (2, 1)
    assert fork(name="Boats again").name == "Boats again"


def test_withdrawn_template_is_not_there(fork, boats, chidi):
    withdraw_template(template=boats, actor=chidi)
    with pytest.raises(RuleBroken, match="not there any more"):
        fork()


def test_template_of_another_institution_is_not_there(fork, boats, northgate):
    boats.institution = northgate
    boats.save()
    with pytest.raises(RuleBroken, match="not there any more"):
        fork()


@pytest.mark.parametrize("who", ["chidi", "mair", "bea", "dov"])
def test_only_the_learner_starts_from_one(request, fork, who):
    with pytest.raises(RuleBroken, match="Only the learner"):
        fork(actor=request.getfixturevalue(who))


def test_forks_are_counted_by_script_and_few_are_not_counted_out(fork, boats, sign_in, amina, common_script, riverside):
    from scripts.editing.actions.branches import start_script

    fork()
    fork(name="Again")
    page = sign_in(amina).get(boats.get_absolute_url())
    assert "A few have started from it." in page.text
    for number in range(4):
        user = User.objects.create_user(f"learner{number}", given_name=f"Learner {number}")
        Membership.objects.create(
            user=user, institution=riverside, role="learner", year_group="12", from_on="2020-09-01"
        )
        script = start_script(learner=user, actor=user)
        fork(script=script, parent=script.branches.get(), forks_after=None, actor=user)
        few = number < 3
        assert ("A few have started" in sign_in(amina).get(boats.get_absolute_url()).text) == few
    assert "5 have started from it." in sign_in(amina).get(boats.get_absolute_url()).text


def test_words_for_how_often():
    assert [used_in_words(n).split(" ")[0] for n in (0, 1, 4, 5, 12)] == ["Nobody", "A", "A", "5", "12"]


def test_pages_start_a_branch(sign_in, boats, script, trunk, amina):
    client = sign_in(amina)
    path = reverse("template_fork", args=[boats.pk])
    page = client.post(path, {"after": "nonsense", "year": "1999", "name": ""})
    assert (page.status_code, sorted(page.context["form"].errors)) == (422, ["after", "name", "year"])
    form = client.get(path).context["form"]
    answer = client.post(path, {"after": "start", "year": str(form.initial["year"]), "name": "Boats"})
    branch = Branch.objects.get(name="Boats")
    assert answer.url == reverse("branch", args=[branch.pk])
    assert "Started from the template" in client.get(answer.url).text


def test_learner_without_a_script_is_led_to_start_it(sign_in, boats, make_user, riverside):
    ella = make_user("Ella", "Hart", role="learner", at=riverside)
    assert not Script.objects.filter(learner=ella).exists()
    assert sign_in(ella).get(reverse("template_fork", args=[boats.pk])).url == reverse("script_start")


def test_search_by_words_and_style(sign_in, boats, published, amina):
    client = sign_in(amina)
    names = {
        asked: [line["template"].name for line in client.get(f"{reverse('templates')}?{asked}").context["lines"]]
        for asked in ("", "q=yard", "q=outside+boat", "q=nothing", "style=project", "q=yard&style=project", "style=no")
    }
    assert names == {
        "": ["Boats", "Engineering"],
        "q=yard": ["Boats"],
        "q=outside+boat": ["Boats"],
        "q=nothing": [],
        "style=project": ["Engineering"],
        "q=yard&style=project": [],
        "style=no": [],
    }
