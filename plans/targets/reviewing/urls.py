"""Addresses of what adults do with many plans."""

from django.urls import path

from plans.targets.reviewing import caseload, views_away, views_bulk

urlpatterns = [
    path("", caseload.caseload, name="caseload"),
    path("review/", views_bulk.review_new, name="review_new"),
    path("review/<int:bulk_id>/", views_bulk.review, name="review"),
    path("away/<int:user_id>/", views_away.away, name="away"),
    path("away/<int:user_id>/<int:to_id>/end/", views_away.away_end, name="away_end"),
]
