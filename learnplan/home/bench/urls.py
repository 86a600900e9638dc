"""The addresses while measuring: all of the product's, and the floor's, which the product itself does not have."""

from django.urls import include, path

from learnplan.home.bench.floor import floor

urlpatterns = [path("bench/floor/", floor, name="floor"), path("", include("learnplan.urls"))]
