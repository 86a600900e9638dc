"""A script with others: versions signed together, branches shown to one adult, and comments on steps."""
