"""Addresses of what adults do with many plans."""

from django.urls import path

from plans.targets.reviewing import views_away

urlpatterns = [
    path("away/<int:user_id>/", views_away.away, name="away"),
    path("away/<int:user_id>/<int:to_id>/end/", views_away.away_end, name="away_end"),
]
