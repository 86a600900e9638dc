"""Roster import: OneRoster 1.1 and 1.2 CSV and Microsoft School Data Sync, dry run first, line by line."""
