"""The core can be contested: a learner asks for a required item to be left out, paced, styled or changed."""
