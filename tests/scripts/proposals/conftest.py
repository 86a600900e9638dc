"""A script from a small common script, and new versions of its framework that the common script takes."""

import json

import pytest

from learnplan.notices.models import Notice
from learnplan.people.models import Membership, User
from learnplan.years import current_year
from scripts.editing.actions.branches import start_script
from scripts.frameworks.actions import adopt_common_script
from scripts.frameworks.importing import load
from scripts.frameworks.models import Framework
from scripts.frameworks.versions.actions import take_changes
from scripts.frameworks.versions.reading import pending
from scripts.proposals.reading import parts_of
from tests.stage.files import framework_file

FRAMEWORK = "10000000-0000-4000-8000-000000000000"


@pytest.fixture
def bring_in(db, tmp_path):
    """Bring in the small framework with these statements (by code), and return it."""

    def run(**words):
        package = json.loads(framework_file(FRAMEWORK, "Core", 0))
        first = package["CFItems"][0]
        package["CFItems"] = [
            first | {"identifier": f"{FRAMEWORK[:-4]}{code:>04}", "humanCodingScheme": code, "fullStatement": statement}
            for code, statement in words.items()
        ]
        package["CFAssociations"] = []
        path = tmp_path / "framework.json"
        path.write_text(json.dumps(package))
        assert load(path, dry_run=False).committed
        return Framework.objects.get()

    return run


@pytest.fixture
def script(bring_in, riverside, rosa, amina):
    """Amina's script from a common script of three items, C not required."""
    framework = bring_in(A="Add", B="Borrow", C="Count")
    items = [(item, item.code != "C") for item in framework.items.order_by("code")]
    adopt_common_script(
        institution=riverside,
        framework=framework,
        name="Core",
        year=current_year(),
        year_group="12",
        items=items,
        actor=rosa,
    )
    return start_script(learner=amina, actor=amina)


@pytest.fixture
def taking(script, bring_in, rosa):
    """A new version, taken whole: B reworded and renamed, C ended, D new and required."""
    bring_in(A="Add", B="Lend and borrow", D="Divide")
    return take_all(script.common_script, rosa)


def take_all(common_script, actor):
    waiting = pending(common_script)
    return take_changes(
        common_script=common_script,
        version=waiting.newest,
        adds={change.item_id: True for change in waiting.added},
        rewords={change.item_id for change in waiting.reworded},
        ends={change.item_id for change in waiting.ended},
        actor=actor,
    )


def titles(script):
    return list(script.branches.get(parent=None).steps.values_list("title", flat=True))


def part(taking, script, kind):
    return next(each for each in parts_of(taking, script) if each.taken.kind == kind)


def told(person, key):
    return list(Notice.objects.filter(recipient=person, key__startswith=key).values_list("words", "path"))


@pytest.fixture
def make_learner(riverside):
    def make(username):
        user = User.objects.create_user(username, given_name="Lina", family_name="Hart")
        Membership.objects.create(
            user=user, institution=riverside, role="learner", year_group="12", from_on="2020-09-01"
        )
        return user

    return make
