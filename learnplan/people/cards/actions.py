"""Issuing sign-in cards for a class, and using one."""

import datetime as dt

from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import gettext as _

from learnplan.acts import act
from learnplan.events.actions import record
from learnplan.people.cards.codes import PrintedCard, code_hash, new_code
from learnplan.people.cards.models import SignInCard
from learnplan.people.cards.permissions import learners_for_cards
from learnplan.people.classes.models import Class
from learnplan.people.models import User
from learnplan.rules import RuleBroken

DAYS = 14


@act
def issue_cards(*, in_class: Class, users: list[User], actor: User) -> list[PrintedCard]:
    """Make a card for each of `users`, ending the one they had; returns the cards in the order of names.

    This is the only time the codes are known. Each card is one event, so that each learner can see who made it.
    """
    if not users:
        raise RuleBroken(_("Choose at least one learner to make cards for."))
    wanted = {user.pk for user in users}
    people = list(User.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    allowed = set(learners_for_cards(in_class).filter(pk__in=wanted).values_list("pk", flat=True))
    for person in people:
        if person.pk not in allowed:
            raise RuleBroken(
                _("%(name)s cannot have a card from this class. Cards are for learners who are in it today.")
                % {"name": person}
            )
    now = timezone.now()
    expires_at = now + dt.timedelta(days=DAYS)
    SignInCard.objects.open().filter(user__in=wanted).update(ended_at=now)
    printed = [PrintedCard(person, new_code(), expires_at) for person in people]
    cards = SignInCard.objects.bulk_create(
        SignInCard(user=card.user, code_hash=code_hash(card.code), issued_by=actor, expires_at=expires_at)
        for card in printed
    )
    for card in cards:
        facts = {"name": str(card.user), "title": in_class.title}
        record("card.issued", actor=actor, thing=card, learner=card.user, institution=in_class.institution, **facts)
    return sorted(printed, key=lambda card: (card.user.family_name, card.user.given_name, card.user.pk))


@act
def use_card(*, card: SignInCard, password: str) -> User:
    """Let the card's user choose `password`, and end the card; returns the user, to be signed in.

    Raises RuleBroken when the card no longer works, ValidationError when the password is too easy to guess.
    """
    # The user first, as in issue_cards, so that the two never wait for each other.
    user = User.objects.select_for_update().get(pk=card.user_id)
    card = SignInCard.objects.usable().filter(pk=card.pk).first()
    if card is None:
        raise RuleBroken(does_not_work())
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    card.used_at = timezone.now()
    card.save(update_fields=["used_at"])
    record("card.used", actor=user, thing=card, learner=user)
    return user


def does_not_work() -> str:
    """The one sentence for a code that is unknown, used, ended or too old, so that it tells which to nobody."""
    return _("This code does not let you in. Look at each letter again, or ask your tutor for a new card.")
