"""Contents page: every table of my plan, step by step."""

from plans.carers.models import CarerView, Encouragement
from plans.consultation.models import Answer, Need, NeedTarget, Prompt, Summary, Talk
from plans.coproduction.freedoms.models import FreedomDecision, FreedomGrant
from plans.evidence.models import Evidence, EvidenceShare, EvidenceTarget
from plans.funding.models import Account, Entitlement, Entry, Formula, Fund, Transfer
from plans.matrix.models import AskedFor, Freed, Matrix
from plans.reviewing.models import Acknowledgement, BulkAct, JointAnswer, JointReview
from plans.targets.models import CheckIn, Plan, Rating, Target, TargetStep
from plans.years.models import CarryWish, Purpose, PurposeSignature, Reopening, RollOver, RollOverLine, Signature

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
