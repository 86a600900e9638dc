"""Generated data: right by every rule of the database, the same for the same seed, and good to go on with."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, models, transaction
from django.urls import reverse

from learnplan.bench.bulk.filling import fill
from learnplan.bench.bulk.shape import LEARNERS_EACH, Shape
from learnplan.events.models import Event
from learnplan.people.models import Membership, User
from plans.funding.models import Account, Entitlement, Entry
from plans.funding.reading import behind_plan
from plans.targets.actions.targets import write_target
from plans.targets.models import Plan, Target
from scripts.authoring.models import Branch
from scripts.offers.models import Place

LEARNERS = 60
SHAPE = Shape(LEARNERS)


pytestmark = pytest.mark.django_db


@pytest.fixture
def consortium():
    """Sixty generated learners, each row looked at by the database as it came; returns how many rows."""
    rows = fill(learners=LEARNERS, seed=1, checked=True)
    connection.check_constraints()
    return rows


def contents() -> dict[str, list]:
    """Return every row of the product's tables as JSON text, but for the ids the database gave out itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        tables = [name for (name,) in cursor.fetchall() if name.startswith(("learnplan_", "plans_", "scripts_"))]
        found = {}
        for table in tables:
            cursor.execute(f"SELECT (to_jsonb(t) - 'id')::text FROM {table} AS t ORDER BY 1")
            found[table] = [row for (row,) in cursor.fetchall()]
    return found


def filled(seed: int) -> dict[str, list]:
    with transaction.atomic():
        fill(learners=LEARNERS, seed=seed, checked=True)
        found = contents()
        transaction.set_rollback(True)
    return found


def test_generated_rows_pass_every_rule_of_the_database(consortium):
    assert consortium == sum(len(rows) for rows in contents().values())
    assert User.objects.with_role("learner").count() == LEARNERS
    assert Plan.objects.count() == LEARNERS
    assert Target.objects.count() == 3 * LEARNERS
    assert Branch.objects.filter(state="chosen").count() == LEARNERS
    assert Place.objects.filter(state="accepted").count() == 40
    assert Event.objects.count() == 6 * LEARNERS


def test_generated_rows_are_the_same_for_the_same_seed():
    first = filled(1)
    assert filled(1) == first
    assert filled(2) != first


def test_generated_ledger_sums_to_zero_and_to_what_learners_were_given(consortium):
    assert Entry.objects.aggregate(sum=models.Sum("pence"))["sum"] == 0
    over = Entry.objects.values("transfer").annotate(sum=models.Sum("pence")).exclude(sum=0)
    assert list(over) == []
    funds = Entry.objects.filter(account__kind=Account.Kind.FUND).aggregate(sum=models.Sum("pence"))["sum"]
    given = Entitlement.objects.aggregate(sum=models.Sum("total_pence"))["sum"]
    source = Entry.objects.filter(account__kind=Account.Kind.SOURCE).aggregate(sum=models.Sum("pence"))["sum"]
    assert (funds, source) == (0, -given)
    assert behind_plan(Plan.objects.get(pk=1)) is not None


def test_generated_data_can_be_acted_on(consortium):
    plan = Plan.objects.get(learner=7)
    target = write_target(
        plan=plan,
        words="Learn to weld",
        success_test="It holds",
        due_on=plan.targets.first().due_on,
        actor=plan.learner,
    )
    assert target.pk == 3 * LEARNERS + 1
    assert Event.objects.filter(thing="target", thing_id=target.pk).count() == 1


def test_generated_people_stand_where_their_numbers_say(consortium):
    learner = User.objects.get(pk=26)
    assert learner.bonds.get().adult_id == SHAPE.tutor_of(26)
    roles = dict(Membership.objects.filter(user__gt=LEARNERS, institution=1).values_list("user", "role"))
    assert roles[SHAPE.tutor_of(26)] == "teacher"
    assert roles[SHAPE.administrator_of(1)] == "administrator"
    assert roles[SHAPE.provider_of(1)] == "provider"


@pytest.mark.parametrize(
    ("user", "pages"),
    [
        (1, [("home",), ("plan", 1), ("target", 1), ("script", 1), ("money", 1), ("places",), ("offers",), ("inbox",)]),
        (SHAPE.tutor_of(1), [("home",), ("caseload",), ("target", 1), ("places",)]),
        (SHAPE.provider_of(2), [("home",), ("places",), ("place", 1), ("promised",)]),
        (SHAPE.administrator_of(1), [("home",), ("people",), ("funds",), ("fund", 1), ("formula", 1)]),
    ],
)
def test_generated_people_find_their_pages(consortium, sign_in, user, pages):
    someone = User.objects.get(pk=user)
    client = sign_in(someone)
    answers = {page: client.get(reverse(page[0], args=page[1:])).status_code for page in pages}
    assert answers == dict.fromkeys(pages, 200)


def test_generate_refuses_a_database_with_people(make_user):
    make_user("Amina", "Said")
    with pytest.raises(ValueError) as refused:
        fill(learners=1, seed=1)
    assert str(refused.value) == ("This database holds people already; generated data goes into a database of its own.")
    assert User.objects.count() == 1


@pytest.mark.parametrize("learners", [0, -5])
def test_generate_refuses_less_than_one_learner(learners):
    with pytest.raises(ValueError) as refused:
        fill(learners=learners, seed=1)
    assert str(refused.value) == "Ask for at least one learner."
    assert User.objects.count() == 0


def test_generate_refuses_the_database_in_use():
    name = connection.settings_dict["NAME"]
    with pytest.raises(CommandError) as refused:
        call_command("generate", learners=1, database=name, again=True, stdout=StringIO())
    assert str(refused.value) == f"{name} is the database in use: generated data goes into one of its own."


def test_shape_gives_each_institution_its_own_ids():
    shape = Shape(2 * LEARNERS_EACH + 1)
    assert (shape.homes, shape.institutions) == (3, 4)
    assert Shape(100 * LEARNERS_EACH).institutions == 100
    assert [len(shape.learners_of(institution)) for institution in (1, 2, 3, 4)] == [LEARNERS_EACH, LEARNERS_EACH, 1, 0]
    staff = [shape.tutor_of(learner) for learner in range(1, shape.learners + 1)]
    assert min(staff) == shape.learners + 1
    assert max(staff) < shape.administrator_of(1)
    assert shape.partners_of(4) == [1, 2, 3]
