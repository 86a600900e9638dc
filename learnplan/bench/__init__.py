"""Measuring the pages and the roster import, on data made in bulk."""
