"""Addresses of what is signed, shown and said about a script."""

from django.urls import path

from scripts.sharing import views

urlpatterns = [
    path("<int:script_id>/signing/", views.script_signing, name="script_signing"),
    path("<int:script_id>/signing/new/", views.signing_new, name="signing_new"),
    path("signing/<int:signing_id>/sign/", views.signing_sign, name="signing_sign"),
    path("signing/<int:signing_id>/take-back/", views.signing_take_back, name="signing_take_back"),
    path("shared/", views.shared_branches, name="shared_branches"),
    path("shared/<int:share_id>/", views.branch_shared, name="branch_shared"),
    path("shared/<int:share_id>/end/", views.share_end, name="share_end"),
    path("branches/<int:branch_id>/share/", views.branch_share, name="branch_share"),
    path("steps/<int:step_id>/comments/", views.step_comments, name="step_comments"),
    path("comments/<int:comment_id>/take-back/", views.comment_take_back, name="comment_take_back"),
    path("comments/<int:comment_id>/settle/", views.comment_settle, name="comment_settle"),
    path("comments/<int:comment_id>/hide/", views.comment_hide, name="comment_hide"),
]
