"""What the check has to say in the stage: offers with times, and a branch on which they clash."""

import datetime as dt

from scripts.authoring.actions import add_step, branch_off
from scripts.partnership.offer_actions import change_offer, say_way

MORNING = [(1, dt.time(9), dt.time(12))]


def times_and_clashes(stage) -> None:
    """Give the offer on Amina's chosen path and the open ones the same times; put both on an idea of hers."""
    say_way(agreement=stage.agreement0, travel_minutes=20, actor=stage.rosa)
    last = stage.framework.items.order_by("pk").last()
    change_offer(offer=stage.offer_asked0, actor=stage.sam, slots=MORNING, minutes_a_week=240)
    for number in range(stage.rows):
        offer = stage.things[f"offer_open{number}"]
        change_offer(offer=offer, actor=stage.sam, slots=MORNING, entry=[(last.pk,)])
    sky = branch_off(
        script=stage.script, parent=stage.trunk, forks_after=None, name="Sky", ending="", actor=stage.amina
    )
    for offer in (stage.offer_asked0, *(stage.things[f"offer_open{number}"] for number in range(stage.rows))):
        add_step(branch=sky, style="workplace", offer=offer, actor=stage.amina)
