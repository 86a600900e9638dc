"""Pages of signing a script: who signed which version and what changed since, and putting one up."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learnplan.web.pages import Request, attempt, attempt_at_once, get_visible, render_page, saved
from plans.years.models import Signer
from plans.years.rules import HELPERS
from scripts.authoring.content import read_content
from scripts.authoring.models import Script, ScriptVersion
from scripts.sharing.actions.signings import put_up_version, sign_version, take_back_signing
from scripts.sharing.forms import SigningForm
from scripts.sharing.models import Signing
from scripts.sharing.reading import Signed, signer, signings_of


@require_safe
def script_signing(request: Request, script_id: int) -> HttpResponse:
    """Show which version is up for signing, whose names stand under it, and what changed since."""
    script = get_visible(Script.objects.visible_to(request.user).select_related("learner"), pk=script_id)
    content = read_content(script.pk)[0]
    signings = signings_of(script, content, request.user)
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
    if form.is_valid() and attempt(
        form, put_up_version, script=script, version=form.chosen(), words=form.cleaned_data["words"], actor=request.user
    ):
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
