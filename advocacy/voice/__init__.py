"""Step 3: contracts, proposals, ballots and responses."""
