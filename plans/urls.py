"""Addresses of plans: each step's own list."""

from django.urls import include, path

urlpatterns = [
    path("", include("plans.matrix.urls")),
    path("", include("plans.targets.urls")),
    path("", include("plans.reviewing.urls")),
    path("", include("plans.carers.urls")),
    path("", include("plans.years.urls")),
    path("", include("plans.evidence.urls")),
    path("", include("plans.asking.urls")),
    path("", include("plans.consultation.urls")),
    path("", include("plans.coproduction.freedoms.urls")),
    path("", include("plans.funding.urls")),
]
