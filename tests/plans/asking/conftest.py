"""Things asked for."""

import pytest

from plans.asking import actions


@pytest.fixture
def facts(due_on):
    """What a target that is asked for would say."""
    return {"words": "Solder without a bridge", "success_test": "Ten joints, no bridge", "due_on": str(due_on)}


@pytest.fixture
def asked(plan, chidi, facts):
    """Chidi asks Amina whether he may write a target down for her."""
    return actions.ask(act="target.write", plan=plan, actor=chidi, reason="You said so on Monday.", facts=facts)
