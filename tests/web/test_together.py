"""Several querysets read in one statement: the same rows as each alone, whatever is given."""

import datetime as dt

from learnplan.people.models import Institution, Membership
from learnplan.web.together import Together

ID, DAY = 9_007_199_254_740_881, dt.date(1, 2, 3)


def members():
    return Membership.objects.on(DAY).filter(institution=ID).order_by("pk").values("role", "from_on")


def names():
    return Institution.objects.order_by("name").values("name")


def test_querysets_are_read_together_in_one_query(amina, chidi, riverside, northgate, django_assert_num_queries):
    both = Together({"here": ID, "day": DAY}, members=members, names=names)
    with django_assert_num_queries(1):
        found = both.read(here=riverside.pk, day=dt.date.today())
    assert [row["role"] for row in found["members"]] == ["learner", "teacher"]
    assert found["names"] == [{"name": "Northgate College"}, {"name": "Riverside Sixth Form"}]


def test_what_is_given_counts_on_every_reading(amina, riverside, northgate):
    both = Together({"here": ID, "day": DAY}, members=members)
    today = dt.date.today()
    assert len(both.read(here=riverside.pk, day=today)["members"]) == 1
    assert both.read(here=northgate.pk, day=today)["members"] == []
    assert both.read(here=riverside.pk, day=dt.date(2000, 1, 1))["members"] == []


def test_rows_are_values_not_sql(riverside, db):
    riverside.name = "100% 'quoted' %s"
    riverside.save()
    assert Together({}, names=names).read()["names"] == [{"name": "100% 'quoted' %s"}]
