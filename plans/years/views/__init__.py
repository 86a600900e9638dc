"""The pages of a plan's year, and of an institution's move into the next one."""
