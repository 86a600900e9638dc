"""Taking everything away: whole, only by its owner, checked against its own schema, and harmless to open."""

import json
import re

import pytest
from django.conf import settings
from django.urls import reverse
from jsonschema import Draft202012Validator

from plans.targets.actions import targets
from plans.years.actions.signing import sign_plan, write_purpose
from plans.years.export import PARTS
from plans.years.reading import sheet_of
from plans.years.sheet import digest_of

HOSTILE = '<script>alert("x")</script></main><img src=x onerror=alert(1)> {{ 7|add:7 }} {% now "Y" %} \u2028 =1+1'
SCHEMA = settings.BASE_DIR / "docs" / "plan-export.schema.json"


def fetch(client, plan, ending):
    answer = client.get(reverse(f"plan_export_{ending}", args=[plan.pk]))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment;")
    return b"".join(answer.streaming_content).decode()


@pytest.fixture
def lived(plan, make_target, amina, chidi):
    """A plan in which everybody wrote something hostile."""
    write_purpose(plan=plan, words=HOSTILE, actor=amina)
    target = make_target(HOSTILE)
    made = targets.check_in(target=target, level=3, reflection=HOSTILE, actor=amina)
    targets.rate(target=target, level=4, comment=HOSTILE, actor=chidi, check_in=made)
    sign_plan(plan=plan, kind="agreed", digest=digest_of(sheet_of(plan, "agreed")), actor=amina)
    return plan


def test_json_holds_everything_and_keeps_to_its_schema(lived, amina, sign_in):
    found = json.loads(fetch(sign_in(amina), lived, "json"))
    schema = json.loads(SCHEMA.read_text())
    Draft202012Validator.check_schema(schema)
    assert [error.message for error in Draft202012Validator(schema).iter_errors(found)] == []
    assert set(found) >= {part.name for part in PARTS} | {"format", "version", "learner"}
    (target,) = found["targets"]
    assert (target["words"], target["said"][0]["reflection"], target["rated"][0]["comment"]) == (HOSTILE,) * 3
    assert target["rated"][0]["name"] == "Chidi Okafor"
    assert found["purposes"][0]["signed"][0]["name"] == "Amina Said"
    assert digest_of(found["signatures"][0]["sheet"]) == found["signatures"][0]["digest"]
    assert [act["verb"] for act in found["history"]][-1] == "plan.started"


def test_page_stands_alone_and_runs_nothing(lived, amina, sign_in):
    said = fetch(sign_in(amina), lived, "html")
    assert re.findall(r"<(script|img|link|iframe|form)\b", said) == []
    assert re.findall(r"(?:src|href)=", re.sub(r"&lt;.*?&gt;", "", said)) == []
    assert said.count("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;") >= 4
    assert "{{ 7|add:7 }}" in said
    assert said.rstrip().endswith("</html>")
    assert re.findall(r"<h1>|<h2>", said)[0] == "<h1>"


@pytest.mark.parametrize("name", ["chidi", "mair", "bea", "rosa"])
@pytest.mark.parametrize("ending", ["json", "html"])
def test_nobody_else_takes_it_away(request, lived, sign_in, name, ending):
    client = sign_in(request.getfixturevalue(name))
    assert client.get(reverse(f"plan_export_{ending}", args=[lived.pk])).status_code == 403


def test_nothing_of_others_is_in_it(lived, amina, dov, make_institution, sign_in, due_on):
    here = dov.memberships.get().institution
    other = targets.start_plan(learner=dov, institution=here, year=lived.year, actor=dov)
    targets.write_target(plan=other, words="Swim a mile", success_test="x", due_on=due_on, actor=dov)
    for ending in ("json", "html"):
        assert "Swim a mile" not in fetch(sign_in(amina), lived, ending)
        assert "Swim a mile" in fetch(sign_in(dov), other, ending)


def test_years_without_a_target_are_there_too(lived, amina, riverside, sign_in):
    amina.memberships.update(from_on="2020-09-01")
    for year in (lived.year - 1, lived.year + 1):
        targets.start_plan(learner=amina, institution=riverside, year=year, actor=amina)
    said = fetch(sign_in(amina), lived, "html")
    years = re.findall(r"Plan for (\d{4})/", said)
    assert years == [str(lived.year + 1), str(lived.year), str(lived.year - 1)]
    assert said.count("my check-in") == 1
