"""Addresses of talks, with what the chosen path adds to their pages, and the page that asks first."""

from django.urls import path

from plans.asking.beside import ask_instead
from plans.consultation.views import agenda, talks
from scripts.chosen.beside.talk import path_beside_talk, path_on_sheet, question_from_path

urlpatterns = [
    path("talks/", talks.talks, name="talks"),
    path("<int:plan_id>/talks/new/", talks.talk_book, {"ask": ask_instead}, name="talk_book"),
    path("<int:plan_id>/talks/ask/", talks.talk_ask, name="talk_ask"),
    path("talks/<int:talk_id>/", talks.talk, {"beside": (path_beside_talk,)}, name="talk"),
    path("talks/<int:talk_id>/sheet/", talks.talk_sheet, {"beside": (path_on_sheet,)}, name="talk_sheet"),
    path("talks/<int:talk_id>/time/", talks.talk_time, {"ask": ask_instead}, name="talk_time"),
    path("talks/<int:talk_id>/call-off/", talks.talk_call_off, name="talk_call_off"),
    path(
        "talks/<int:talk_id>/questions/new/",
        agenda.prompt_new,
        {"ask": ask_instead, "start": question_from_path},
        name="prompt_new",
    ),
    path("talks/questions/<int:prompt_id>/", agenda.prompt, name="prompt"),
    path("talks/questions/<int:prompt_id>/take-back/", agenda.prompt_take_back, name="prompt_take_back"),
    path("talks/<int:talk_id>/answers/", agenda.talk_answers, name="talk_answers"),
    path("talks/<int:talk_id>/open/", agenda.talk_open, name="talk_open"),
    path("talks/<int:talk_id>/summary/", agenda.talk_summary, name="talk_summary"),
    path("talks/<int:talk_id>/agree/", agenda.talk_agree, name="talk_agree"),
    path("talks/<int:talk_id>/dispute/", agenda.talk_dispute, name="talk_dispute"),
    path("talks/<int:talk_id>/needs/new/", agenda.need_new, name="need_new"),
    path("needs/<int:need_id>/target/", agenda.need_link, name="need_link"),
    path("needs/<int:need_id>/let-go/", agenda.need_let_go, name="need_let_go"),
    path("talks/<int:talk_id>/talk.ics", talks.talk_ics, name="talk_ics"),
]
