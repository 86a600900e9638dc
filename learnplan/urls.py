"""Every address of the product: each room's own list, under its own word."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("learnplan.home.urls")),
    path("", include("learnplan.waiting.urls")),
    path("", include("learnplan.demonstration.urls")),
    path("people/", include("learnplan.people.urls")),
    path("notices/", include("learnplan.notices.urls")),
    path("plans/", include("plans.urls")),
    path("scripts/", include("scripts.urls")),
    path("account/", include("learnplan.people.accounts.urls")),
    path("admin/", admin.site.urls),
]
