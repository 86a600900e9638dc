"""Evidence: what a learner shows for their targets, checked by its content and seen by whom they choose."""
