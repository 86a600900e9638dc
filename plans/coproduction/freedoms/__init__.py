"""Freedoms: what a learner may do without asking, earned by directing themselves, never by results."""
