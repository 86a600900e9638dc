"""Step 1: talks with two authors, out of which needs come."""
