"""Classes as a roster knows them, with courses and sessions of the year, and who is in them."""
