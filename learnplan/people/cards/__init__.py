"""Sign-in cards: printed for a class, each lets one learner in once, to choose a password of their own."""
