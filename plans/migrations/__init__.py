"""Schema of plans."""
