"""The page of what is said about one step, and what is done with a comment."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from learnplan.web.pages import Request, attempt, attempt_at_once, get_visible, render_page, saved
from scripts.authoring.models import Step
from scripts.sharing.actions.comments import hide_comment, settle_comment, take_back_comment, write_comment
from scripts.sharing.forms import CommentForm
from scripts.sharing.models import StepComment
from scripts.sharing.permissions import Reader, adults_who_see, reader_of


def get_reader(request: Request, step_id: int) -> tuple[Step, Reader]:
    """Return a step, and how this person comes to see it; 404 if they do not."""
    step = Step.objects.select_related("branch").filter(pk=step_id).first()
    reader = reader_of(request.user, step) if step else None
    if step is None or reader is None:
        raise Http404(_("There is nothing here, or it is not yours to see."))
    return step, reader


@require_http_methods(["GET", "POST"])
def step_comments(request: Request, step_id: int) -> HttpResponse:
    """Show what is said about a step, the newest last, and take one more comment."""
    step, reader = get_reader(request, step_id)
    form = CommentForm(request.POST or None)
    if form.is_valid() and attempt(form, write_comment, step=step, actor=request.user, **form.cleaned_data):
        return saved(request, "step_comments", step.pk, message=_("Said."))
    rows = reader.comments().filter(step=step).select_related("author").fetch_mode(models.FETCH_RAISE)
    context = {
        "step": step,
        "script": reader.script,
        "share": reader.share,
        "is_mine": reader.is_learner,
        "lines": [_line(comment, reader) for comment in rows],
        # Who else is with a learner, and what they show to whom, is theirs to know.
        "adults": [str(adult) for adult in adults_who_see(step, reader.script)] if reader.is_learner else [],
        "form": form,
    }
    return render_page(request, "scripts/sharing/comments.html", context)


def _line(comment: StepComment, reader: Reader) -> dict:
    is_own = comment.author_id == reader.user.pk
    return {
        "comment": comment,
        "is_own": is_own,
        "is_by_learner": comment.author_id == reader.script.learner_id,
        "may_take_back": is_own and comment.may_still_be_taken_back,
        "may_settle": reader.is_learner and not is_own,
        "may_hide": reader.is_learner,
    }


def _get_comment(request: Request, comment_id: int) -> tuple[StepComment, Reader]:
    """Return a comment that this person reads; 404 if they do not."""
    found = StepComment.objects.select_related("script").filter(pk=comment_id).first()
    if found is None:
        raise Http404(_("There is nothing here, or it is not yours to see."))
    _step, reader = get_reader(request, found.step_id)
    return get_visible(reader.comments(), pk=comment_id), reader


@require_POST
def comment_take_back(request: Request, comment_id: int) -> HttpResponse:
    """Take one's own words back."""
    comment, _reader = _get_comment(request, comment_id)
    if comment.author_id != request.user.pk:
        raise PermissionDenied
    attempt_at_once(request, take_back_comment, message=_("Taken back."), comment=comment, actor=request.user)
    return saved(request, "step_comments", comment.step_id)


@require_POST
def comment_settle(request: Request, comment_id: int) -> HttpResponse:
    """Say that a comment is settled, or open again."""
    comment, reader = _get_comment(request, comment_id)
    if not reader.is_learner:
        raise PermissionDenied
    is_settled = request.POST.get("settled") != "no"
    given = {"comment": comment, "is_settled": is_settled, "actor": request.user}
    attempt_at_once(request, settle_comment, message=_("Settled.") if is_settled else _("Open again."), **given)
    return saved(request, "step_comments", comment.step_id)


@require_POST
def comment_hide(request: Request, comment_id: int) -> HttpResponse:
    """Put a comment away, or bring it back."""
    comment, reader = _get_comment(request, comment_id)
    if not reader.is_learner:
        raise PermissionDenied
    is_hidden = request.POST.get("hidden") != "no"
    hide_comment(comment=comment, is_hidden=is_hidden, actor=request.user)
    message = _("Put away. Only you see it now.") if is_hidden else _("Others can read it again.")
    return saved(request, "step_comments", comment.step_id, message=message)
