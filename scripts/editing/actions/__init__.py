"""Every write to a script."""
