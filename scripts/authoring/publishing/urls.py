"""Addresses of templates of branches. None of them says whose a template is."""

from django.urls import path

from scripts.authoring.publishing import views, views_publish, views_suggest, views_write

urlpatterns = [
    path("templates/", views.templates, name="templates"),
    path("templates/mine/", views.templates_mine, name="templates_mine"),
    path("templates/new/", views_write.template_new, name="template_new"),
    path("templates/<int:template_id>/", views.template, name="template"),
    path("templates/<int:template_id>/start/", views.template_fork, name="template_fork"),
    path("templates/<int:template_id>/answer/", views.template_answer, name="template_answer"),
    path("templates/<int:template_id>/withdraw/", views.template_withdraw, name="template_withdraw"),
    path("templates/<int:template_id>/change/", views_write.template_change, name="template_change"),
    path("templates/<int:template_id>/publish/", views_write.template_publish, name="template_publish"),
    path("templates/<int:template_id>/steps/new/", views_write.template_step_new, name="template_step_new"),
    path("templates/steps/<int:step_id>/", views_write.template_step, name="template_step"),
    path("templates/steps/<int:step_id>/remove/", views_write.template_step_remove, name="template_step_remove"),
    path("templates/<int:template_id>/suggest/", views_suggest.template_suggest, name="template_suggest"),
    path("suggestions/<int:suggestion_id>/decline/", views_suggest.suggestion_decline, name="suggestion_decline"),
    path("suggestions/<int:suggestion_id>/take-back/", views_suggest.suggestion_take_back, name="suggestion_take_back"),
    path("branches/<int:branch_id>/publish/", views_publish.branch_publish, name="branch_publish"),
]
