"""Addresses of what adults do with many plans."""

from django.urls import path

from plans.targets.reviewing import report, views_away, views_bulk, views_together

urlpatterns = [
    path("review/", views_bulk.review_new, name="review_new"),
    path("review/<int:bulk_id>/", views_bulk.review, name="review"),
    path("<int:plan_id>/report/", report.plan_report, name="plan_report"),
    path("<int:plan_id>/together/", views_together.together_new, name="together_new"),
    path("together/<int:review_id>/", views_together.together, name="together"),
    path("together/<int:review_id>/end/", views_together.together_end, name="together_end"),
    path("away/<int:user_id>/", views_away.away, name="away"),
    path("away/<int:user_id>/<int:to_id>/end/", views_away.away_end, name="away_end"),
]
