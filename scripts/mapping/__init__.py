"""The route map of a script: laid out by pure functions, and drawn; and the same as a list and by term."""
