"""Asking the product for a page in this process, as a web server would: the whole WSGI handler, a session's cookie."""

import io
import time
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

from learnplan.people.models import User


class PageFailed(Exception):
    """A page did not answer 200, so there is nothing to measure."""


class Browser:
    """One signed-in user asking for pages, with a session of their own in the connected database."""

    def __init__(self, handler: WSGIHandler, user_id: int) -> None:
        user = User.objects.get(pk=user_id)
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        self.handler = handler
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"

    def ask(self, path: str) -> float:
        """Ask for `path` and read the answer; returns the seconds it took. Raises PageFailed unless it is 200."""
        environ = self._environ(path)
        statuses: list[str] = []

        def start_response(status, headers, exc_info=None, /):
            statuses.append(status)
            return statuses.append

        began = time.perf_counter()
        response = self.handler(environ, start_response)
        for _chunk in response:
            pass
        response.close()
        seconds = time.perf_counter() - began
        if not statuses[0].startswith("200"):
            raise PageFailed(f"{path} answered {statuses[0]}")
        return seconds

    def count_queries(self, path: str) -> int:
        """Return how many queries the answer to `path` needs."""
        seen = []

        def count(execute, sql, params, many, context):
            seen.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            self.ask(path)
        return len(seen)

    def _environ(self, path: str) -> dict:
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": self.cookie,
            "HTTP_ACCEPT": "text/html",
            "HTTP_ACCEPT_LANGUAGE": "en-gb",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "https" if settings.SECURE_SSL_REDIRECT else "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
