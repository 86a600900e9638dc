"""Contents page: every table of my plan, step by step."""

from plans.consultation.models import Answer, Need, NeedTarget, Prompt, Summary, Talk
from plans.coproduction.freedoms.models import FreedomDecision, FreedomGrant
from plans.funding.models import Account, Entitlement, Entry, Formula, Fund, Transfer
from plans.targets.asking.models import AskedFor, Freed, Matrix
from plans.targets.carers.models import CarerView, Encouragement
from plans.targets.evidence.models import Evidence, EvidenceShare, EvidenceTarget
from plans.targets.models import CheckIn, Plan, Rating, Target, TargetStep
from plans.targets.reviewing.models import Acknowledgement, BulkAct, JointAnswer, JointReview
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
    "Answer",
    "AskedFor",
    "BulkAct",
    "CarerView",
    "CarryWish",
    "CheckIn",
    "Encouragement",
    "Entitlement",
    "Entry",
    "Evidence",
    "EvidenceShare",
    "EvidenceTarget",
    "Formula",
    "Freed",
    "FreedomDecision",
    "FreedomGrant",
    "Fund",
    "JointAnswer",
    "JointReview",
    "Matrix",
    "Need",
    "NeedTarget",
    "Plan",
    "Prompt",
    "Purpose",
    "PurposeSignature",
    "Rating",
    "Reopening",
    "RollOver",
    "RollOverLine",
    "Signature",
    "Summary",
    "Talk",
    "Target",
    "TargetStep",
    "Transfer",
]
