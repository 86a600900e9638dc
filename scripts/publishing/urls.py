"""Addresses of templates of branches. None of them says whose a template is."""

from django.urls import path

from scripts.publishing.views import suggesting, templates, writing

urlpatterns = [
    path("templates/", templates.templates, name="templates"),
    path("templates/mine/", templates.templates_mine, name="templates_mine"),
    path("templates/new/", writing.template_new, name="template_new"),
    path("templates/<int:template_id>/", templates.template, name="template"),
    path("templates/<int:template_id>/start/", templates.template_fork, name="template_fork"),
    path("templates/<int:template_id>/answer/", templates.template_answer, name="template_answer"),
    path("templates/<int:template_id>/withdraw/", templates.template_withdraw, name="template_withdraw"),
    path("templates/<int:template_id>/change/", writing.template_change, name="template_change"),
    path("templates/<int:template_id>/publish/", writing.template_publish, name="template_publish"),
    path("templates/<int:template_id>/steps/new/", writing.template_step_new, name="template_step_new"),
    path("templates/steps/<int:step_id>/", writing.template_step, name="template_step"),
    path("templates/steps/<int:step_id>/remove/", writing.template_step_remove, name="template_step_remove"),
    path("templates/<int:template_id>/suggest/", suggesting.template_suggest, name="template_suggest"),
    path("suggestions/<int:suggestion_id>/decline/", suggesting.suggestion_decline, name="suggestion_decline"),
    path("suggestions/<int:suggestion_id>/take-back/", suggesting.suggestion_take_back, name="suggestion_take_back"),
    path("branches/<int:branch_id>/publish/", templates.branch_publish, name="branch_publish"),
]
