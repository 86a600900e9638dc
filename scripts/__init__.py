"""My script (a learner's authored path through education, NOT shell scripts): how it could unfold, and where."""
