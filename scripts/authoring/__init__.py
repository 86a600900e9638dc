"""A learner's script: the trunk that everyone shares, and the branches they write from it."""
