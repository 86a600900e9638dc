"""Addresses of home."""

from django.urls import path

from learnplan.demonstration import views as views_demonstration
from learnplan.demonstration.views import demonstration_sign_in
from learnplan.home import (
    views,
    views_calendar,
    views_caseload,
    views_export,
    views_money,
    views_person,
    views_talk,
    views_target,
)

urlpatterns: list = [
    path("", views.home, name="home"),
    path("my/money/", views.my_money, name="my_money"),
    path("demonstration/", demonstration_sign_in, name="demonstration_sign_in"),
    path("notices/calendar/<str:token>.ics", views_calendar.calendar_feed, name="calendar_feed"),
    path("people/<int:user_id>/", views_person.person, name="person"),
    path("plans/", views_caseload.caseload, name="caseload"),
    path("plans/<int:plan_id>/money/", views_money.money, name="money"),
    path("plans/promised/", views_money.promised, name="promised"),
    path("plans/talks/<int:talk_id>/", views_talk.talk, name="talk"),
    path("plans/talks/<int:talk_id>/sheet/", views_talk.talk_sheet, name="talk_sheet"),
    path("plans/talks/<int:talk_id>/questions/new/", views_talk.prompt_new, name="prompt_new"),
    path("plans/<int:plan_id>/", views_target.plan, name="plan"),
    path("plans/<int:plan_id>/targets/new/", views_target.target_new, name="target_new"),
    path("plans/targets/<int:target_id>/", views_target.target, name="target"),
    path("plans/targets/<int:target_id>/draft/", views_target.target_draft, name="target_draft"),
    path("plans/targets/<int:target_id>/change/", views_target.target_change, name="target_change"),
    path("plans/targets/<int:target_id>/let-go/", views_target.target_let_go, name="target_let_go"),
    path("plans/<int:plan_id>/export.json", views_export.plan_export_json, name="plan_export_json"),
    path("plans/<int:plan_id>/export.html", views_export.plan_export_html, name="plan_export_html"),
    path("style/", views_demonstration.style, name="style"),
]
