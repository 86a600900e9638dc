"""Contents page: every table of my script, step by step."""

from scripts.authoring.models import Branch, EndingAsk, KeptPath, Script, ScriptVersion, Step, StepCover, StepOption
from scripts.contesting.models import CoreRequest
from scripts.frameworks.models import CommonItem, CommonScript, Framework, FrameworkAssociation, FrameworkItem
from scripts.frameworks.versions.models import FrameworkVersion, ItemChange, TakenItem, Taking
from scripts.offers.models import Agreement, Offer, OfferAsk, OfferCover, OfferSlot, Place
from scripts.proposals.models import ProposalAnswer, ProposalPart
from scripts.publishing.models import BranchTemplate, TemplateFork, TemplateOption, TemplateStep, TemplateSuggestion
from scripts.sharing.models import BranchShare, Signing, StepComment, VersionSignature

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
    "KeptPath",
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
