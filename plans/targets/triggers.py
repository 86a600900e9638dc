"""What the database itself holds about years: a closed one is closed, and what was signed stays as it was."""

import pgtrigger

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


def year_is_open(table: str, plan: str) -> pgtrigger.Trigger:
    """Return the trigger that refuses a new or changed row of `table` whose plan is closed; `plan` finds the plan."""
    return pgtrigger.Trigger(
        name="year_is_open",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        func=f"""
        IF EXISTS (SELECT FROM plans_plan WHERE {plan} AND closed_at IS NOT NULL) THEN
            RAISE EXCEPTION 'the year of this plan is closed: open it again first'
                USING ERRCODE = 'check_violation', CONSTRAINT = '{table}_year_is_open';
        END IF;
        RETURN NEW;
    """,
    )


TARGET_OF_OPEN_YEAR = year_is_open("plans_target", "id = NEW.plan_id")
OF_ITS_TARGET = "id = (SELECT plan_id FROM plans_target WHERE id = NEW.target_id)"
STEP_OF_OPEN_YEAR = year_is_open("plans_targetstep", OF_ITS_TARGET)
CHECK_IN_OF_OPEN_YEAR = year_is_open("plans_checkin", OF_ITS_TARGET)
RATING_OF_OPEN_YEAR = year_is_open("plans_rating", OF_ITS_TARGET)
