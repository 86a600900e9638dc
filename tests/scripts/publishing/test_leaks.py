"""Nothing that others can open says who published a template: with every kind of data that could."""

import datetime as dt
import html

import pytest
from django.db.models import Max
from django.urls import reverse

from learnplan.events.models import Event
from learnplan.events.reading import sentence
from learnplan.notices.models import Notice
from learnplan.people.models import User
from learnplan.years import current_year
from plans.targets.actions.targets import start_plan, write_target
from scripts.authoring.models import Script
from scripts.editing.actions.steps import add_step
from scripts.publishing.actions.starting import fork_template, suggest_template
from scripts.publishing.actions.templates import answer_template, publish_branch
from scripts.publishing.drafting import text_of
from scripts.publishing.models import BranchTemplate
from scripts.sharing.actions import share_branch, write_comment

TELLING = ("Amina", "Said", "amina", "My secret target", "4,321", "Only between us", "2026", "2027")


@pytest.fixture
def ella(make_user, riverside, chidi, bond):
    """A classmate with the same tutor."""
    user = make_user("Ella", "Hart", role="learner", at=riverside)
    user.memberships.update(year_group="12")
    bond(user, chidi, "tutor")
    return user


@pytest.fixture
def teacher(make_user, riverside):
    return make_user("Tom", "Reid", role="teacher", at=riverside)


@pytest.fixture
def plan(amina, riverside):
    return start_plan(learner=amina, institution=riverside, year=current_year(), actor=amina)


@pytest.fixture
def template(ready, plan, amina, bea, chidi, make_offer, make_place):
    """A branch with all that could leak hanging on it, published without its learner's name."""
    target = write_target(
        plan=plan, words="My secret target", success_test="It works", due_on=dt.date.today(), actor=amina
    )
    offer = make_offer("Welding", price_pence=432_100)
    step = add_step(
        branch=ready, title="Weld", style="workplace", year=2027, term=3, offer=offer, target=target, actor=amina
    )
    make_place(offer, step=step, state="offered", price_pence=432_100)
    write_comment(step=step, words="Only between us", actor=amina)
    share_branch(branch=ready, adult=bea, words="Only between us", actor=amina)
    made = publish_branch(branch=ready, words=text_of(ready).pieces(), actor=amina)
    return answer_template(template=made, approve=True, actor=chidi)


@pytest.fixture
def forked(template, ella, common_script):
    """Ella's branch from it."""
    from scripts.editing.actions.branches import start_script

    script = start_script(learner=ella, actor=ella)
    trunk = script.branches.get()
    return fork_template(template=template, script=script, parent=trunk, forks_after=None, year=2030, actor=ella)


@pytest.mark.parametrize("who", ["ella", "teacher", "rosa"])
def test_pages_of_a_template_say_nothing_of_its_author(request, sign_in, template, who):
    reader = request.getfixturevalue(who)
    client = sign_in(reader)
    paths = [reverse("templates"), f"{reverse('templates')}?q=weld", template.get_absolute_url()]
    if who == "ella":
        from scripts.editing.actions.branches import start_script

        request.getfixturevalue("common_script")
        start_script(learner=reader, actor=reader)
        paths.append(reverse("template_fork", args=[template.pk]))
    for path in paths:
        page = client.get(path)
        assert page.status_code == 200
        main = page.text.split("<main")[1].split("</main>")[0]
        year = {"2026", "2027"} if "start" in path else set()  # years to begin in are the reader's own
        assert [word for word in TELLING if word in main and word not in year] == []
        assert "Welding" in main or path != template.get_absolute_url()


def test_branch_from_it_says_nothing_of_its_author(sign_in, forked, ella, teacher, rosa, chidi):
    for reader in (ella, teacher, rosa, chidi):
        page = sign_in(reader).get(reverse("branch", args=[forked.pk]))
        main = page.text.split("<main")[1].split("</main>")[0]
        assert "Started from the template" in main
        assert [word for word in TELLING[:-2] if word in main] == []  # the days of its history are its own


def test_checker_is_not_told_the_name_by_the_pages(sign_in, ready, amina, chidi, mair, bea):
    made = publish_branch(branch=ready, words=text_of(ready).pieces(), actor=amina)
    for path in (made.get_absolute_url(), reverse("template_answer", args=[made.pk]), reverse("templates_mine")):
        main = sign_in(chidi).get(path).text.split("<main")[1].split("</main>")[0]
        assert "Amina" not in main


def test_addresses_and_words_of_notices_do_not_name_the_author(template, amina, ella):
    for notice in Notice.objects.exclude(recipient=amina).filter(path__contains="/templates/"):
        assert "Amina" not in notice.words
        assert notice.path == template.get_absolute_url()


def test_history_of_publishing_is_the_learners_own(sign_in, template, plan, amina, chidi, mair, rosa, teacher, bea):
    path = reverse("plan_history", args=[plan.pk])
    said = {
        user.username: "without a name" in sign_in(user).get(path).text
        for user in (amina, chidi, mair, rosa, teacher, bea)
    }
    wanted = {"amina": True, "chidi": False, "mair": False, "rosa": False, "tom": False, "bea": False}
    assert said == wanted


def test_branch_page_that_others_see_has_no_event_of_publishing(sign_in, template, ready, teacher, bea, rosa):
    for reader in (teacher, bea, rosa):
        page = sign_in(reader).get(reverse("branch", args=[ready.pk]))
        assert page.status_code == 200
        assert "publish" not in page.text.split("<main")[1].lower()


def test_events_of_others_do_not_name_the_author(forked, template, amina):
    for event in Event.objects.exclude(learner=amina):
        assert "Amina" not in sentence(event)
        assert str(amina.pk) not in {str(value) for key, value in event.facts.items() if key.endswith("_id")}


def test_exports_of_others_do_not_name_the_author(sign_in, forked, ella, riverside):
    plan = start_plan(learner=ella, institution=riverside, year=current_year(), actor=ella)
    answer = sign_in(ella).get(reverse("plan_export_json", args=[plan.pk]))
    text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.text
    assert "Engineering" in text
    assert "Amina" not in text


def test_template_leads_back_to_no_branch_or_script_of_the_author(sign_in, template, ella, amina, ready):
    page = sign_in(ella).get(template.get_absolute_url()).text
    script = Script.objects.get(learner=amina)
    for path in (reverse("branch", args=[ready.pk]), reverse("script", args=[script.pk])):
        assert path not in page
    assert BranchTemplate.objects.aggregate(last=Max("pk"))["last"] == template.pk


@pytest.fixture
def operator(make_user):
    return User.objects.create_superuser("root", password="x", given_name="Ola", family_name="Operator")


def test_admin_site_does_not_say_who_published(sign_in, template, operator, amina, chidi):
    client = sign_in(operator)
    events = Event.objects.filter(verb__startswith="template.").order_by("pk")
    assert [event.verb for event in events] == ["template.put_forward", "template.approved"]
    page = client.get(reverse("admin:learnplan_event_changelist"), {"q": "template.", "all": ""})
    assert page.status_code == 200
    rows = page.text.split("<tbody>")[1]
    assert rows.count("without a name") == 4
    assert [name for name in ("Amina", "Chidi") if name in rows] == []
    for event in events:
        shown = client.get(reverse("admin:learnplan_event_change", args=[event.pk])).text.split("<main")[1]
        assert "Engineering" in shown
        assert [name for name in ("Amina", "amina", "Chidi", "chidi") if name in shown] == []


@pytest.mark.parametrize("words", ["amina", "chidi"])
def test_admin_site_does_not_find_what_was_published_by_a_person(sign_in, template, operator, words):
    page = sign_in(operator).get(reverse("admin:learnplan_event_changelist"), {"q": words})
    found = [event.verb for event in page.context["cl"].result_list]
    assert ("script.started" in found) == (words == "amina")
    assert [verb for verb in found if verb.startswith("template.")] == []


@pytest.mark.parametrize(
    "field", ["actor", "actor__id__exact", "learner", "on_behalf_of", "thing_id", "facts__template"]
)
def test_admin_site_is_not_asked_for_a_person_by_address(sign_in, template, operator, amina, field):
    answer = sign_in(operator).get(reverse("admin:learnplan_event_changelist"), {field: str(amina.pk)})
    assert (answer.status_code, "template.put_forward" in answer.text) in ((400, False), (302, False))


def test_outbox_in_the_admin_site_does_not_say_who_published(sign_in, template, operator, amina, chidi):
    client = sign_in(operator)
    notices = Notice.objects.filter(path=template.get_absolute_url())
    assert set(notices.values_list("recipient__username", flat=True)) == {"amina", "chidi"}
    for notice in notices:
        shown = client.get(reverse("admin:learnplan_notice_change", args=[notice.pk])).text.split("<main")[1]
        assert "not shown: it is about something without a name" in shown
        assert [words for words in ("Engineering", template.get_absolute_url()) if words in shown] == []
    answer = client.get(reverse("admin:learnplan_notice_changelist"), {"path": template.get_absolute_url()})
    assert answer.status_code in (302, 400)
    other = Notice.objects.exclude(path=template.get_absolute_url()).first()
    assert other.words in html.unescape(client.get(reverse("admin:learnplan_notice_change", args=[other.pk])).text)


def test_suggesting_a_template_to_its_own_author_tells_nothing(template, amina, ella, chidi):
    for learner in (amina, ella):
        made = suggest_template(template=template, learner=learner, words="Look", actor=chidi)
        assert made.state == "waiting"
    assert [sentence(event) for event in Event.objects.filter(verb="suggestion.made")] == [
        "Chidi Okafor suggested the template “Engineering”."
    ] * 2
