"""Signing in: how allauth is told of Learnplan's rules."""

from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    """Nobody signs themselves up: people come from a roster or an administrator."""

    def is_open_for_signup(self, request):
        return False
