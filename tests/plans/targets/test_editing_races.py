"""Two people saving one target at once, on two real connections: one is kept, the other is shown both."""

import pytest
from django.test import Client
from django.urls import reverse

from learnplan.events.models import Event
from plans.targets.actions import targets
from plans.targets.actions.steps import set_steps
from plans.targets.models import Target, TargetStep
from plans.targets.versions import wording_of
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"


def sends(person, url, data):
    """Return an act: `person` sends `data` from a window of their own; it returns the answer."""

    def act():
        client = Client()
        client.force_login(person, backend=SIGN_IN)
        return client.post(url, data)

    return act


def test_two_people_saving_a_target_at_once_lose_nothing(target, amina, chidi, due_on, adults_may):
    seen, url = wording_of(target).seen, reverse("target_change", args=[target.pk])
    mine = {"words": "Explain any fault", "success_test": "Dad gets it", "due_on": str(due_on), "seen": seen}
    theirs = mine | {"words": "Explain a circuit fault", "success_test": "Two people get it"}
    answers = at_once(sends(amina, url, mine), sends(chidi, url, theirs))
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    second = next(answer for answer in answers if answer.status_code == 422).content.decode()
    assert "Explain any fault" in second
    assert "Two people get it" in second
    assert Event.objects.filter(verb__in=["target.changed", "target.reworded"]).count() == 1


def test_the_same_change_twice_at_once_is_one_change(target, amina, due_on):
    seen, url = wording_of(target).seen, reverse("target_change", args=[target.pk])
    mine = {"words": "Explain any fault", "success_test": "Dad gets it", "due_on": str(due_on), "seen": seen}
    answers = at_once(sends(amina, url, mine), sends(amina, url, mine))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Event.objects.filter(verb="target.reworded").count() == 1


def test_steps_written_at_once_never_pass_five_nor_share_a_place(target, amina, chidi, adults_may):
    def write(who, words):
        return lambda: set_steps(target=target, steps=[(None, one) for one in words], actor=who)

    at_once(write(amina, "abcde"), write(chidi, "vwxyz"))
    steps = list(TargetStep.objects.order_by("position").values_list("position", "words"))
    assert [position for position, _words in steps] == [1, 2, 3, 4, 5]
    assert "".join(words for _position, words in steps) in ("abcde", "vwxyz")


def test_change_never_lands_on_a_target_let_go_meanwhile(target, amina, due_on):
    url = reverse("target_change", args=[target.pk])
    new = {"words": "Explain any fault", "success_test": "x", "due_on": str(due_on)}

    def let_go():
        return targets.set_target_state(target=target, state="dropped", actor=amina)

    answer, _target = at_once(sends(amina, url, new), let_go)
    order = list(Event.objects.filter(thing="target").order_by("pk").values_list("verb", flat=True))[1:]
    changed = answer.status_code == 302
    assert order == (["target.reworded", "target.let_go"] if changed else ["target.let_go"])
    assert Target.objects.get().words == ("Explain any fault" if changed else "Explain a circuit fault")
