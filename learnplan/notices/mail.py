"""E-mail in demonstration mode: one file for each message, named by its Message-ID."""

import os
import re
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend


class OneFileEach(BaseEmailBackend):
    """Writes each message to MAIL_FOLDER; sending the same message again overwrites the same file."""

    def send_messages(self, email_messages):
        """Write the messages, each whole or not at all; returns how many."""
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        messages = [email.message() for email in email_messages]
        for message in messages:
            name = re.sub(r"[^\w@.-]+", "-", message["Message-ID"].strip("<>"))
            handle, draft = tempfile.mkstemp(dir=folder, suffix=".part")
            with os.fdopen(handle, "wb") as file:
                file.write(message.as_bytes())
            os.replace(draft, folder / f"{name}.eml")
        return len(messages)
