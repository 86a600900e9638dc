"""A plan's year: what education is for, signing and closing it, rolling over, and taking it away."""
