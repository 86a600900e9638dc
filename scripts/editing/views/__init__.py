"""The pages on which a script is written."""
