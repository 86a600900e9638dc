"""The pages of plans and targets."""
