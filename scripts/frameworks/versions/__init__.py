"""The versions of a framework: what changed from one to the next, and what a common script takes of it."""
