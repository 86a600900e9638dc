"""Every figure by group of circumstances, checkable by arithmetic."""
