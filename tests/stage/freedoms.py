"""Freedoms of the stage: Amina's in two states, and one that each of the others asked for."""

from plans.coproduction.freedoms import actions


def freedoms(stage) -> None:
    """Have Amina refused a freedom as often as there are rows and then granted it, and the others ask for it."""
    for number in range(stage.rows + 1):
        grant = actions.ask_freedom(
            plan=stage.plan, freedom="lead_session", reason="I have an idea for one.", actor=stage.amina
        )
        is_last = number == stage.rows
        grant = actions.decide_freedom(grant=grant, allow=is_last, reason="You prepare well.", actor=stage.chidi)
        stage.things.setdefault(f"freedom_{grant.state}", grant)
    for other in stage.others:
        asked = actions.ask_freedom(plan=other.plans.get(), freedom="lead_session", reason="Me too.", actor=other)
        stage.things.setdefault("freedom_asked", asked)
