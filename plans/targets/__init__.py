"""Targets in the learner's words, check-ins on them, and the plan that holds them."""
