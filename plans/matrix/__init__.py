"""Who may do what with a plan: the published matrix of each institution, and what has to be asked for first."""
