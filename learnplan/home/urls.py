"""Addresses of home."""

from django.urls import path

from learnplan.home import views, views_person, views_style
from learnplan.home.demonstration.views import demonstration_sign_in

urlpatterns: list = [
    path("", views.home, name="home"),
    path("my/money/", views.my_money, name="my_money"),
    path("demonstration/", demonstration_sign_in, name="demonstration_sign_in"),
    path("people/<int:user_id>/", views_person.person, name="person"),
    path("style/", views_style.style, name="style"),
]
