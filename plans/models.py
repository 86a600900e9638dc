"""Contents page: every table of my plan, step by step."""

from plans.funding.models import Account, Entitlement, Entry, Formula, Fund, Transfer
from plans.targets.models import CheckIn, Plan, Rating, Target, TargetStep

__all__ = [
    "Account",
    "CheckIn",
    "Entitlement",
    "Entry",
    "Formula",
    "Fund",
    "Plan",
    "Rating",
    "Target",
    "TargetStep",
    "Transfer",
]
