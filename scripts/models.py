"""Contents page: every table of my script, step by step."""

from scripts.authoring.contesting.models import CoreRequest
from scripts.authoring.editing.models import EndingAsk, ScriptVersion, StepOption
from scripts.authoring.models import Branch, Script, Step, StepCover
from scripts.authoring.proposals.models import ProposalAnswer, ProposalPart
from scripts.authoring.publishing.models import (
    BranchTemplate,
    TemplateFork,
    TemplateOption,
    TemplateStep,
    TemplateSuggestion,
)
from scripts.authoring.sharing.models import BranchShare, Signing, StepComment, VersionSignature
from scripts.frameworks.models import (
    CommonItem,
    CommonScript,
    Framework,
    FrameworkAssociation,
    FrameworkItem,
)
from scripts.frameworks.versions.models import FrameworkVersion, ItemChange, TakenItem, Taking
from scripts.partnership.models import Agreement, Offer, OfferAsk, OfferCover, OfferSlot, Place

__all__ = [
    "Agreement",
    "Branch",
    "BranchShare",
    "BranchTemplate",
    "CommonItem",
    "CommonScript",
    "CoreRequest",
    "EndingAsk",
    "Framework",
    "FrameworkAssociation",
    "FrameworkItem",
    "FrameworkVersion",
    "ItemChange",
    "Offer",
    "OfferAsk",
    "OfferCover",
    "OfferSlot",
    "Place",
    "ProposalAnswer",
    "ProposalPart",
    "Script",
    "ScriptVersion",
    "Signing",
    "Step",
    "StepComment",
    "StepCover",
    "StepOption",
    "TakenItem",
    "Taking",
    "TemplateFork",
    "TemplateOption",
    "TemplateStep",
    "TemplateSuggestion",
    "VersionSignature",
]
