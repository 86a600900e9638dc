"""Being heard and stood up for: voice, advocates, equity."""
