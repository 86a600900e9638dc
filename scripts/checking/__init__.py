"""The check of a script: what a path covers, what does not fit, and what would put it right."""
