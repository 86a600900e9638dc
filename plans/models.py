"""Contents page: every table of my plan, step by step."""

from plans.funding.models import Account, Entitlement, Entry, Formula, Fund, Transfer
from plans.targets.asking.models import AskedFor, Freed, Matrix
from plans.targets.evidence.models import Evidence, EvidenceShare, EvidenceTarget
from plans.targets.models import CheckIn, Plan, Rating, Target, TargetStep
from plans.targets.reviewing.models import Acknowledgement, BulkAct
from plans.targets.years.models import (
    CarryWish,
    Purpose,
    PurposeSignature,
    Reopening,
    RollOver,
    RollOverLine,
    Signature,
)

__all__ = [
    "Account",
    "Acknowledgement",
    "AskedFor",
    "BulkAct",
    "CarryWish",
    "CheckIn",
    "Entitlement",
    "Entry",
    "Evidence",
    "EvidenceShare",
    "EvidenceTarget",
    "Formula",
    "Freed",
    "Fund",
    "Matrix",
    "Plan",
    "Purpose",
    "PurposeSignature",
    "Rating",
    "Reopening",
    "RollOver",
    "RollOverLine",
    "Signature",
    "Target",
    "TargetStep",
    "Transfer",
]
