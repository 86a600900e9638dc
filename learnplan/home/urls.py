"""Addresses of home."""

from django.urls import path
from django.views.generic import TemplateView

from learnplan.home import views_style
from learnplan.home.demonstration.views import demonstration_sign_in

urlpatterns: list = [
    path("", TemplateView.as_view(template_name="base.html"), name="home"),
    path("demonstration/", demonstration_sign_in, name="demonstration_sign_in"),
    path("style/", views_style.style, name="style"),
]
