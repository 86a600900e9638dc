#!/usr/bin/env python
"""Run a management command, with the embedded servers up for those that may need them."""

import os
import signal
import sys

WITHOUT_SERVERS = {
    "build_assets",
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "version",
}


def needs_servers(words: list[str]) -> bool:
    """Say whether the command in `words` (what follows manage.py) may want the database or the queue."""
    if not words or {"--help", "-h", "--version"} & set(words):
        return False
    return words[0] not in WITHOUT_SERVERS or "--database" in words


def main() -> None:
    """Run the command; being told to stop is an ordinary exit, so that the servers are left as they were found."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "learnplan.settings")
    from django.core.management import execute_from_command_line

    from learnplan.embedded.keeping import EmbeddedError, running

    if not needs_servers(sys.argv[1:]):
        execute_from_command_line(sys.argv)
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    try:
        with running():
            execute_from_command_line(sys.argv)
    except EmbeddedError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
