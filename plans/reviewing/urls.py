"""Addresses of what adults do with many plans, with the path that each learner has chosen."""

from django.urls import path

from plans.reviewing.views import away, bulk, caseload, report, together
from scripts.chosen.beside.cases import PATHS

urlpatterns = [
    path("", caseload.caseload, {"beside": PATHS}, name="caseload"),
    path("review/", bulk.review_new, name="review_new"),
    path("review/<int:bulk_id>/", bulk.review, name="review"),
    path("<int:plan_id>/report/", report.plan_report, name="plan_report"),
    path("<int:plan_id>/together/", together.together_new, name="together_new"),
    path("together/<int:review_id>/", together.together, name="together"),
    path("together/<int:review_id>/end/", together.together_end, name="together_end"),
    path("away/<int:user_id>/", away.away, name="away"),
    path("away/<int:user_id>/<int:to_id>/end/", away.away_end, name="away_end"),
]
