"""Bringing files in on a page: upload, dry run, import in the background, the report kept."""
