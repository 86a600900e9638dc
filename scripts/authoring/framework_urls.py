"""Addresses of frameworks, and of the common scripts adopted from them."""

from django.urls import path

from scripts.authoring import adopt_views, framework_views

urlpatterns = [
    path("frameworks/", framework_views.frameworks, name="frameworks"),
    path("frameworks/import/", framework_views.framework_import, name="framework_import"),
    path("frameworks/<int:framework_id>/", framework_views.framework, name="framework"),
    path("frameworks/<int:framework_id>/adopt/", adopt_views.adopt, name="adopt"),
    path("common/<int:common_script_id>/", framework_views.common_script, name="common_script"),
]
