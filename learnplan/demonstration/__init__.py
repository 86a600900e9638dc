"""The demonstration consortium: who is in it, what they do, and pictures of every page."""
