"""Addresses of what is signed, shown and said about a script."""

from django.urls import path

from scripts.sharing.views import comments, shares, signings

urlpatterns = [
    path("<int:script_id>/signing/", signings.script_signing, name="script_signing"),
    path("<int:script_id>/signing/new/", signings.signing_new, name="signing_new"),
    path("signing/<int:signing_id>/sign/", signings.signing_sign, name="signing_sign"),
    path("signing/<int:signing_id>/take-back/", signings.signing_take_back, name="signing_take_back"),
    path("shared/", shares.shared_branches, name="shared_branches"),
    path("shared/<int:share_id>/", shares.branch_shared, name="branch_shared"),
    path("shared/<int:share_id>/end/", shares.share_end, name="share_end"),
    path("branches/<int:branch_id>/share/", shares.branch_share, name="branch_share"),
    path("steps/<int:step_id>/comments/", comments.step_comments, name="step_comments"),
    path("comments/<int:comment_id>/take-back/", comments.comment_take_back, name="comment_take_back"),
    path("comments/<int:comment_id>/settle/", comments.comment_settle, name="comment_settle"),
    path("comments/<int:comment_id>/hide/", comments.comment_hide, name="comment_hide"),
]
