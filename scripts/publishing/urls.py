"""Addresses of templates of branches. None of them says whose a template is."""

from django.urls import path

from scripts.publishing import views

urlpatterns = [
    path("templates/", views.templates, name="templates"),
    path("templates/mine/", views.templates_mine, name="templates_mine"),
    path("templates/new/", views.template_new, name="template_new"),
    path("templates/<int:template_id>/", views.template, name="template"),
    path("templates/<int:template_id>/start/", views.template_fork, name="template_fork"),
    path("templates/<int:template_id>/answer/", views.template_answer, name="template_answer"),
    path("templates/<int:template_id>/withdraw/", views.template_withdraw, name="template_withdraw"),
    path("templates/<int:template_id>/change/", views.template_change, name="template_change"),
    path("templates/<int:template_id>/publish/", views.template_publish, name="template_publish"),
    path("templates/<int:template_id>/steps/new/", views.template_step_new, name="template_step_new"),
    path("templates/steps/<int:step_id>/", views.template_step, name="template_step"),
    path("templates/steps/<int:step_id>/remove/", views.template_step_remove, name="template_step_remove"),
    path("templates/<int:template_id>/suggest/", views.template_suggest, name="template_suggest"),
    path("suggestions/<int:suggestion_id>/decline/", views.suggestion_decline, name="suggestion_decline"),
    path("suggestions/<int:suggestion_id>/take-back/", views.suggestion_take_back, name="suggestion_take_back"),
    path("branches/<int:branch_id>/publish/", views.branch_publish, name="branch_publish"),
]
