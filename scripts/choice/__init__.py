"""Step 2: prospectus, rounds and allocation."""
