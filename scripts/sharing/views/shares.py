"""Pages of shown branches: whom a branch is shown to, all that are shown, and what an adult sees of one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learnplan.people.models import Bond, Role
from learnplan.rules import RuleBroken
from learnplan.web.pages import Request, attempt, get_visible, render_page, saved
from scripts.authoring.models import Branch, Script
from scripts.authoring.reading import paths_of
from scripts.sharing.actions.shares import end_share, share_branch
from scripts.sharing.forms import ShareForm
from scripts.sharing.models import BranchShare
from scripts.sharing.permissions import Reader, counted, counted_by_shares

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
        if attempt(
            form, share_branch, branch=branch, adult=adult, words=form.cleaned_data["words"], actor=request.user
        ):
            return saved(request, "branch_share", branch.pk, message=_("%s sees this branch now.") % adult)
    context = {"branch": branch, "shares": shares, "form": form, "has_more": bool(form.adults)}
    return render_page(request, "scripts/sharing/share.html", context)


@require_POST
def share_end(request: Request, share_id: int) -> HttpResponse:
    """Take a shown branch back."""
    share = get_visible(BranchShare.objects.visible_to(request.user).select_related("branch__script"), pk=share_id)
    if share.branch.script.learner_id != request.user.pk:
        raise PermissionDenied(_("Only the learner takes back what they show."))
    try:
        end_share(share=share, actor=request.user)
    except RuleBroken as error:
        messages.error(request, error.messages[0])
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
