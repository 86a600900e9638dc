"""What is done to many learners at once, and adding what no roster knows."""

import datetime as dt

import pytest

from learnplan.events.models import Event
from learnplan.people.actions.circumstances import note_circumstances
from learnplan.people.actions.persons import admit, found_institution
from learnplan.people.actions.standing_in import delegate
from learnplan.people.classes.actions import bind_class
from learnplan.people.classes.models import Class, Enrolment
from learnplan.people.models import Bond, Circumstance, Institution, Membership, User
from learnplan.rules import RuleBroken

TODAY = dt.date.today()


@pytest.fixture
def tutor_group(riverside, amina, make_user):
    """A class with a teacher who tutors nobody yet, Amina and Ola."""
    group = Class.objects.create(institution=riverside, title="12A")
    teacher = make_user("Tom", "Reed", role="teacher", at=riverside)
    ola = make_user("Ola", "Nord", role="learner", at=riverside)
    for user, role in ((teacher, "teacher"), (amina, "learner"), (ola, "learner")):
        Enrolment.objects.create(in_class=group, user=user, role=role, from_on=dt.date(2020, 9, 1))
    return group, teacher


def test_bind_class_makes_the_teacher_tutor_of_every_learner_once(tutor_group, rosa):
    group, teacher = tutor_group
    assert bind_class(in_class=group, tutor=teacher, from_on=TODAY, actor=rosa) == 2
    assert bind_class(in_class=group, tutor=teacher, from_on=TODAY, actor=rosa) == 0
    assert Bond.objects.filter(adult=teacher, kind="tutor").count() == 2


def test_bind_class_hands_its_learners_on_to_whoever_stands_in(tutor_group, rosa, make_user, riverside, bond):
    group, teacher = tutor_group
    tess = make_user("Tess", "Hall", role="teacher", at=riverside)
    bond(make_user("Ben", "Zed", role="learner", at=riverside), teacher, "tutor")
    days = {"from_on": TODAY, "until_on": TODAY + dt.timedelta(days=3)}
    delegate(adult=teacher, to=tess, actor=rosa, **days)
    assert bind_class(in_class=group, tutor=teacher, from_on=TODAY, actor=rosa) == 2
    assert Bond.objects.filter(adult=tess, standing_in_for__adult=teacher, **days).count() == 3


def test_bind_class_is_for_the_administrator(tutor_group, chidi):
    group, teacher = tutor_group
    with pytest.raises(RuleBroken, match="Only an administrator"):
        bind_class(in_class=group, tutor=teacher, from_on=TODAY, actor=chidi)


def test_bind_class_refuses_who_does_not_teach_it(tutor_group, chidi, rosa):
    with pytest.raises(RuleBroken, match="does not teach 12A"):
        bind_class(in_class=tutor_group[0], tutor=chidi, from_on=TODAY, actor=rosa)


def test_bind_class_of_nobody_is_an_error(tutor_group, rosa):
    group, teacher = tutor_group
    Enrolment.objects.filter(role="learner").delete()
    with pytest.raises(RuleBroken, match="no learner in 12A"):
        bind_class(in_class=group, tutor=teacher, from_on=TODAY, actor=rosa)


def note(rosa, riverside, values, **changes):
    fields = {"kind": "area_decile", "values": values, "source": "office", "from_on": TODAY} | changes
    return note_circumstances(institution=riverside, actor=rosa, **fields)


def test_note_circumstances_ends_what_ran_before(amina, rosa, riverside):
    earlier = Circumstance.objects.create(
        learner=amina, kind="area_decile", value=5, source="s", from_on=dt.date(2020, 9, 1)
    )
    assert note(rosa, riverside, {amina.pk: 2}) == 1
    earlier.refresh_from_db()
    assert earlier.until_on == TODAY - dt.timedelta(days=1)
    assert Circumstance.objects.current().get(learner=amina).value == 2


def test_note_circumstances_does_not_say_whose_in_the_record(amina, rosa, riverside):
    note(rosa, riverside, {amina.pk: 2})
    assert Event.objects.get(verb="circumstances.noted").facts == {"count": 1}


@pytest.mark.parametrize(
    ("values", "message"), [({}, "for whom"), ({"amina": 11}, "from 1 to 10"), ({"dov": 2}, "Not everyone here")]
)
def test_note_circumstances_writes_nothing_when_anything_is_wrong(amina, dov, rosa, riverside, values, message):
    people = {"amina": amina.pk, "dov": dov.pk}
    with pytest.raises(RuleBroken, match=message):
        note(rosa, riverside, {people[name]: value for name, value in values.items()})
    assert not Circumstance.objects.exists()


def test_found_institution_once(rosa):
    found_institution(name=" Harbour Works ", kind=Institution.Kind.EMPLOYER, actor=rosa)
    with pytest.raises(RuleBroken, match="already an institution called harbour works"):
        found_institution(name="harbour works", kind=Institution.Kind.EMPLOYER, actor=rosa)


def admit_sasha(riverside, actor, **changes):
    fields = {"username": "sasha", "given_name": "Sasha", "family_name": "Elm", "email": "sasha@example.org"}
    return admit(institution=riverside, role="advocate", from_on=TODAY, actor=actor, **(fields | changes))


def test_admit_adds_a_person_who_cannot_sign_in_by_a_guessed_password(riverside, rosa):
    user = admit_sasha(riverside, rosa)
    assert not user.has_usable_password()
    assert Membership.objects.get(user=user).role == "advocate"


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"username": "ROSA"}, "this username"), ({"email": "Rosa@riverside.example"}, "this e-mail")],
)
def test_admit_refuses_what_is_somebodys(riverside, rosa, changes, message):
    before = User.objects.count()
    with pytest.raises(RuleBroken, match=message):
        admit_sasha(riverside, rosa, **changes)
    assert User.objects.count() == before


def test_admit_is_for_the_administrator(riverside, chidi):
    with pytest.raises(RuleBroken, match="Only an administrator"):
        admit_sasha(riverside, chidi)
