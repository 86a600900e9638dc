"""Addresses of scripts: each step's own list, all under one word."""

from django.urls import include, path

urlpatterns = [
    path("", include("scripts.authoring.urls")),
    path("", include("scripts.authoring.proposals.urls")),
    path("", include("scripts.authoring.variants.urls")),
    path("", include("scripts.authoring.editing.urls")),
    path("", include("scripts.authoring.publishing.urls")),
    path("", include("scripts.authoring.sharing.urls")),
    path("", include("scripts.authoring.checking.urls")),
    path("", include("scripts.authoring.contesting.urls")),
    path("", include("scripts.authoring.comparing.urls")),
    path("", include("scripts.partnership.urls")),
    path("", include("scripts.frameworks.urls")),
    path("", include("scripts.frameworks.versions.urls")),
]
