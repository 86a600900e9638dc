"""Asking first: a request with its reason, who answers it, and doing what was allowed."""
