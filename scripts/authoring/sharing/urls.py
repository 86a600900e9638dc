"""Addresses of what is signed, shown and said about a script."""

from django.urls import path

from scripts.authoring.sharing import views_comments, views_share, views_signing

urlpatterns = [
    path("<int:script_id>/signing/", views_signing.script_signing, name="script_signing"),
    path("<int:script_id>/signing/new/", views_signing.signing_new, name="signing_new"),
    path("signing/<int:signing_id>/sign/", views_signing.signing_sign, name="signing_sign"),
    path("signing/<int:signing_id>/take-back/", views_signing.signing_take_back, name="signing_take_back"),
    path("shared/", views_share.shared_branches, name="shared_branches"),
    path("shared/<int:share_id>/", views_share.branch_shared, name="branch_shared"),
    path("shared/<int:share_id>/end/", views_share.share_end, name="share_end"),
    path("branches/<int:branch_id>/share/", views_share.branch_share, name="branch_share"),
    path("steps/<int:step_id>/comments/", views_comments.step_comments, name="step_comments"),
    path("comments/<int:comment_id>/take-back/", views_comments.comment_take_back, name="comment_take_back"),
    path("comments/<int:comment_id>/settle/", views_comments.comment_settle, name="comment_settle"),
    path("comments/<int:comment_id>/hide/", views_comments.comment_hide, name="comment_hide"),
]
