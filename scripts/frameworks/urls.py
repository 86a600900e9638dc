"""Addresses of frameworks with their versions, and of the common scripts adopted from them."""

from django.urls import path

from scripts.frameworks import views
from scripts.frameworks.versions import views as versions

urlpatterns = [
    path("frameworks/", views.frameworks, name="frameworks"),
    path("frameworks/import/", views.framework_import, name="framework_import"),
    path("frameworks/<int:framework_id>/", views.framework, name="framework"),
    path("frameworks/<int:framework_id>/export/", views.framework_export, name="framework_export"),
    path("frameworks/<int:framework_id>/adopt/", views.adopt, name="adopt"),
    path("frameworks/<int:framework_id>/changes/", versions.framework_changes, name="framework_changes"),
    path("common/<int:common_script_id>/", views.common_script, name="common_script"),
    path("common/<int:common_script_id>/changes/", versions.common_changes, name="common_changes"),
]
