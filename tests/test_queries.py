"""Each page asks the database at most twelve times, and no more often for three rows than for one."""

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.stage.world import SIGNED_OUT, build
from tests.test_access import PAGES

pytestmark = pytest.mark.django_db
MOST = 12
# Files that hold all a person has: one query for each of their parts, however long it is.
MOST_OF = {"plan_export_json": 28, "plan_export_html": 28}


def queries_of_pages(client, stage) -> dict[tuple[str, str], list[str]]:
    """Return the queries of each page for each person who may see it, by (page, person)."""
    found = {}
    for row in PAGES:
        for name in row.who("200"):
            client.cookies.clear()
            if name != SIGNED_OUT:
                client.cookies[settings.SESSION_COOKIE_NAME] = stage.sessions[name]
            connection.queries_log.clear()  # it keeps the last 9,000 only, and then counts none of the later pages
            with CaptureQueriesContext(connection) as context:
                answer = client.get(row.address(stage))
                b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert answer.status_code == 200, (str(row), name)
            found[str(row), name] = [query["sql"] for query in context.captured_queries]
    return found


@pytest.fixture
def measured(client, stage_settings):
    """Return the queries of each page when there is one of each thing, and when there are three."""

    def of_world(rows):
        with transaction.atomic():
            queries = queries_of_pages(client, build(rows))
            transaction.set_rollback(True)
        return queries

    return of_world(1), of_world(3)


def test_pages_ask_few_questions_whatever_the_rows(measured):
    one, three = measured
    too_many = {page: len(queries) for page, queries in three.items() if len(queries) > most(page)}
    growing = {
        page: (len(one[page]), len(queries), list(extra(one[page], queries)))
        for page, queries in three.items()
        if len(queries) > len(one[page])
    }
    assert (too_many, growing) == ({}, {})


def most(page: tuple[str, str]) -> int:
    """Return how many questions a page may ask."""
    return next((number for name, number in MOST_OF.items() if name in page[0]), MOST)


def extra(few: list[str], many: list[str]):
    """Yield the tables of the queries that are asked more often when there are more rows."""
    left = [about(query) for query in few]
    for words in map(about, many):
        if words in left:
            left.remove(words)
        else:
            yield words


def about(query: str) -> str:
    """Return the first words of a query's FROM, which tell it apart well enough."""
    return query.partition(" FROM ")[2][:40]
