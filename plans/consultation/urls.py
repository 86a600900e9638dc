"""Addresses of talks; the pages that show the chosen path beside them are composed in home."""

from django.urls import path

from plans.consultation import views, views_agenda, views_outcome, views_paper

urlpatterns = [
    path("talks/", views.talks, name="talks"),
    path("<int:plan_id>/talks/new/", views.talk_book, name="talk_book"),
    path("<int:plan_id>/talks/ask/", views.talk_ask, name="talk_ask"),
    path("talks/<int:talk_id>/time/", views.talk_time, name="talk_time"),
    path("talks/<int:talk_id>/call-off/", views.talk_call_off, name="talk_call_off"),
    path("talks/questions/<int:prompt_id>/", views_agenda.prompt, name="prompt"),
    path("talks/questions/<int:prompt_id>/take-back/", views_agenda.prompt_take_back, name="prompt_take_back"),
    path("talks/<int:talk_id>/answers/", views_agenda.talk_answers, name="talk_answers"),
    path("talks/<int:talk_id>/open/", views_agenda.talk_open, name="talk_open"),
    path("talks/<int:talk_id>/summary/", views_outcome.talk_summary, name="talk_summary"),
    path("talks/<int:talk_id>/agree/", views_outcome.talk_agree, name="talk_agree"),
    path("talks/<int:talk_id>/dispute/", views_outcome.talk_dispute, name="talk_dispute"),
    path("talks/<int:talk_id>/needs/new/", views_outcome.need_new, name="need_new"),
    path("needs/<int:need_id>/target/", views_outcome.need_link, name="need_link"),
    path("needs/<int:need_id>/let-go/", views_outcome.need_let_go, name="need_let_go"),
    path("talks/<int:talk_id>/talk.ics", views_paper.talk_ics, name="talk_ics"),
]
