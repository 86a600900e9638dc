"""The address of all that waits."""

from django.urls import path

from learnplan.waiting import views

urlpatterns = [path("waiting/", views.waiting, name="waiting")]
