"""The settings of the tests: servers of their own, and nothing that only makes a test slower."""

import os

from learnplan.embedded.place import CHECKOUT

_name = f"test{os.getpid()}{os.environ.get('PYTEST_XDIST_WORKER', '')}"
# Away from what `make run` keeps, since of this nothing has to reach the disk (see conftest.py).
os.environ.setdefault("LEARNPLAN_STATE", str(CHECKOUT / ".state" / "tests"))
# Each worker its own: what another has put into the cache or the queue is not there for its tests.
os.environ["CACHE_PREFIX"] = os.environ["QUEUE"] = _name

from learnplan.settings import *  # noqa: E402, F403
from learnplan.settings import DATABASES  # noqa: E402

DATABASES["default"]["OPTIONS"]["pool"] = False  # a test holds the one connection of its thread
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True  # else each test's client lists every file again
