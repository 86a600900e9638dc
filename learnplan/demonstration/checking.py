"""What the check has to say in the demonstration: Amina's idea has a clash and a locked step; her chosen path fits."""

from learnplan.demonstration.lives import At
from learnplan.people.models import User
from scripts.editing.actions.steps import add_step
from scripts.models import Branch, Offer

# Further maths begins before Software ends; nothing on the idea counts for what the data team asks first.
DREAM = (("MATHS-F", 1), ("DIG-3", 1), ("HW-DATA", 3))


def dream_of_physics(year: int, at: At) -> None:
    """Put three offers on the idea beside Amina's chosen path: an idea is free, whatever the check says of it."""
    amina = User.objects.get(username="amina")
    physics = Branch.objects.get(script__learner=amina, name="Physics")
    with at(year, 10, 6):
        for code, term in DREAM:
            offer = Offer.objects.get(code=code)
            add_step(
                branch=physics, title=offer.title, style=offer.style, year=year, term=term, offer=offer, actor=amina
            )
