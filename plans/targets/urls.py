"""Addresses of plans and targets, with what other rooms have to add to their pages."""

from django.urls import path

from plans.asking.beside import ask_instead
from plans.carers.beside import encouragements_of
from plans.consultation.beside import needs_answered, of_needs, start_from_draft, start_from_need, talks_in, talks_seen
from plans.evidence.beside import evidence_of, evidence_of_plan, evidence_seen, of_evidence
from plans.targets.beside import of_said
from plans.targets.views import change, draft, history, plan, target
from plans.years.beside import year_of
from scripts.authoring.beside import of_steps, steps_of
from scripts.places.beside import of_places

# In the order in which they stand on the page; a room adds its function here.
ON_PLAN = (year_of, talks_in, evidence_of_plan, encouragements_of)
ON_TARGET = (steps_of, needs_answered, evidence_of)
HANGING = (of_needs, of_said, of_evidence, of_steps, of_places)
GUARDED = {"talk": talks_seen, "evidence": evidence_seen}
ASK = {"ask": ask_instead}
NEW = {"start": start_from_need, "ask": ask_instead}
DRAFT = {"start": start_from_draft, "ask": ask_instead}
CHANGE = {"hanging": HANGING, "ask": ask_instead}

urlpatterns = [
    path("<int:plan_id>/", plan.plan, {"beside": ON_PLAN}, name="plan"),
    path("start/", plan.plan_start, name="plan_start"),
    path("<int:plan_id>/history/", history.plan_history, {"guarded": GUARDED}, name="plan_history"),
    path("<int:plan_id>/targets/new/", draft.target_new, NEW, name="target_new"),
    path("targets/<int:target_id>/", target.target, {"beside": ON_TARGET}, name="target"),
    path("targets/<int:target_id>/draft/", draft.target_draft, DRAFT, name="target_draft"),
    path("targets/<int:target_id>/change/", change.target_change, CHANGE, name="target_change"),
    path("targets/<int:target_id>/let-go/", change.target_let_go, CHANGE, name="target_let_go"),
    path("targets/<int:target_id>/steps/", change.target_steps, ASK, name="target_steps"),
    path("targets/steps/<int:step_id>/", change.target_step, name="target_step"),
    path("targets/<int:target_id>/carry/", change.target_carry, ASK, name="target_carry"),
    path("targets/<int:target_id>/history/", history.target_history, name="target_history"),
    path("targets/<int:target_id>/check-in/", target.check_in, name="check_in"),
    path("targets/<int:target_id>/rate/", target.rate, name="rate"),
    path("targets/<int:target_id>/state/", target.target_state, name="target_state"),
]
