"""Roster import: who belongs where, from OneRoster and its relatives. `load` is the way in."""

from learnplan.people.roster.loading import load

__all__ = ["load"]
