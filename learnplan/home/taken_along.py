"""What an owner takes along of the rooms above plans: freedoms, the script, places and the money behind them."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from learnplan.home.reading import TERMS
from learnplan.people.models import User, name_of
from plans.coproduction.freedoms.catalogue import CATALOGUE
from plans.coproduction.freedoms.models import FreedomDecision, FreedomGrant
from plans.funding.models import Entitlement, Transfer
from plans.years.export import Part
from plans.years.models import Signer
from scripts.authoring.models import Branch, EndingAsk, Step, StepCover, StepOption
from scripts.authoring.reading import name_of as item_name
from scripts.contesting.models import CoreRequest
from scripts.offers.models import Place
from scripts.offers.styles import Style
from scripts.publishing.models import BranchTemplate, TemplateStep, TemplateSuggestion
from scripts.sharing.models import BranchShare, Signing, StepComment, VersionSignature


def freedoms(learner: User) -> QuerySet:
    """Return the freedoms that the learner asked for, each with its decisions."""
    decided = FreedomDecision.objects.filter(grant=OuterRef("pk")).order_by("at", "pk")
    decisions = decided.values(row=JSONObject(state="state", at="at", words="words", name=name_of("by")))
    rows = FreedomGrant.objects.filter(learner=learner).order_by("-moved_at", "-pk")
    return rows.values("id", "freedom", "state", "granted_at", decided=ArraySubquery(decisions))


def script(learner: User) -> QuerySet:
    """Return the branches of the learner's script, each with what its ending asks and its own steps in their order."""
    names = ("id", "title", "style", "year", "term", "lasts", "minutes_a_week", "target_id", "done_at")
    options = StepOption.objects.filter(step=OuterRef("pk")).order_by("rank", "pk")
    option = JSONObject(title="title", style="style", offer="offer__title")
    covers = StepCover.objects.filter(step=OuterRef("pk")).order_by("pk").values(name=item_name("item"))
    steps = Step.objects.filter(branch=OuterRef("pk")).order_by("position")
    facts = JSONObject(
        **{name: name for name in names},
        offer="offer__title",
        options=ArraySubquery(options.values(row=option)),
        covers=ArraySubquery(covers),
    )
    asks = EndingAsk.objects.filter(branch=OuterRef("pk")).order_by("position", "pk").values("words")
    rows = Branch.objects.filter(script__learner=learner).order_by("position", "pk")
    own = ("id", "name", "ending", "state", "parent_id", "forks_after_id")
    return rows.values(*own, ending_asks=ArraySubquery(asks), own_steps=ArraySubquery(steps.values(row=facts)))


def core_requests(learner: User) -> QuerySet:
    """Return what was asked about required parts of the common script, with the answers."""
    rows = CoreRequest.objects.filter(script__learner=learner).order_by("-asked_at", "-pk")
    people = {"asked_by_name": name_of("asked_by"), "answer_by": name_of("answered_by")}
    own = ("id", "kind", "words", "style", "year", "term", "state", "asked_at", "answer", "rule", "answered_at")
    return rows.values(*own, part=item_name("common_item__item"), **people)


def shown_branches(learner: User) -> QuerySet:
    """Return which branches were shown to whom, until when."""
    rows = BranchShare.objects.filter(branch__script__learner=learner).order_by("-shared_at", "-pk")
    own = ("id", "branch_id", "words", "shared_at", "ended_at")
    return rows.values(*own, branch_name=F("branch__name"), name=name_of("adult"))


def templates(learner: User) -> QuerySet:
    """Return the templates that the person wrote, those without their name too: only they take this along."""
    steps = TemplateStep.objects.filter(template=OuterRef("pk")).order_by("position").values("title")
    rows = BranchTemplate.objects.filter(author=learner).order_by("-written_at", "-pk")
    own = ("id", "name", "about", "ending", "asks", "state", "reason", "written_at", "is_by_learner")
    return rows.values(*own, template_steps=ArraySubquery(steps))


def suggestions(learner: User) -> QuerySet:
    """Return the templates that adults suggested to the learner, and what was answered."""
    rows = TemplateSuggestion.objects.filter(learner=learner).order_by("-at", "-pk")
    own = ("id", "words", "at", "state", "reason", "branch_id")
    return rows.values(*own, template_name=F("template__name"), name=name_of("adult"))


def signed_versions(learner: User) -> QuerySet:
    """Return the versions of the script that the learner put up for signing, each with the names under it."""
    names = VersionSignature.objects.filter(signing=OuterRef("pk")).order_by("at", "pk")
    signed = names.values(row=JSONObject(name=name_of("user"), role="role", at="at", digest="digest"))
    rows = Signing.objects.filter(version__script__learner=learner).order_by("-put_up_at", "-pk")
    own = ("id", "words", "put_up_at", "taken_back_at")
    return rows.values(*own, version_number=F("version__number"), signed=ArraySubquery(signed))


def comments(learner: User) -> QuerySet:
    """Return what was said about the learner's steps and not taken back, by whom."""
    rows = StepComment.objects.filter(script__learner=learner).standing().order_by("-at", "-pk")
    return rows.values("id", "step_id", "words", "at", "settled_at", "hidden_at", name=name_of("author"))


def places(learner: User) -> QuerySet:
    """Return the learner's places, those that ended too."""
    rows = Place.objects.filter(learner=learner).order_by("-asked_at", "-pk")
    own = ("id", "state", "asked_at", "moved_at", "decide_by", "reason", "price_pence", "step_id")
    return rows.values(*own, offer_title=F("offer__title"), provider_name=F("offer__provider__name"))


def shares(learner: User) -> QuerySet:
    """Return what published formulas gave the learner, line by line."""
    rows = Entitlement.objects.filter(learner=learner).order_by("-plan__year", "pk")
    return rows.values("plan_id", "total_pence", "lines", year=F("plan__year"), fund_name=F("fund__name"))


def moves(learner: User) -> QuerySet:
    """Return how that money moved: promised to places, paid, given back."""
    rows = Transfer.objects.filter(learner=learner).with_pence().order_by("-at", "-pk")
    return rows.values("id", "kind", "reason", "at", "pence", year=F("fund__year"), provider_name=F("provider__name"))


PARTS = (
    Part(
        "freedoms",
        _("Freedoms"),
        freedoms,
        labels={"freedom": _("Freedom"), "granted_at": _("Given on"), "decided": _("Decisions"), "words": _("Why")},
        codes={
            "freedom": {name: one.name for name, one in CATALOGUE.items()},
            "state": dict(FreedomGrant.State.choices),
        },
    ),
    Part(
        "script",
        _("Script"),
        script,
        labels={
            "name": _("Branch"),
            "ending": _("Where it ends"),
            "own_steps": _("Steps"),
            "title": _("What"),
            "style": _("How"),
            "year": _("Academic year from"),
            "term": _("Term"),
            "lasts": _("For how many terms"),
            "minutes_a_week": _("Minutes a week"),
            "offer": _("Offer"),
            "options": _("Or one of these"),
            "covers": _("Counts for"),
            "done_at": _("Done on"),
            "ending_asks": _("What the ending asks"),
        },
        codes={"state": dict(Branch.State.choices), "style": dict(Style.choices), "term": TERMS},
    ),
    Part(
        "core_requests",
        _("Asked about what everyone does"),
        core_requests,
        labels={
            "part": _("What about"),
            "kind": _("Asked for"),
            "words": _("Why"),
            "style": _("How"),
            "year": _("Academic year from"),
            "term": _("Term"),
            "asked_by_name": _("Asked by"),
            "rule": _("The rule that binds"),
        },
        codes={
            "kind": dict(CoreRequest.Kind.choices),
            "state": dict(CoreRequest.State.choices),
            "style": dict(Style.choices),
            "term": TERMS,
        },
    ),
    Part(
        "shown_branches",
        _("Shown branches"),
        shown_branches,
        labels={
            "branch_name": _("Branch"),
            "name": _("To whom"),
            "shared_at": _("Shown on"),
            "ended_at": _("Taken back on"),
        },
    ),
    Part(
        "templates",
        _("Templates I wrote"),
        templates,
        labels={
            "name": _("Name"),
            "about": _("What it is about"),
            "template_steps": _("Steps"),
            "ending": _("Where it ends"),
            "asks": _("What the ending asks"),
            "written_at": _("Written on"),
            "is_by_learner": _("Without my name"),
        },
        codes={"state": dict(BranchTemplate.State.choices)},
    ),
    Part(
        "suggestions",
        _("Templates suggested to me"),
        suggestions,
        labels={"template_name": _("Template"), "name": _("By"), "reason": _("What I said")},
        codes={"state": dict(TemplateSuggestion.State.choices)},
    ),
    Part(
        "signed_versions",
        _("Signed versions of the script"),
        signed_versions,
        labels={
            "version_number": _("Version"),
            "put_up_at": _("Put up on"),
            "taken_back_at": _("Taken back on"),
            "signed": _("Names"),
            "digest": _("What was signed (SHA-256)"),
        },
        codes={"role": dict(Signer.choices)},
    ),
    Part(
        "comments",
        _("Comments on steps"),
        comments,
        labels={"settled_at": _("Settled on"), "hidden_at": _("Put away on"), "name": _("Who")},
    ),
    Part(
        "places",
        _("Places"),
        places,
        labels={
            "offer_title": _("Offer"),
            "provider_name": _("At"),
            "moved_at": _("Last moved on"),
            "decide_by": _("Answer by"),
            "price_pence": _("Price"),
        },
        codes={"state": dict(Place.State.choices)},
    ),
    Part(
        "money",
        _("Money"),
        shares,
        labels={
            "year": _("Academic year from"),
            "fund_name": _("Fund"),
            "total_pence": _("In all"),
            "lines": _("Lines"),
            "name": _("What for"),
            "pence": _("Amount"),
        },
    ),
    Part(
        "money_moves",
        _("How the money moved"),
        moves,
        labels={
            "kind": _("What happened"),
            "pence": _("Amount"),
            "provider_name": _("For"),
            "year": _("Academic year from"),
        },
        codes={"kind": dict(Transfer.Kind.choices)},
    ),
)
