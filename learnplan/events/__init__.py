"""One append-only record of who did what, for whom, when."""
