"""A branch of Amina's that could be published, and a template of Chidi's."""

import pytest

from scripts.authoring.models import EndingAsk, StepOption
from scripts.editing.actions.steps import add_step
from scripts.publishing.actions.templates import (
    add_template_step,
    answer_template,
    publish_branch,
    publish_template,
    write_template,
)
from scripts.publishing.drafting import text_of


@pytest.fixture
def ready(engineering, amina):
    """The branch Engineering with two steps, an alternative, and what its ending asks."""
    first = add_step(branch=engineering, title="Workshop year", style="workplace", year=2026, term=2, actor=amina)
    add_step(branch=engineering, title="Build a rig", style="project", year=2027, term=1, actor=amina)
    StepOption.objects.create(step=first, rank=1, title="A summer in a garage", style="workplace")
    EndingAsk.objects.create(branch=engineering, position=0, words="Maths at grade 5")
    return engineering


@pytest.fixture
def put_forward(ready, amina, chidi):
    """Put the branch forward as it is, or with other words: put_forward(name="Machines")."""

    def put(*, stays=(), **words):
        pieces = text_of(ready).pieces()
        return publish_branch(branch=ready, words=pieces | words, stays=stays, actor=amina)

    return put


@pytest.fixture
def published(put_forward, chidi):
    return answer_template(template=put_forward(), approve=True, actor=chidi)


@pytest.fixture
def draft(riverside, chidi):
    """Chidi's template, with one step."""
    template = write_template(
        institution=riverside, name="Boats", about="Outside a lot.", ending="Boatyard", asks=["Swim"], actor=chidi
    )
    add_template_step(
        template=template,
        title="A week in a yard",
        style="workplace",
        starts=1,
        lasts=2,
        minutes_a_week=90,
        options=["A week at sea", "A week in the office"],
        actor=chidi,
    )
    return template


@pytest.fixture
def boats(draft, chidi):
    return publish_template(template=draft, actor=chidi)
