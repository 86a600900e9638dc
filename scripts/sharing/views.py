"""Pages of shown branches, of signing a script, and of what is said about a step."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learnplan.people.models import Bond, Role
from learnplan.web.pages import Request, attempt, attempt_at_once, get_visible, made_or_refused, render_page, saved
from plans.years.models import Signer
from plans.years.rules import HELPERS
from scripts.authoring.content import read_content
from scripts.authoring.models import Branch, Script, ScriptVersion, Step
from scripts.authoring.reading import paths_of
from scripts.sharing.actions import (
    end_share,
    hide_comment,
    put_up_version,
    settle_comment,
    share_branch,
    sign_version,
    take_back_comment,
    take_back_signing,
    write_comment,
)
from scripts.sharing.forms import CommentForm, ShareForm, SigningForm
from scripts.sharing.models import BranchShare, Signing, StepComment
from scripts.sharing.permissions import Reader, adults_who_see, counted, counted_by_shares, reader_of
from scripts.sharing.reading import Signed, signer, signings_of

SIZE = 20


@require_http_methods(["GET", "POST"])
def branch_share(request: Request, branch_id: int) -> HttpResponse:
    """Show whom a branch is shown to, and show it to one more."""
    seen = Branch.objects.filter(script__in=Script.objects.visible_to(request.user)).select_related("script")
    branch = get_visible(seen, pk=branch_id)
    if branch.script.learner_id != request.user.pk:
        raise PermissionDenied(_("Only the learner shows a branch to somebody."))
    shares = list(branch.shares.in_force().select_related("adult").fetch_mode(models.FETCH_RAISE))
    has_it = [share.adult_id for share in shares]
    bonds = Bond.objects.in_force().filter(learner=request.user).exclude(adult__in=has_it)
    form = ShareForm(request.POST or None, bonds=list(bonds.select_related("adult")))
    if form.is_valid():
        adult = form.adults[form.cleaned_data["adult"]]
        given = {"branch": branch, "adult": adult, "words": form.cleaned_data["words"]}
        if attempt(form, share_branch, actor=request.user, **given):
            return saved(request, "branch_share", branch.pk, message=_("%s sees this branch now.") % adult)
    context = {"branch": branch, "shares": shares, "form": form, "has_more": bool(form.adults)}
    return render_page(request, "scripts/sharing/share.html", context)


@require_POST
def share_end(request: Request, share_id: int) -> HttpResponse:
    """Take a shown branch back."""
    share = get_visible(BranchShare.objects.visible_to(request.user).select_related("branch__script"), pk=share_id)
    if share.branch.script.learner_id != request.user.pk:
        raise PermissionDenied(_("Only the learner takes back what they show."))
    _ended, why = made_or_refused(end_share, share=share, actor=request.user)
    if why:
        messages.error(request, why)
        return saved(request, "shared_branches")
    return saved(request, "branch_share", share.branch_id, message=_("Taken back. They no longer see it."))


@require_safe
def shared_branches(request: Request) -> HttpResponse:
    """List the branches that are shown to this person, or that this learner shows."""
    rows = BranchShare.objects.visible_to(request.user).in_force()
    rows = rows.select_related("branch__script__learner", "adult").fetch_mode(models.FETCH_RAISE)
    page = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    lines = [{"share": one, "is_mine": one.branch.script.learner_id == request.user.pk} for one in page]
    is_learner = bool(request.user.institutions_as(Role.LEARNER))
    return render_page(request, "scripts/sharing/shared.html", {"page": page, "lines": lines, "is_learner": is_learner})


@require_safe
def branch_shared(request: Request, share_id: int) -> HttpResponse:
    """Show one shown branch: its path and nothing else of the script."""
    rows = BranchShare.objects.visible_to(request.user).with_force()
    rows = rows.select_related("branch__script__learner", "adult").fetch_mode(models.FETCH_RAISE)
    share = get_visible(rows, pk=share_id)
    branch, script = share.branch, share.branch.script
    sees_script = Script.objects.visible_to(request.user).filter(pk=script.pk).exists()
    is_mine = script.learner_id == request.user.pk
    path_of = paths_of(script.pk)
    if sees_script:
        said = counted(Reader(request.user, script).comments())
    else:
        said = counted_by_shares(request.user, script, path_of)
    steps = path_of(branch)
    for step in steps:
        step.comment_count = said.get(step.pk, 0)
    context = {
        "share": share,
        "branch": branch,
        "learner": script.learner,
        "before": [step for step in steps if step.branch_id != branch.pk],
        "steps": [step for step in steps if step.branch_id == branch.pk],
        "asks": list(branch.asks.all()),
        "is_mine": is_mine,
        "sees_script": sees_script,
    }
    return render_page(request, "scripts/sharing/branch_shared.html", context)


@require_safe
def script_signing(request: Request, script_id: int) -> HttpResponse:
    """Show which version is up for signing, whose names stand under it, and what changed since."""
    script = get_visible(Script.objects.visible_to(request.user).select_related("learner"), pk=script_id)
    signings = signings_of(script, read_content(script.pk)[0], request.user)
    role = signer(request.user, script)
    is_mine = role == Signer.LEARNER
    context = {
        "script": script,
        "is_mine": is_mine,
        "newest": _newest(signings[0], request.user.pk, role) if signings else None,
        "older": signings[1:],
        "may_put_up": is_mine,
    }
    return render_page(request, "scripts/sharing/signing.html", context)


def _newest(signed: Signed, user_id: int, role: str | None) -> dict:
    """Return the version that is up now, and what this reader may do with it."""
    others = {name.user_id for name in signed.names} - {user_id}
    has_signed = any(name.user_id == user_id for name in signed.names)
    return {
        "signed": signed,
        "version": signed.signing.version,
        "may_sign": role is not None and not has_signed,
        "may_take_back": role == Signer.LEARNER and not others,
        "waits": not signed.roles & set(HELPERS),
    }


@require_http_methods(["GET", "POST"])
def signing_new(request: Request, script_id: int) -> HttpResponse:
    """Put a version up for signing: as it is today, or an earlier one."""
    script = get_visible(Script.objects.visible_to(request.user).select_related("learner"), pk=script_id)
    if script.learner_id != request.user.pk:
        raise PermissionDenied(_("Only the learner puts their script up for signing."))
    form = SigningForm(request.POST or None, versions=list(ScriptVersion.objects.filter(script=script)[:20]))
    if form.is_valid():
        given = {"script": script, "version": form.chosen(), "words": form.cleaned_data["words"]}
        if attempt(form, put_up_version, actor=request.user, **given):
            return saved(request, "script_signing", script.pk, message=_("Signed by you, and put up for signing."))
    return render_page(request, "scripts/sharing/signing_new.html", {"script": script, "form": form})


def _get_signing(request: Request, signing_id: int) -> tuple[Signing, Script]:
    rows = Signing.objects.visible_to(request.user).select_related("version__script")
    signing = get_visible(rows, pk=signing_id)
    return signing, signing.version.script


@require_POST
def signing_sign(request: Request, signing_id: int) -> HttpResponse:
    """Put one's name under a version; a refusal is said on the page."""
    signing, script = _get_signing(request, signing_id)
    if signer(request.user, script) is None:
        raise PermissionDenied(_("A script is signed by those who are bonded to its learner."))
    given = {"signing": signing, "digest": request.POST.get("digest", ""), "actor": request.user}
    attempt_at_once(request, sign_version, message=_("Signed. What you signed is kept as it is now."), **given)
    return saved(request, "script_signing", script.pk)


@require_POST
def signing_take_back(request: Request, signing_id: int) -> HttpResponse:
    """Take a version back from signing."""
    signing, script = _get_signing(request, signing_id)
    if script.learner_id != request.user.pk:
        raise PermissionDenied(_("Only the learner takes a version back."))
    message = _("Taken back. Nobody is asked to sign it now.")
    attempt_at_once(request, take_back_signing, message=message, signing=signing, actor=request.user)
    return saved(request, "script_signing", script.pk)


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
