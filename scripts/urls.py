"""Addresses of scripts: each step's own list, all under one word."""

from django.urls import include, path

urlpatterns = [
    path("", include("scripts.editing.urls")),
    path("", include("scripts.mapping.urls")),
    path("", include("scripts.proposals.urls")),
    path("", include("scripts.publishing.urls")),
    path("", include("scripts.sharing.urls")),
    path("", include("scripts.checking.urls")),
    path("", include("scripts.contesting.urls")),
    path("", include("scripts.comparing.urls")),
    path("", include("scripts.offers.urls")),
    path("", include("scripts.places.urls")),
    path("", include("scripts.frameworks.urls")),
]
