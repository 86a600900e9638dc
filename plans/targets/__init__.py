"""Plans and the targets in them, in the learner's words: written, changed, checked in on, rated, carried on."""
