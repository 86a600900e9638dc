"""The front door: a home page for each role, "needs you", the demonstration consortium and bulk data."""
