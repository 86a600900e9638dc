"""Contents page: what of the plan is in the admin site, step by step."""

from plans.funding import admin as funding

__all__ = ["funding"]
