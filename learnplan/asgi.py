"""The ASGI application; started by hand with nothing configured, it brings the embedded servers."""

import os

from django.core.asgi import get_asgi_application

from learnplan.embedded.keeping import keep_running

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "learnplan.settings")
keep_running()
application = get_asgi_application()
