"""The common script, and the branches a learner writes from it."""
