"""Step 4, partnership provision: agreements between institutions, and the offers they make."""
