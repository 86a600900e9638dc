"""The WSGI application; started by hand with nothing configured, it brings the embedded servers."""

import os

from django.core.wsgi import get_wsgi_application

from learnplan.embedded import keeping

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "learnplan.settings")
keeping.keep_running()
application = get_wsgi_application()
