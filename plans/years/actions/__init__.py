"""What is done with a plan's year, and with the years of an institution."""
