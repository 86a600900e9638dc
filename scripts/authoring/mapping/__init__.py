"""The route map of a script: laid out by pure functions, and drawn."""
