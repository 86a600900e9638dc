"""The pages of talks."""
