"""Commands of scripts."""
