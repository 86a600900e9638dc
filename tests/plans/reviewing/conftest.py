"""A tutor with as many learners as a test asks for, each of whom waits for an answer."""

import pytest

from tests.stage.adults import fill_caseload


@pytest.fixture
def make_caseload(riverside):
    """Give a tutor many learners: make_caseload(chidi, 60) returns their targets, the one that waits longest first."""
    return lambda tutor, count: fill_caseload(tutor, riverside, count)
