"""Every write about what is signed, shown and said."""
