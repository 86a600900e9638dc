"""Addresses of plans: each step's own list."""

from django.urls import include, path

urlpatterns = [
    path("", include("plans.targets.urls")),
    path("", include("plans.targets.reviewing.urls")),
    path("", include("plans.targets.carers.urls")),
    path("", include("plans.targets.years.urls")),
    path("", include("plans.targets.evidence.urls")),
    path("", include("plans.targets.asking.urls")),
    path("", include("plans.consultation.urls")),
    path("", include("plans.coproduction.freedoms.urls")),
    path("", include("plans.funding.urls")),
]
