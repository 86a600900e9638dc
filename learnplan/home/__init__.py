"""The front door: a home page for each role, "needs you", and the rail."""
