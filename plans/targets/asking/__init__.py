"""Who may do what with a plan: the published matrix of an institution, and asking where it says to ask first."""
