"""The pages on which adults look after many plans."""
