"""The acts that the matrix speaks of, who acts, and what it can say of each."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(models.TextChoices):
    """What somebody does with a plan; the label follows "may" or "asks to"."""

    WRITE = "target.write", _("write a target")
    CHANGE = "target.change", _("change a target")
    LET_GO = "target.let_go", _("let go of a target")
    REACH = "target.reach", _("say that a target is reached")
    REOPEN = "target.reopen", _("open a closed target again")
    CARRY = "target.carry", _("take a target into the next year")
    SHARE = "evidence.share", _("show evidence to someone")
    BOOK = "talk.book", _("book a talk")
    PROMPT = "talk.prompt", _("put a question into a talk")
    SIGN = "plan.sign", _("sign the plan")
    LEAD = "session.lead", _("call and lead a session")


class Column(models.TextChoices):
    """Who acts, as the matrix sees them: by their tie to the learner."""

    LEARNER = "learner", _("the learner")
    TUTOR = "tutor", _("the tutor")
    ADVOCATE = "advocate", _("the advocate")
    CARER = "carer", _("a carer")


class Setting(models.TextChoices):
    """What the matrix says of an act in a column."""

    ALLOW = "allow", _("may")
    REQUEST = "request", _("asks first")
    DENY = "deny", _("may not")


# Acts on one target, which a request for them names.
ON_TARGET = (Act.CHANGE, Act.LET_GO, Act.REACH, Act.REOPEN, Act.CARRY)
# Acts that can be earned and ruled on already, though there is no room yet in which to do them.
TO_COME = (Act.LEAD,)
