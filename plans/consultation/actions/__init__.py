"""What is done with a talk: booking it, its agenda, and what comes of it."""
