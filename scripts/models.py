"""Contents page: every table of my script, step by step."""

from scripts.authoring.models import Branch, Script, Step, StepCover
from scripts.frameworks.models import (
    CommonItem,
    CommonScript,
    Framework,
    FrameworkAssociation,
    FrameworkItem,
)
from scripts.partnership.models import Agreement, Offer, OfferCover, Place

__all__ = [
    "Agreement",
    "Branch",
    "CommonItem",
    "CommonScript",
    "Framework",
    "FrameworkAssociation",
    "FrameworkItem",
    "Offer",
    "OfferCover",
    "Place",
    "Script",
    "Step",
    "StepCover",
]
