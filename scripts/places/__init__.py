"""Step 4, partnership provision: the places on offers that institutions broker between them."""
