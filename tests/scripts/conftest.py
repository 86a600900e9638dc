"""A common script at Riverside, Amina's script from it, and offers to take up."""

import datetime as dt

import pytest
from django.utils import timezone

from learnplan.years import current_year
from scripts.frameworks.models import CommonItem, CommonScript, Framework, FrameworkItem
from scripts.offers.models import Agreement, Offer, Place


@pytest.fixture
def make_common_script(db):
    """Adopt items, the last of them not required: make_common_script(riverside, "GCSE maths", "GCSE English")."""

    def make(institution, *titles, year=None, year_group="12", name="The Riverside core"):
        framework = Framework.objects.create(identifier=f"{institution.pk} {name}", title="Core", case_version="1.1")
        common = CommonScript.objects.create(
            institution=institution, framework=framework, name=name, year=year or current_year(), year_group=year_group
        )
        for place, title in enumerate(titles):
            item = FrameworkItem.objects.create(
                framework=framework, identifier=title, statement=title, short=title, position=place
            )
            CommonItem.objects.create(
                common_script=common, item=item, position=place, is_required=place < len(titles) - 1
            )
        return common

    return make


@pytest.fixture
def common_script(make_common_script, riverside):
    return make_common_script(riverside, "GCSE maths", "GCSE English", "Study skills")


@pytest.fixture
def script(common_script, amina):
    """Amina's script, as started by her."""
    from scripts.editing.actions.branches import start_script

    return start_script(learner=amina, actor=amina)


@pytest.fixture
def trunk(script):
    return script.branches.get()


@pytest.fixture
def engineering(script, trunk, amina):
    """An idea that leaves the trunk after its last step."""
    from scripts.editing.actions.branches import branch_off

    return branch_off(
        script=script,
        parent=trunk,
        forks_after=trunk.steps.last(),
        name="Engineering",
        ending="Degree apprenticeship",
        actor=amina,
    )


@pytest.fixture
def make_offer(northgate, riverside):
    """Make an offer of Northgate, with an agreement that opens it to Riverside."""

    def make(title="Level 3 Engineering", provider=northgate, open_to=riverside, **extra):
        today = dt.date.today()
        if not Agreement.objects.filter(provider=provider, home=open_to).exists():
            Agreement.objects.create(provider=provider, home=open_to, from_on=today - dt.timedelta(days=30))
        number = Offer.objects.count() + 1
        return Offer.objects.create(
            **{
                "provider": provider,
                "code": f"N{number}",
                "title": title,
                "style": "workplace",
                "starts_on": today,
                "ends_on": today + dt.timedelta(days=200),
                "places": 12,
                "price_pence": 0,
            }
            | extra
        )

    return make


@pytest.fixture
def make_place(amina, riverside):
    """Make a place of Amina's on an offer, in a state."""

    def make(offer, step=None, state="asked", learner=amina, **extra):
        return Place.objects.create(
            offer=offer,
            learner=learner,
            home=riverside,
            step=step,
            state=state,
            price_pence=extra.pop("price_pence", 0),
            decide_by=timezone.localdate() if state == "offered" else None,
            asked_by=learner,
            moved_by=learner,
            **extra,
        )

    return make
