"""Schema of the frame: people, events, notices."""
