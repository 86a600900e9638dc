"""Evidence in a store of the test's own, and a quick way to add a piece."""

import io

import pytest

from plans.evidence import actions
from plans.evidence.models import store
from tests.plans.evidence import uploads


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """The folder that evidence is kept in; files() are the paths of what is in it."""
    settings.MEDIA_ROOT = tmp_path
    assert store().location == str(tmp_path)
    return lambda: sorted(path for path in tmp_path.rglob("*") if path.is_file())


@pytest.fixture
def add(amina):
    """Add a piece of Amina's: add(kind="photo", title="My seam", upload=content)."""

    def piece(kind="photo", title="My seam", upload=None, by=None, **more):
        if kind in ("photo", "file") and upload is None:
            upload = uploads.picture(size=(300, 200))
        if upload is not None:
            upload = io.BytesIO(upload)
        by = by or amina
        return actions.add_evidence(learner=by, kind=kind, title=title, upload=upload, actor=by, **more)

    return piece
