"""Realistic data in bulk, for measuring: written through COPY, the same for the same seed."""
