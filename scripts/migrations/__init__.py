"""Schema of scripts."""
