"""The calendar feed: a secret address of one's own that any calendar can follow."""
