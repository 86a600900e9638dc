"""Two versions published at once, on two real connections."""

import pytest

from plans.matrix import actions
from plans.matrix.models import Matrix
from plans.matrix.presets import PRESETS
from tests.races import count_refused

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_administrators_publish_one_version(riverside, rosa):
    drafts = [
        actions.draft_matrix(institution=riverside, cells=PRESETS[name], reason="x", actor=rosa)
        for name in ("shared", "guided")
    ]
    refused = count_refused(*[lambda d=draft: actions.publish_matrix(matrix=d, actor=rosa) for draft in drafts])
    assert refused == 1
    assert Matrix.objects.published().count() == 1
