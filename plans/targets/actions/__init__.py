"""Everything that changes a plan or a target."""
